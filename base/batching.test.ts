import { expect, test } from 'vitest';
import { batching } from './batching.ts';

test('what is called in the same moment, or while a batch is under way, is carried out together', async () => {
  const batches: number[][] = [];
  const double = batching(async (all: readonly number[]) => {
    batches.push([...all]);
    await new Promise((resolve) => setTimeout(resolve, 1));
    return all.map((one) => one * 2);
  }, 3);
  const first = [double(1), double(2)];
  await null;
  await null;
  const second = [3, 4, 5, 6].map(double);
  expect(await Promise.all([...first, ...second])).toEqual([2, 4, 6, 8, 10, 12]);
  expect(batches).toEqual([[1, 2], [3, 4, 5], [6]]);
});

test('one that fails fails alone', async () => {
  const check = batching(async (all: readonly number[]) => {
    if (all.includes(2)) throw new Error('two');
    return all;
  }, 10);
  const ends = await Promise.allSettled([1, 2, 3].map(check));
  expect(ends.map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)))).toEqual([1, 'Error: two', 3]);
});
