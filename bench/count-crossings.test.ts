import { expect, test } from 'vitest';
import { countWayCrossings } from './count-crossings.ts';
import { inventLineage } from './invent-lineage.ts';

test('ways that cross are counted, those that only touch or are one arrow are not', () => {
  expect(countWayCrossings([[0, 0, 10, 10], [0, 10, 10, 0]])).toBe(1); // biome-ignore format: two lines
  expect(countWayCrossings([[0, 0, 10, 10], [0, 0, 10, 0]])).toBe(0); // biome-ignore format: as above
  expect(countWayCrossings([[0, 0, 10, 10, 20, 0, 30, 10], [0, 5, 30, 5]])).toBe(3); // biome-ignore format: as above
  expect(countWayCrossings([[0, 0, 10, 10, 0, 10, 10, 0]])).toBe(0);
});

test('an invented lineage has its layers in order and about as many arrows as asked for', () => {
  const { count, layer, from, to } = inventLineage(2000);
  expect(from.length / count).toBeGreaterThan(1);
  expect(from.length / count).toBeLessThan(2.2);
  for (let arrow = 0; arrow < from.length; arrow++) expect(layer[from[arrow] ?? 0]).toBeLessThan(layer[to[arrow] ?? 0] ?? 0);
  expect(inventLineage(2000)).toEqual(inventLineage(2000));
});
