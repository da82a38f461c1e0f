import { expect, test } from 'vitest';
import { cycleThrough, listCycles, reachable } from './graph.ts';

const arrows = new Map([
  ['finance', ['foundational']],
  ['marketing', ['finance', 'foundational']],
  ['a', ['b']],
  ['b', ['c']],
  ['c', ['a', 'finance']],
  ['alone', ['alone']],
]);

test('a cycle is spelled out from the node that asks, and ends where it begins', () => {
  expect(cycleThrough('b', arrows)).toEqual(['b', 'c', 'a', 'b']);
  expect(cycleThrough('alone', arrows)).toEqual(['alone', 'alone']);
});

test('a node that only leads into a cycle is not on one', () => {
  expect(cycleThrough('marketing', arrows)).toBeNull();
  expect(cycleThrough('nowhere', arrows)).toBeNull();
});

test('each cycle is listed once', () => {
  expect(listCycles(arrows)).toEqual([
    ['a', 'b', 'c', 'a'],
    ['alone', 'alone'],
  ]);
});

test('what can be reached leaves out the start', () => {
  expect([...reachable('marketing', arrows)].sort()).toEqual(['finance', 'foundational']);
});
