import { expect, test } from 'vitest';
import { type Drawing, type Layout, layOut } from './lay-out.ts';
import { countCrossings, orderRows } from './order-rows.ts';
import { rankNodes } from './rank-nodes.ts';
import { threadArrows } from './thread-arrows.ts';

const box = { width: 200, height: 40 };

function draw(count: number, arrows: readonly (readonly [number, number])[], heights?: readonly number[]): Drawing {
  return {
    ...{ count, nodeWidth: box.width, heights: heights ?? new Array(count).fill(box.height) },
    from: arrows.map(([from]) => from),
    to: arrows.map(([, to]) => to),
  };
}

/** A graph as dbt projects have them: layers, mostly from the layer before, always the same. */
function invent(count: number, seed = 7): Drawing {
  let state = seed;
  const random = () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const arrows: [number, number][] = [];
  const layers = 8;
  const size = Math.ceil(count / layers);
  for (let node = size; node < count; node++) {
    const layer = Math.floor(node / size);
    for (let parent = 0; parent < 1 + Math.floor(random() * 3); parent++) {
      const from = random() < 0.8 ? layer - 1 : Math.floor(random() * layer);
      arrows.push([from * size + Math.floor(random() * random() * size), node]);
    }
  }
  return draw(count, arrows);
}

function overlaps({ x, y }: Layout, { count, heights }: Drawing): string[] {
  const found: string[] = [];
  const order = Array.from({ length: count }, (_, node) => node).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0));
  for (const [at, one] of order.entries())
    for (let next = at + 1; next < count; next++) {
      const other = order[next] ?? 0;
      if ((x[other] ?? 0) >= (x[one] ?? 0) + box.width - 0.01) break;
      const [top, below] = (y[one] ?? 0) <= (y[other] ?? 0) ? [one, other] : [other, one];
      if ((y[top] ?? 0) + (heights[top] ?? 0) > (y[below] ?? 0) + 0.01) found.push(`${one} and ${other}`);
    }
  return found;
}

test.each([10, 300, 2000, 10_000])('of %i nodes every arrow runs to the right, and no box lies on another', (count) => {
  const drawing = invent(count);
  const layout = layOut(drawing);
  for (let arrow = 0; arrow < drawing.from.length; arrow++) {
    const [from, to] = [drawing.from[arrow] ?? 0, drawing.to[arrow] ?? 0];
    expect(layout.x[to]).toBeGreaterThan((layout.x[from] ?? 0) + box.width);
  }
  expect(overlaps(layout, drawing)).toEqual([]);
});

test('boxes of different heights do not lie on each other either', () => {
  const { from, to } = invent(200);
  const heights = Array.from({ length: 200 }, (_, node) => 40 + (node % 7) * 31);
  const drawing = { count: 200, nodeWidth: box.width, from, to, heights };
  expect(overlaps(layOut(drawing), drawing)).toEqual([]);
});

test('the order has fewer crossings than none, and two chains side by side have none', () => {
  const drawing = invent(600);
  const threads = threadArrows(drawing, rankNodes(drawing));
  const { rows, children } = orderRows(threads);
  const unordered = rows.map((row) => row.slice().sort());
  expect(countCrossings(rows, children)).toBeLessThan(countCrossings(unordered, children) / 2);
  const ladder = draw(6, [
    [0, 3],
    [1, 2],
    [2, 5],
    [3, 4],
  ]);
  const ordered = orderRows(threadArrows(ladder, rankNodes(ladder)));
  expect(countCrossings(ordered.rows, ordered.children)).toBe(0);
});

test('crossings are counted as one would by hand', () => {
  const cross = draw(4, [
    [0, 3],
    [1, 2],
  ]);
  const { children } = orderRows(threadArrows(cross, rankNodes(cross)));
  expect(countCrossings([Int32Array.of(0, 1), Int32Array.of(2, 3)], children)).toBe(1);
  expect(countCrossings([Int32Array.of(0, 1), Int32Array.of(3, 2)], children)).toBe(0);
});

test('an arrow that skips ranks is led past the boxes between', () => {
  const drawing = draw(5, [
    [0, 1],
    [1, 2],
    [2, 3],
    [0, 3],
    [4, 2],
  ]);
  const { x, y, bendStarts, bends } = layOut(drawing);
  const points = Array.from(bends.slice(2 * (bendStarts[3] ?? 0), 2 * (bendStarts[4] ?? 0)));
  expect(points).toHaveLength(8);
  for (let at = 0; at < points.length; at += 2)
    for (let node = 0; node < 5; node++) {
      const [px = 0, py = 0] = points.slice(at, at + 2);
      const [left, top] = [x[node] ?? 0, y[node] ?? 0];
      const isInside = px >= left && px <= left + box.width && py > top && py < top + box.height;
      expect(isInside, `point ${px}, ${py} in the box of ${node}`).toBe(false);
    }
});

test('a source stands next to its only reader, however deep that is', () => {
  const { rank } = rankNodes(
    draw(5, [
      [0, 1],
      [1, 2],
      [2, 3],
      [4, 3],
    ]),
  );
  expect([...rank]).toEqual([0, 1, 2, 3, 2]);
});

test.each([
  ['a circle', 3, [[0, 1], [1, 2], [2, 0]]], // biome-ignore format: a picture of a graph
  ['a node that reads itself', 2, [[0, 0], [0, 1]]], // biome-ignore format: as above
  ['two circles that share a node', 5, [[0, 1], [1, 0], [1, 2], [2, 3], [3, 1], [3, 4]]], // biome-ignore format: as above
  ['an arrow twice', 2, [[0, 1], [0, 1]]], // biome-ignore format: as above
  ['nothing', 0, []],
] as const)('%s is drawn', (_, count, arrows) => {
  const drawing = draw(count, arrows);
  const layout = layOut(drawing);
  expect([...layout.x, ...layout.y].every(Number.isFinite)).toBe(true);
  expect(overlaps(layout, drawing)).toEqual([]);
});

test('a way of ten thousand nodes, and a node with ten thousand readers, are drawn', () => {
  const chain = draw(
    10_000,
    Array.from({ length: 9999 }, (_, at) => [at, at + 1] as const),
  );
  expect(layOut(chain).width).toBeGreaterThan(10_000 * box.width);
  const star = draw(
    10_001,
    Array.from({ length: 10_000 }, (_, at) => [0, at + 1] as const),
  );
  const { width, height } = layOut(star);
  expect(width / height).toBeGreaterThan(0.5);
});

test('the same graph is laid out the same', () => {
  expect(layOut(invent(500))).toEqual(layOut(invent(500)));
});

test('nodes without arrows stand in rows below, not in one long column', () => {
  const drawing = draw(100, [[0, 1]]);
  const layout = layOut(drawing);
  expect(layout.width / layout.height).toBeLessThan(5);
  expect(layout.width / layout.height).toBeGreaterThan(0.5);
  expect(overlaps(layout, drawing)).toEqual([]);
});
