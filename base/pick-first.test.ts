import { expect, test } from 'vitest';
import { pickFirst } from './pick-first.ts';

/** 997 numbers in no order, each up to 500 twice or so. */
const items = Array.from({ length: 997 }, (_, at) => (at * 7919) % 499);
const compare = (one: number, other: number) => one - other;

test.each([0, 1, 2, 3, 20, 500, 996, 997, 2_000])('the first %i are those of the whole list in order', (count) => {
  expect(pickFirst(items, count, compare)).toEqual([...items].sort(compare).slice(0, count));
  expect(pickFirst([...items].sort(compare).reverse(), count, compare)).toEqual([...items].sort(compare).slice(0, count));
});

test('the list stays as it is', () => {
  const before = [...items];
  pickFirst(items, 10, compare);
  pickFirst(items, 1_000, compare);
  expect(items).toEqual(before);
});
