/** Makes boxes of the nodes that may not be seen: those of one project that hang together become one, without a name. Pure. */
import type { Adjacency } from '@weft/base/adjacency';

export interface ClosedGraph {
  readonly children: Adjacency;
  /** Which boxes a node may be in with others: equal numbers may, -1 is a node that is seen. */
  readonly ownerOf: (node: number) => number;
}

export interface Boxed {
  /** What is drawn: a node that is seen, or null for a box. In the order of the nodes. */
  readonly places: readonly (number | null)[];
  /** Arrow `i` runs from place `from[i]` to place `to[i]`, once each. */
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/**
 * `nodes`: those in the picture, ascending. Boxes make no circles where there were none: a box never holds what lies both before and
 * behind something else. A box that touches nothing that is seen is left out: it would say nothing.
 */
export function closeBoxes({ children, ownerOf }: ClosedGraph, nodes: readonly number[]): Boxed {
  const at = new Map(nodes.map((node, place) => [node, place]));
  const owners = Int32Array.from(nodes, ownerOf);
  const from: number[] = [];
  const to: number[] = [];
  for (const [place, node] of nodes.entries()) {
    for (let next = children.offsets[node] ?? 0; next < (children.offsets[node + 1] ?? 0); next++) {
      const child = at.get(children.targets[next] ?? -1);
      if (child === undefined || child === place) continue;
      from.push(place);
      to.push(child);
    }
  }
  if (owners.every((owner) => owner < 0)) return { places: nodes, from, to };
  const boxOf = joinAlike(owners, crossingsBefore(owners, from, to), from, to);
  return drawBoxes({ nodes, owners, boxOf, from, to });
}

/** How often the way to each node changes between seen and closed, or between projects; on a circle, as often as is known when nothing else is left. */
function crossingsBefore(owners: Int32Array, from: readonly number[], to: readonly number[]): Int32Array {
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
function joinAlike(owners: Int32Array, crossings: Int32Array, from: readonly number[], to: readonly number[]): Int32Array {
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
  readonly nodes: readonly number[];
  readonly owners: Int32Array;
  readonly boxOf: Int32Array;
  readonly from: readonly number[];
  readonly to: readonly number[];
}): Boxed {
  const { nodes, owners, boxOf } = all;
  const isSeen = (node: number) => (owners[node] ?? -1) < 0;
  const touching = new Set<number>();
  for (const [arrow, start] of all.from.entries()) {
    const end = all.to[arrow] ?? 0;
    if (isSeen(start) && !isSeen(end)) touching.add(boxOf[end] ?? 0);
    if (isSeen(end) && !isSeen(start)) touching.add(boxOf[start] ?? 0);
  }
  const places: (number | null)[] = [];
  const placeOf = new Map<number, number>();
  for (const [place, node] of nodes.entries()) {
    const box = boxOf[place] ?? place;
    if (isSeen(place)) placeOf.set(place, places.push(node) - 1);
    else if (box === place && touching.has(box)) placeOf.set(box, places.push(null) - 1);
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
  return { places, from, to };
}
