import { expect, test } from 'vitest';
import { unstorable } from './storable.ts';

test.each([
  ['plain text', { name: 'a', list: ['b', 1, null, true], inner: { 'key é 😀': '😀' } }],
  ['nothing', undefined],
  ['a hundred levels', nested(100)],
])('%s can be stored', (_, value) => {
  expect(unstorable(value)).toBeNull();
});

test.each([
  ['a null character', { a: [{ b: 'x\0y' }] }],
  ['a null character in a key', { a: { 'x\0': 1 } }],
  ['half a character', ['\ud83d']],
  ['more than a hundred levels', nested(101)],
  ['a million levels', nested(1_000_000)],
])('%s cannot be stored', (_, value) => {
  expect(unstorable(value)).not.toBeNull();
});

function nested(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
