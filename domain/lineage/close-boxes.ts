/** Makes boxes of the nodes that may not be seen: those of one project that hang together become one, without a name. Pure. */
import type { Adjacency } from '@weft/base/adjacency';

export interface ClosedGraph {
  readonly children: Adjacency;
  /** By node, which boxes it may be in with others: equal numbers may, -1 is a node that is seen. Null: all are seen. */
  readonly owners: Int32Array | null;
}

export interface Boxed {
  /** What is drawn: a node that is seen, or -1 for a box. In the order of the nodes. */
  readonly places: Int32Array;
  /** Arrow `i` runs from place `from[i]` to place `to[i]`, once each. */
  readonly from: Int32Array;
  readonly to: Int32Array;
}

interface Arrows {
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/**
 * `nodes`: those in the picture, ascending. Boxes make no circles where there were none: a box never holds what lies both before and
 * behind something else. A box that touches nothing that is seen is left out: it would say nothing.
 */
export function closeBoxes({ children, owners: ownerOf }: ClosedGraph, nodes: Uint32Array): Boxed {
  const { from, to } = arrowsBetween(children, nodes);
  if (ownerOf === null) return { places: Int32Array.from(nodes), from, to };
  const owners = Int32Array.from(nodes, (node) => ownerOf[node] ?? -1);
  if (owners.every((owner) => owner < 0)) return { places: Int32Array.from(nodes), from, to };
  const boxOf = joinAlike(owners, crossingsBefore(owners, from, to), from, to);
  return drawBoxes({ nodes, owners, boxOf, from, to });
}

/** By their places among the nodes. */
function arrowsBetween({ offsets, targets }: Adjacency, nodes: Uint32Array): Arrows {
  const placeOf = new Int32Array(offsets.length).fill(-1);
  let most = 0;
  for (const [place, node] of nodes.entries()) {
    placeOf[node] = place;
    most += (offsets[node + 1] ?? 0) - (offsets[node] ?? 0);
  }
  const [from, to] = [new Int32Array(most), new Int32Array(most)];
  let count = 0;
  for (const [place, node] of nodes.entries()) {
    for (let next = offsets[node] ?? 0; next < (offsets[node + 1] ?? 0); next++) {
      const child = placeOf[targets[next] ?? 0] ?? -1;
      if (child < 0 || child === place) continue;
      from[count] = place;
      to[count++] = child;
    }
  }
  return { from: from.subarray(0, count), to: to.subarray(0, count) };
}

/** How often the way to each node changes between seen and closed, or between projects; on a circle, as often as is known when nothing else is left. */
function crossingsBefore(owners: Int32Array, from: Int32Array, to: Int32Array): Int32Array {
  const count = owners.length;
  const waiting = new Int32Array(count);
  const out: number[][] = Array.from({ length: count }, () => []);
  for (const [arrow, target] of to.entries()) {
    waiting[target] = (waiting[target] ?? 0) + 1;
    out[from[arrow] ?? 0]?.push(target);
  }
  const crossings = new Int32Array(count);
  const isDone = new Uint8Array(count);
  const ready: number[] = [];
  for (let node = 0; node < count; node++) if (waiting[node] === 0) ready.push(node);
  for (let next = 0, done = 0; done < count; done++) {
    let node = ready[done];
    if (node === undefined) {
      while (isDone[next] === 1) next++;
      node = next;
      ready.push(node);
    }
    isDone[node] = 1;
    for (const child of out[node] ?? []) {
      if (isDone[child] === 1) continue;
      const step = owners[child] === owners[node] ? 0 : 1;
      crossings[child] = Math.max(crossings[child] ?? 0, (crossings[node] ?? 0) + step);
      waiting[child] = (waiting[child] ?? 0) - 1;
      if (waiting[child] === 0) ready.push(child);
    }
  }
  return crossings;
}

/** By node, the first node of its box. */
function joinAlike(owners: Int32Array, crossings: Int32Array, from: Int32Array, to: Int32Array): Int32Array {
  const first = Int32Array.from(owners, (_, node) => node);
  const find = (node: number): number => {
    let root = node;
    while (first[root] !== root) root = first[root] ?? root;
    first[node] = root;
    return root;
  };
  for (const [arrow, start] of from.entries()) {
    const end = to[arrow] ?? 0;
    if ((owners[start] ?? -1) < 0 || owners[start] !== owners[end] || crossings[start] !== crossings[end]) continue;
    const [one, other] = [find(start), find(end)];
    first[Math.max(one, other)] = Math.min(one, other);
  }
  return first.map((_, node) => find(node));
}

function drawBoxes(all: {
  readonly nodes: Uint32Array;
  readonly owners: Int32Array;
  readonly boxOf: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
}): Boxed {
  const { nodes, owners, boxOf } = all;
  const isSeen = (node: number) => (owners[node] ?? -1) < 0;
  const touching = new Set<number>();
  for (const [arrow, start] of all.from.entries()) {
    const end = all.to[arrow] ?? 0;
    if (isSeen(start) && !isSeen(end)) touching.add(boxOf[end] ?? 0);
    if (isSeen(end) && !isSeen(start)) touching.add(boxOf[start] ?? 0);
  }
  const places: number[] = [];
  const placeOf = new Map<number, number>();
  for (const [place, node] of nodes.entries()) {
    const box = boxOf[place] ?? place;
    if (isSeen(place)) placeOf.set(place, places.push(node) - 1);
    else if (box === place && touching.has(box)) placeOf.set(box, places.push(-1) - 1);
  }
  const from: number[] = [];
  const to: number[] = [];
  const known = new Set<number>();
  for (const [arrow, start] of all.from.entries()) {
    const [one, other] = [placeOf.get(boxOf[start] ?? 0), placeOf.get(boxOf[all.to[arrow] ?? 0] ?? 0)];
    if (one === undefined || other === undefined || one === other) continue;
    const key = one * places.length + other;
    if (known.has(key)) continue;
    known.add(key);
    from.push(one);
    to.push(other);
  }
  return { places: Int32Array.from(places), from: Int32Array.from(from), to: Int32Array.from(to) };
}
