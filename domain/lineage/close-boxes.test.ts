import { makeAdjacency } from '@weft/base/adjacency';
import { expect, test } from 'vitest';
import { closeBoxes } from './close-boxes.ts';

/** `owners`: -1 is seen. Answers the arrows, by node or `box`. */
function box(owners: readonly number[], arrows: readonly (readonly [number, number])[], nodes = owners.map((_, node) => node)) {
  const children = makeAdjacency(
    owners.length,
    arrows.map(([from]) => from),
    arrows.map(([, to]) => to),
  );
  const { places, from, to } = closeBoxes({ children, owners: Int32Array.from(owners) }, Uint32Array.from(nodes));
  return { places: [...places].map((node) => (node < 0 ? null : node)), arrows: [...from].map((start, at) => [start, to[at]]) };
}

test('what is seen stays as it is', () => {
  expect(
    box(
      [-1, -1, -1],
      [
        [0, 1],
        [1, 2],
      ],
    ),
  ).toEqual({
    places: [0, 1, 2],
    arrows: [
      [0, 1],
      [1, 2],
    ],
  });
});

test('closed nodes that hang together are one box, with one arrow in and one out', () => {
  const all = box(
    [-1, 5, 5, 5, -1],
    [
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
      [3, 4],
      [2, 4],
    ],
  );
  expect(all).toEqual({
    places: [0, null, 4],
    arrows: [
      [0, 1],
      [1, 2],
    ],
  });
});

test('what lies before and behind a seen node is never in one box, so that no circle is drawn', () => {
  const { places, arrows } = box(
    [5, -1, 5],
    [
      [0, 1],
      [1, 2],
      [0, 2],
    ],
  );
  expect(places).toEqual([null, 1, null]);
  expect(arrows).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]);
});

test('boxes are of one project, and a box that touches nothing seen is left out', () => {
  expect(
    box(
      [5, 6, -1],
      [
        [0, 1],
        [1, 2],
      ],
    ),
  ).toEqual({ places: [null, 2], arrows: [[0, 1]] });
  expect(box([5, -1], []).places).toEqual([1]);
});

test('a manifest that goes round in a circle is boxed all the same', () => {
  const { places } = box(
    [-1, 5, 5, -1],
    [
      [0, 1],
      [1, 2],
      [2, 1],
      [2, 3],
      [3, 0],
    ],
  );
  expect(places).toEqual([0, null, 3]);
});
