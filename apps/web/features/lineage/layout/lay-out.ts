/** Lays out a graph from left to right: ranks, few crossings, arrows led around boxes; parts that do not hang together beside and below each other. Pure and always the same. */
import { orderRows } from './order-rows.ts';
import { packParts } from './pack-parts.ts';
import { placeRows } from './place-rows.ts';
import { type Arrows, rankNodes } from './rank-nodes.ts';
import { threadArrows } from './thread-arrows.ts';

export interface Drawing extends Arrows {
  /** By node. */
  readonly heights: ArrayLike<number>;
  readonly nodeWidth: number;
}

export interface Layout {
  /** By node: its left upper corner. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly width: number;
  readonly height: number;
  /** Arrow `i` is led through the points `bends[2 * k], bends[2 * k + 1]` with `k` from `bendStarts[i]` to `bendStarts[i + 1] - 1`. */
  readonly bendStarts: Uint32Array;
  readonly bends: Float32Array;
}

const gaps = { row: 16, thread: 6, rank: 84, column: 28 };
/** Rows of more nodes stand in several columns, where the picture would be a thin high strip otherwise. */
const foldFrom = 40;
const wideness = 1.6;

export function layOut(drawing: Drawing): Layout {
  const { count, from, to } = drawing;
  const partOf = findParts(drawing);
  const parts = splitParts(drawing, partOf);
  const laid = parts.map((part) => layOutPart(part, drawing));
  const { corners, width, height } = packParts(laid, { gap: 48, wideness });
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  const bendsOf: Float32Array[] = Array.from({ length: from.length }, () => none);
  laid.forEach((part, at) => {
    const corner = corners[at] ?? { x: 0, y: 0 };
    part.nodes.forEach((node, own) => {
      x[node] = (part.x[own] ?? 0) + corner.x;
      y[node] = (part.y[own] ?? 0) + corner.y;
    });
    part.arrows.forEach((arrow, own) => {
      bendsOf[arrow] = (part.bends[own] ?? none).map((value, axis) => value + (axis % 2 === 0 ? corner.x : corner.y));
    });
  });
  const bendStarts = new Uint32Array(to.length + 1);
  for (const [arrow, bends] of bendsOf.entries()) bendStarts[arrow + 1] = (bendStarts[arrow] ?? 0) + bends.length / 2;
  const bends = new Float32Array(2 * (bendStarts[to.length] ?? 0));
  for (const [arrow, own] of bendsOf.entries()) bends.set(own, 2 * (bendStarts[arrow] ?? 0));
  return { x, y, width, height, bendStarts, bends };
}

const none = new Float32Array();

/** By node: the least number of a node that it hangs together with. */
function findParts({ count, from, to }: Arrows): Int32Array {
  const first = Int32Array.from({ length: count }, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (first[root] !== root) {
      first[root] = first[first[root] ?? 0] ?? 0;
      root = first[root] ?? 0;
    }
    return root;
  };
  for (let arrow = 0; arrow < from.length; arrow++) {
    const [one, other] = [find(from[arrow] ?? 0), find(to[arrow] ?? 0)];
    if (one !== other) first[Math.max(one, other)] = Math.min(one, other);
  }
  return first.map((_, node) => find(node));
}

interface Part extends Arrows {
  readonly nodes: readonly number[];
  readonly arrows: readonly number[];
}

function splitParts({ from, to }: Arrows, partOf: Int32Array): Part[] {
  const parts = new Map<number, { nodes: number[]; arrows: number[]; from: number[]; to: number[] }>();
  const ownNumber = new Int32Array(partOf.length);
  for (const [node, first] of partOf.entries()) {
    const part = parts.get(first) ?? { nodes: [], arrows: [], from: [], to: [] };
    parts.set(first, part);
    ownNumber[node] = part.nodes.push(node) - 1;
  }
  for (let arrow = 0; arrow < from.length; arrow++) {
    const part = parts.get(partOf[from[arrow] ?? 0] ?? 0);
    part?.arrows.push(arrow);
    part?.from.push(ownNumber[from[arrow] ?? 0] ?? 0);
    part?.to.push(ownNumber[to[arrow] ?? 0] ?? 0);
  }
  return [...parts.values()].map((part) => ({ ...part, count: part.nodes.length }));
}

