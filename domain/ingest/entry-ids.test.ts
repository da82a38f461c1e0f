import { expect, test } from 'vitest';
import { decodeEntryIds, encodeEntryIds } from './entry-ids.ts';

test.each([
  ['nothing', []],
  ['one', [1]],
  ['neighbours', [5, 6, 7, 8]],
  ['backwards, and the same twice', [900, 3, 3, 2, 1_000_000]],
  ['as far apart as ids can be', [2 ** 52 - 1, 0, 2 ** 52 - 1, 2 ** 32, 2 ** 31]],
])('ids come back as they were: %s', (_, ids) => {
  expect([...decodeEntryIds(encodeEntryIds(Float64Array.from(ids)))]).toEqual(ids);
});

test('a first version of 40,000 entries takes no room to speak of, and one with 1 % changed little', () => {
  const first = Float64Array.from({ length: 40_000 }, (_, index) => 4097 + index);
  const second = first.map((id, index) => (index % 100 === 0 ? 90_113 + index / 100 : id));

  expect(encodeEntryIds(first).length).toBeLessThan(200);
  expect(encodeEntryIds(second).length).toBeLessThan(3_000);
});

test('many ids in a random order come back too', () => {
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const ids = Float64Array.from({ length: 10_000 }, () => Math.floor(random() * 2 ** 52));
  expect(decodeEntryIds(encodeEntryIds(ids))).toEqual(ids);
});
