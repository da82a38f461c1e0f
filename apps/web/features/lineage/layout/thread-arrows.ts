/** Leads arrows that skip ranks through a point in each rank on their way, so that they are laid out like everything else. Pure. */
import type { Arrows, Ranks } from './rank-nodes.ts';

export interface Threads {
  /** Nodes come first, by their numbers; then the points on the way. */
  readonly pointCount: number;
  readonly pointRank: Int32Array;
  readonly rankCount: number;
  /** Every link runs from one rank to the next. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By node: the first point of its thread, which has one in each rank up to its furthest reader's; arrows of one node share it. */
  readonly threadOf: Int32Array;
}

/** A graph that would need more is drawn with straight arrows: nobody could follow them anyway. */
const pointsMax = 600_000;

export function threadArrows({ count, from, to }: Arrows, { rank, isBack }: Ranks): Threads {
  const furthest = Int32Array.from(rank);
  for (let arrow = 0; arrow < from.length; arrow++) {
    const start = from[arrow] ?? 0;
    if (isBack[arrow] === 0) furthest[start] = Math.max(furthest[start] ?? 0, rank[to[arrow] ?? 0] ?? 0);
  }
  const threadOf = new Int32Array(count).fill(-1);
  let pointCount = count;
  for (let node = 0; node < count; node++) {
    const length = (furthest[node] ?? 0) - (rank[node] ?? 0) - 1;
    if (length <= 0) continue;
    threadOf[node] = pointCount;
    pointCount += length;
  }
  if (pointCount - count > pointsMax) {
    threadOf.fill(-1);
    pointCount = count;
  }
  const pointRank = new Int32Array(pointCount);
  pointRank.set(rank);
  const starts: number[] = [];
  const ends: number[] = [];
  for (let node = 0; node < count; node++) {
    const first = threadOf[node] ?? -1;
    if (first < 0) continue;
    const length = (furthest[node] ?? 0) - (rank[node] ?? 0) - 1;
    for (let step = 0; step < length; step++) {
      pointRank[first + step] = (rank[node] ?? 0) + 1 + step;
      starts.push(step === 0 ? node : first + step - 1);
      ends.push(first + step);
    }
  }
  for (let arrow = 0; arrow < from.length; arrow++) {
    if (isBack[arrow] !== 0) continue;
    const [start, end] = [from[arrow] ?? 0, to[arrow] ?? 0];
    const span = (rank[end] ?? 0) - (rank[start] ?? 0);
    const first = threadOf[start] ?? -1;
    if (span > 1 && first < 0) continue;
    starts.push(span > 1 ? first + span - 2 : start);
    ends.push(end);
  }
  const rankCount = rank.reduce((most, it) => Math.max(most, it), 0) + 1;
  return { pointCount, pointRank, rankCount, from: Int32Array.from(starts), to: Int32Array.from(ends), threadOf };
}
