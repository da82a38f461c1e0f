import { expect, test } from 'vitest';
import { makeAdjacency, reach } from './adjacency.ts';

/** 0 → 1 → 2 → 3, 0 → 2, 4 alone, 3 → 1. */
const graph = makeAdjacency(5, [0, 1, 2, 0, 3], [1, 2, 3, 2, 1]);

test.each([
  ['everything that follows, nearest first', [0], undefined, [1, 2, 3]],
  ['a start that a circle leads back to', [1], undefined, [2, 3, 1]],
  ['no further than asked', [0], 1, [1, 2]],
  ['nothing within no step', [0], 0, []],
  ['nothing from a node without arrows', [4], undefined, []],
  ['one start that another leads to', [0, 1], 1, [1, 2]],
])('%s', (_, starts, depth, expected) => {
  expect([...reach(graph, starts, depth)]).toEqual(expected);
});

test('neighbours keep the order of their arrows', () => {
  const { offsets, targets } = makeAdjacency(3, [0, 0, 0], [2, 1, 2]);
  expect([...targets.slice(offsets[0], offsets[1])]).toEqual([2, 1, 2]);
});
