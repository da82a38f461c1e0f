import { expect, test } from 'vitest';
import { arrangeRows } from './arrange-rows.ts';

const rows = [
  { name: 'run 10', seconds: 3 },
  { name: 'Run 9', seconds: null },
  { name: 'other', seconds: 12 },
];
const all = { typed: '', textOf: (row: { name: string }) => row.name, isDescending: false };

test('names sort as people count, and letter case does not matter', () => {
  expect(arrangeRows(rows, { ...all, sortBy: (row) => row.name }).map(({ name }) => name)).toEqual(['other', 'Run 9', 'run 10']);
});

test.each([false, true])('what is not known stays at the end (descending: %s)', (isDescending) => {
  expect(arrangeRows(rows, { ...all, sortBy: (row) => row.seconds, isDescending }).at(-1)?.name).toBe('Run 9');
});

test('every typed word must be found', () => {
  expect(arrangeRows(rows, { ...all, typed: ' 1 RUN ', sortBy: undefined }).map(({ name }) => name)).toEqual(['run 10']);
});
