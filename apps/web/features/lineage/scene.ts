/** A picture with its layout and colours: all that is needed to draw it, on the screen or into a file. Pure. */
import { type Grid, makeGrid } from './grid.ts';
import type { Layout } from './layout/lay-out.ts';
import type { LegendEntry, Lens, Tinted } from './lenses.ts';
import type { Picture } from './picture.ts';

export const nodeWidth = 216;
export const headHeight = 44;
export const rowHeight = 20;

export interface Scene {
  readonly picture: Picture;
  readonly layout: Layout;
  readonly lens: Lens;
  readonly legend: readonly LegendEntry[];
  /** By node: a place in the legend. */
  readonly colorAt: Uint8Array;
  readonly heights: Float32Array;
  readonly grid: Grid;
  /** By arrow: left, top, right, bottom of all that is drawn of it. */
  readonly arrowBoxes: Float32Array;
}

export function heightsOf(picture: Picture): Float32Array {
  return Float32Array.from(picture.nodes, ({ rows }) => (rows.length === 0 ? headHeight : headHeight + rows.length * rowHeight + 6));
}

export function makeScene(picture: Picture, layout: Layout, tinted: Tinted, lens: Lens): Scene {
  const heights = heightsOf(picture);
  const grid = makeGrid({ x: layout.x, y: layout.y, width: nodeWidth, heights });
  const ends = { picture, layout, heights };
  return { picture, layout, lens, legend: tinted.legend, colorAt: tinted.at, heights, grid, arrowBoxes: boxArrows(ends) };
}

type Ends = Pick<Scene, 'picture' | 'layout' | 'heights'>;

/** Where an arrow leaves its node, or arrives. */
export function endOf({ picture, layout, heights }: Ends, arrow: number, side: 'from' | 'to'): { readonly x: number; readonly y: number } {
  const node = picture[side][arrow] ?? 0;
  const row = (side === 'from' ? picture.fromRow : picture.toRow)[arrow] ?? -1;
  const down = row < 0 ? Math.min(headHeight, heights[node] ?? 0) / 2 : headHeight + (row + 0.5) * rowHeight;
  return { x: (layout.x[node] ?? 0) + (side === 'from' ? nodeWidth : 0), y: (layout.y[node] ?? 0) + down };
}

/** Calls `to` for each further place of an arrow's way, after `begin`. */
export function followArrow(ends: Ends, arrow: number, begin: (x: number, y: number) => void, to: (x: number, y: number) => void): void {
  const { bends, bendStarts } = ends.layout;
  const start = endOf(ends, arrow, 'from');
  begin(start.x, start.y);
  for (let at = bendStarts[arrow] ?? 0; at < (bendStarts[arrow + 1] ?? 0); at++) to(bends[2 * at] ?? 0, bends[2 * at + 1] ?? 0);
  const end = endOf(ends, arrow, 'to');
  to(end.x, end.y);
}

/** How far a curve that runs back swings out. */
export const swing = 60;

function boxArrows(ends: Ends): Float32Array {
  const count = ends.picture.from.length;
  const boxes = new Float32Array(4 * count);
  for (let arrow = 0; arrow < count; arrow++) {
    let [left, top, right, bottom] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    const grow = (x: number, y: number) => {
      left = Math.min(left, x);
      top = Math.min(top, y);
      right = Math.max(right, x);
      bottom = Math.max(bottom, y);
    };
    followArrow(ends, arrow, grow, grow);
    boxes.set([left - swing, top, right + swing, bottom], 4 * arrow);
  }
  return boxes;
}