export interface LaidPart {
  readonly nodes: readonly number[];
  readonly arrows: readonly number[];
  /** By place in `nodes`. */
  readonly x: Float32Array;
  readonly y: Float32Array;
  /** By place in `arrows`. */
  readonly bends: readonly Float32Array[];
  readonly width: number;
  readonly height: number;
}

function layOutPart(part: Part, { heights, nodeWidth }: Drawing): LaidPart {
  const { nodes, arrows, count } = part;
  const heightOf = (own: number) => heights[nodes[own] ?? 0] ?? 0;
  if (count === 1) {
    const at = new Float32Array(1);
    return { nodes, arrows, x: at, y: at, bends: arrows.map(() => none), width: nodeWidth, height: heightOf(0) };
  }
  const ranks = rankNodes(part);
  const threads = threadArrows(part, ranks);
  const rows = orderRows(threads);
  const columns = chooseColumns(rows.rows, count, nodeWidth, heightOf);
  const sizeOf = (point: number) => (point < count ? heightOf(point) : 0);
  const placed = placeRows(rows, { sizeOf, gap: gaps.row, threadGap: gaps.thread, columns });
  const left = new Float64Array(columns.length + 1);
  const widthOf = (rank: number) => (columns[rank] ?? 1) * (nodeWidth + gaps.column) - gaps.column;
  for (let rank = 0; rank < columns.length; rank++) left[rank + 1] = (left[rank] ?? 0) + widthOf(rank) + gaps.rank;
  const x = new Float32Array(count);
  const y = new Float32Array(count);
  for (let own = 0; own < count; own++) {
    x[own] = (left[ranks.rank[own] ?? 0] ?? 0) + (placed.column[own] ?? 0) * (nodeWidth + gaps.column);
    y[own] = (placed.middle[own] ?? 0) - heightOf(own) / 2;
  }
  const bends = arrows.map((_, arrow): Float32Array => {
    const [start, end] = [part.from[arrow] ?? 0, part.to[arrow] ?? 0];
    const first = threads.threadOf[start] ?? -1;
    const length = (ranks.rank[end] ?? 0) - (ranks.rank[start] ?? 0) - 1;
    if (first < 0 || length <= 0) return none;
    const through = new Float32Array(4 * length);
    for (let step = 0; step < length; step++) {
      const rank = (ranks.rank[start] ?? 0) + 1 + step;
      const middle = placed.middle[first + step] ?? 0;
      through.set([left[rank] ?? 0, middle, (left[rank] ?? 0) + widthOf(rank), middle], 4 * step);
    }
    return through;
  });
  return { nodes, arrows, x, y, bends, width: (left[columns.length] ?? 0) - gaps.rank, height: placed.height };
}

/** By rank: in how many columns its nodes stand. As few as make the picture no higher than it is wide. */
function chooseColumns(rows: readonly Int32Array[], count: number, nodeWidth: number, heightOf: (own: number) => number): Int32Array {
  const nodeCounts = rows.map((row) => row.reduce((sum, point) => sum + (point < count ? 1 : 0), 0));
  const most = Math.max(...nodeCounts);
  const pitch = heightOf(0) + gaps.row;
  let rowsMax = most;
  const columnsFor = (limit: number) => Int32Array.from(nodeCounts, (nodes) => Math.max(1, Math.ceil(nodes / limit)));
  while (rowsMax > foldFrom) {
    const columns = columnsFor(rowsMax);
    const width = columns.reduce((sum, it) => sum + it * (nodeWidth + gaps.column) + gaps.rank, 0);
    if (width >= wideness * rowsMax * pitch) return columns;
    rowsMax = Math.max(foldFrom, Math.floor(rowsMax * 0.85));
  }
  return columnsFor(Math.max(1, most <= foldFrom ? most : foldFrom));
}
