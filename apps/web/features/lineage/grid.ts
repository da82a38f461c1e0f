/** Finds the boxes in a part of a picture without looking at all of them. Pure. */
import { makeAdjacency } from '@weft/base/adjacency';

export interface Boxes {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: number;
  readonly heights: Float32Array;
}

export interface Grid {
  /** Calls `take` once for each box that touches the rectangle, in the order of cells. */
  readonly each: (left: number, top: number, right: number, bottom: number, take: (box: number) => void) => void;
}

const cell = 512;

export function makeGrid({ x, y, width, heights }: Boxes): Grid {
  const count = x.length;
  let [right, bottom, tallest] = [0, 0, 0];
  for (let box = 0; box < count; box++) {
    right = Math.max(right, x[box] ?? 0);
    bottom = Math.max(bottom, y[box] ?? 0);
    tallest = Math.max(tallest, heights[box] ?? 0);
  }
  const across = Math.floor(right / cell) + 1;
  const down = Math.floor(bottom / cell) + 1;
  const boxes = Uint32Array.from({ length: count }, (_, box) => box);
  const cells = boxes.map((box) => Math.floor((y[box] ?? 0) / cell) * across + Math.floor((x[box] ?? 0) / cell));
  const { offsets, targets } = makeAdjacency(across * down, cells, boxes);
  return {
    each(left, top, to, under, take) {
      // A box lies in the cell of its corner, so the cells before may reach in.
      const [firstColumn, lastColumn] = [clamp((left - width) / cell, across), clamp(to / cell, across)];
      const [firstRow, lastRow] = [clamp((top - tallest) / cell, down), clamp(under / cell, down)];
      for (let row = firstRow; row <= lastRow; row++)
        for (let column = firstColumn; column <= lastColumn; column++) {
          const at = row * across + column;
          for (let next = offsets[at] ?? 0; next < (offsets[at + 1] ?? 0); next++) {
            const box = targets[next] ?? 0;
            const [boxX, boxY] = [x[box] ?? 0, y[box] ?? 0];
            if (boxX <= to && boxX + width >= left && boxY <= under && boxY + (heights[box] ?? 0) >= top) take(box);
          }
        }
    },
  };
}

function clamp(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, Math.floor(value)));
}

/** The box under a place; -1: none. */
export function boxAt(grid: Grid, x: number, y: number): number {
  let found = -1;
  grid.each(x, y, x, y, (box) => {
    found = box;
  });
  return found;
}
