/** Gives each node of a graph a rank, so that arrows run from lower to higher ranks. Pure; whatever circles there are, it ends. */
import { makeAdjacency } from '@weft/base/adjacency';

export interface Arrows {
  /** Nodes are numbered from 0. */
  readonly count: number;
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
}

export interface Ranks {
  readonly rank: Int32Array;
  /** By arrow: 1, it closes a circle and runs back, or from a node to itself. */
  readonly isBack: Uint8Array;
}

/** As many ranks as the longest way has nodes; a node with more readers than parents stands close to its readers, so that arrows are short. */
export function rankNodes(graph: Arrows): Ranks {
  const isBack = findBackArrows(graph);
  const order = sortTopologically(graph, isBack);
  const rank = new Int32Array(graph.count);
  const { offsets, targets, arrows } = outgoing(graph);
  for (const node of order)
    for (let at = offsets[node] ?? 0; at < (offsets[node + 1] ?? 0); at++) {
      const target = targets[at] ?? 0;
      if (isBack[arrows[at] ?? 0] === 0) rank[target] = Math.max(rank[target] ?? 0, (rank[node] ?? 0) + 1);
    }
  pullToReaders(graph, isBack, order, rank);
  closeGaps(rank);
  return { rank, isBack };
}

/** The numbers of a node's arrows beside their ends. */
function outgoing({ count, from, to }: Arrows) {
  const { offsets, targets: arrows } = makeAdjacency(
    count,
    from,
    Array.from({ length: from.length }, (_, arrow) => arrow),
  );
  return { offsets, arrows, targets: arrows.map((arrow) => to[arrow] ?? 0) };
}

/** Arrows to a node that is on the way to their own start, in a walk that begins at nodes without parents. */
function findBackArrows(graph: Arrows): Uint8Array {
  const { count, from, to } = graph;
  const { offsets, targets, arrows } = outgoing(graph);
  const isBack = new Uint8Array(from.length);
  const hasParent = new Uint8Array(count);
  for (let arrow = 0; arrow < to.length; arrow++) hasParent[to[arrow] ?? 0] = 1;
  const next = offsets.slice();
  /** 1: on the way; 2: done. */
  const state = new Uint8Array(count);
  const way: number[] = [];
  const walk = (start: number) => {
    if (state[start] !== 0) return;
    state[start] = 1;
    way.push(start);
    for (let node = way.at(-1); node !== undefined; node = way.at(-1)) {
      const at = next[node] ?? 0;
      if (at >= (offsets[node + 1] ?? 0)) {
        state[node] = 2;
        way.pop();
        continue;
      }
      next[node] = at + 1;
      const target = targets[at] ?? 0;
      if (state[target] === 1) isBack[arrows[at] ?? 0] = 1;
      else if (state[target] === 0) {
        state[target] = 1;
        way.push(target);
      }
    }
  };
  for (let node = 0; node < count; node++) if (hasParent[node] === 0) walk(node);
  for (let node = 0; node < count; node++) walk(node);
  return isBack;
}

function sortTopologically(graph: Arrows, isBack: Uint8Array): Uint32Array {
  const { count, to } = graph;
  const { offsets, targets, arrows } = outgoing(graph);
  const waiting = new Int32Array(count);
  for (let arrow = 0; arrow < to.length; arrow++) {
    const target = to[arrow] ?? 0;
    if (isBack[arrow] === 0) waiting[target] = (waiting[target] ?? 0) + 1;
  }
  const order = new Uint32Array(count);
  let end = 0;
  for (let node = 0; node < count; node++) if (waiting[node] === 0) order[end++] = node;
  for (let begin = 0; begin < end; begin++) {
    const node = order[begin] ?? 0;
    for (let at = offsets[node] ?? 0; at < (offsets[node + 1] ?? 0); at++) {
      const target = targets[at] ?? 0;
      if (isBack[arrows[at] ?? 0] !== 0) continue;
      const left = (waiting[target] ?? 0) - 1;
      waiting[target] = left;
      if (left === 0) order[end++] = target;
    }
  }
  return order;
}

function pullToReaders(graph: Arrows, isBack: Uint8Array, order: Uint32Array, rank: Int32Array): void {
  const { count, from, to } = graph;
  const { offsets, targets, arrows } = outgoing(graph);
  const parents = new Int32Array(count);
  const readers = new Int32Array(count);
  for (let arrow = 0; arrow < to.length; arrow++) {
    if (isBack[arrow] !== 0) continue;
    parents[to[arrow] ?? 0] = (parents[to[arrow] ?? 0] ?? 0) + 1;
    readers[from[arrow] ?? 0] = (readers[from[arrow] ?? 0] ?? 0) + 1;
  }
  for (let at = order.length - 1; at >= 0; at--) {
    const node = order[at] ?? 0;
    if ((readers[node] ?? 0) <= (parents[node] ?? 0)) continue;
    let nearest = Number.POSITIVE_INFINITY;
    for (let next = offsets[node] ?? 0; next < (offsets[node + 1] ?? 0); next++)
      if (isBack[arrows[next] ?? 0] === 0) nearest = Math.min(nearest, rank[targets[next] ?? 0] ?? 0);
    if (Number.isFinite(nearest)) rank[node] = nearest - 1;
  }
}

/** Ranks that nobody is left in disappear. */
function closeGaps(rank: Int32Array): void {
  const isUsed = new Uint8Array(rank.reduce((most, it) => Math.max(most, it), 0) + 1);
  for (const it of rank) isUsed[it] = 1;
  const renumbered = new Int32Array(isUsed.length);
  let count = 0;
  for (let it = 0; it < isUsed.length; it++) {
    renumbered[it] = count;
    count += isUsed[it] ?? 0;
  }
  for (let node = 0; node < rank.length; node++) rank[node] = renumbered[rank[node] ?? 0] ?? 0;
}
