/** Orders the points of each rank so that few links cross: sweeps by the mean place of neighbours, of which the best is kept. Pure and always the same. */
import { type Adjacency, makeAdjacency } from '@weft/base/adjacency';
import type { Threads } from './thread-arrows.ts';

export interface Rows {
  /** By rank: its points, first to last. */
  readonly rows: readonly Int32Array[];
  readonly children: Adjacency;
  readonly parents: Adjacency;
}

const sweepsMax = 24;
/** After so many that were no better, the next will not be either. */
const patience = 4;

export function orderRows(threads: Threads): Rows {
  const { pointCount, from, to } = threads;
  const children = makeAdjacency(pointCount, from, to);
  const parents = makeAdjacency(pointCount, to, from);
  const rows = firstRows(threads, children);
  const place = new Float64Array(pointCount);
  const mean = new Float64Array(pointCount);
  for (const row of rows) setPlaces(row, place);
  let best = countCrossings(rows, children);
  let kept = rows.map((row) => row.slice());
  for (let sweep = 0, worse = 0; sweep < sweepsMax && worse < patience && best > 0; sweep++) {
    const isDown = sweep % 2 === 0;
    for (let at = 1; at < rows.length; at++) {
      const row = rows[isDown ? at : rows.length - 1 - at];
      if (row) sortByNeighbours(row, isDown ? parents : children, place, mean);
    }
    const crossings = countCrossings(rows, children);
    if (crossings < best) {
      best = crossings;
      kept = rows.map((row) => row.slice());
      worse = 0;
    } else worse++;
  }
  return { rows: kept, children, parents };
}

/** As a walk from the first rank meets them: what hangs together begins side by side. */
function firstRows({ pointCount, pointRank, rankCount }: Threads, children: Adjacency): Int32Array[] {
  const rows: number[][] = Array.from({ length: rankCount }, () => []);
  const isMet = new Uint8Array(pointCount);
  const byRank = Array.from({ length: pointCount }, (_, point) => point).sort((a, b) => (pointRank[a] ?? 0) - (pointRank[b] ?? 0) || a - b);
  for (const start of byRank) {
    const way = [start];
    for (let point = way.pop(); point !== undefined; point = way.pop()) {
      if (isMet[point] === 1) continue;
      isMet[point] = 1;
      rows[pointRank[point] ?? 0]?.push(point);
      for (let at = (children.offsets[point + 1] ?? 0) - 1; at >= (children.offsets[point] ?? 0); at--) way.push(children.targets[at] ?? 0);
    }
  }
  return rows.map((row) => Int32Array.from(row));
}

/** Between 0 and 1, since rows have different lengths. */
function setPlaces(row: Int32Array, place: Float64Array): void {
  for (let at = 0; at < row.length; at++) place[row[at] ?? 0] = (at + 0.5) / row.length;
}

function sortByNeighbours(row: Int32Array, { offsets, targets }: Adjacency, place: Float64Array, mean: Float64Array): void {
  for (const point of row) {
    const begin = offsets[point] ?? 0;
    const end = offsets[point + 1] ?? 0;
    let sum = 0;
    for (let at = begin; at < end; at++) sum += place[targets[at] ?? 0] ?? 0;
    mean[point] = end > begin ? sum / (end - begin) : (place[point] ?? 0);
  }
  row.sort((a, b) => (mean[a] ?? 0) - (mean[b] ?? 0) || (place[a] ?? 0) - (place[b] ?? 0));
  setPlaces(row, place);
}

/** How many pairs of links cross between all ranks: inversions, counted in a tree of sums. */
export function countCrossings(rows: readonly Int32Array[], { offsets, targets }: Adjacency): number {
  const placeIn = new Int32Array(offsets.length);
  for (const row of rows) for (let at = 0; at < row.length; at++) placeIn[row[at] ?? 0] = at;
  let crossings = 0;
  for (let rank = 0; rank + 1 < rows.length; rank++) {
    const length = rows[rank + 1]?.length ?? 0;
    const sums = new Int32Array(length + 1);
    let seen = 0;
    for (const point of rows[rank] ?? []) {
      const [begin, end] = [offsets[point] ?? 0, offsets[point + 1] ?? 0];
      for (let at = begin; at < end; at++) {
        let notAfter = 0;
        for (let sum = (placeIn[targets[at] ?? 0] ?? 0) + 1; sum > 0; sum &= sum - 1) notAfter += sums[sum] ?? 0;
        crossings += seen - notAfter;
      }
      for (let at = begin; at < end; at++) {
        for (let sum = (placeIn[targets[at] ?? 0] ?? 0) + 1; sum <= length; sum += sum & -sum) sums[sum] = (sums[sum] ?? 0) + 1;
        seen++;
      }
    }
  }
  return crossings;
}
