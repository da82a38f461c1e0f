import { expect, test } from 'vitest';
import { readLogPlace, writeLogPlace } from './log-place.ts';

test.each([
  ['#step=4&line=1234', { step: 4, lines: [1233, 1233] }],
  ['step=4&line=10-20', { step: 4, lines: [9, 19] }],
  ['#step=4', { step: 4, lines: null }],
] as const)('%s points at a place, and is written as it is read', (hash, place) => {
  expect(readLogPlace(hash)).toEqual(place);
  expect(writeLogPlace(place)).toBe(hash.replace('#', ''));
});

test.each(['', '#', '#step=0', '#step=x&line=1', '#line=3'])('%s points nowhere', (hash) => {
  expect(readLogPlace(hash)).toBeNull();
});

test.each(['#step=2&line=0', '#step=2&line=9-3', '#step=2&line=-1', '#step=2&line=1e3'])('%s points at the step alone', (hash) => {
  expect(readLogPlace(hash)).toEqual({ step: 2, lines: null });
});
