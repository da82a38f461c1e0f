/** A directed graph over nodes numbered from 0, in flat arrays: walking ten thousand nodes costs microseconds. */

/** The neighbours of node `n` are `targets[offsets[n]] … targets[offsets[n + 1] - 1]`. */
export interface Adjacency {
  readonly offsets: Uint32Array;
  readonly targets: Uint32Array;
}

/** Arrow `i` runs from `from[i]` to `to[i]`; the order of a node's neighbours is that of its arrows. */
export function makeAdjacency(nodeCount: number, from: ArrayLike<number>, to: ArrayLike<number>): Adjacency {
  const offsets = new Uint32Array(nodeCount + 1);
  for (let at = 0; at < from.length; at++) offsets[(from[at] ?? 0) + 1] = (offsets[(from[at] ?? 0) + 1] ?? 0) + 1;
  for (let node = 0; node < nodeCount; node++) offsets[node + 1] = (offsets[node + 1] ?? 0) + (offsets[node] ?? 0);
  const next = offsets.slice();
  const targets = new Uint32Array(from.length);
  for (let at = 0; at < from.length; at++) {
    const source = from[at] ?? 0;
    const place = next[source] ?? 0;
    targets[place] = to[at] ?? 0;
    next[source] = place + 1;
  }
  return { offsets, targets };
}

/** Everything that can be reached from `starts` in at most `depthMax` steps, in the order of distance. A start is in it only where another leads to it. */
export function reach({ offsets, targets }: Adjacency, starts: Iterable<number>, depthMax = Number.POSITIVE_INFINITY): Uint32Array {
  const nodeCount = offsets.length - 1;
  const seen = new Uint8Array(nodeCount);
  const found = new Uint32Array(nodeCount);
  let count = 0;
  const visit = (node: number) => {
    for (let at = offsets[node] ?? 0, end = offsets[node + 1] ?? 0; at < end; at++) {
      const next = targets[at] ?? 0;
      if (seen[next] === 1) continue;
      seen[next] = 1;
      found[count++] = next;
    }
  };
  if (depthMax > 0) for (const start of starts) visit(start);
  for (let depth = 1, begin = 0; depth < depthMax && begin < count; depth++)
    for (const end = count; begin < end; begin++) visit(found[begin] ?? 0);
  return found.slice(0, count);
}
