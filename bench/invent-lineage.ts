/** A lineage as a mesh of dbt projects has it: layers, most parents in the layer before and the same project, some hubs. The same each time. */

export interface InventedLineage {
  readonly count: number;
  readonly layer: Uint8Array;
  readonly project: Uint16Array;
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** How many of the nodes are in each of the twelve layers, in percent. */
const shares = [20, 18, 14, 12, 10, 8, 6, 4, 3, 2, 2, 1] as const;

/** About `arrowsANode` arrows for each node. */
export function inventLineage(count: number, arrowsANode = 1.6, seed = 9): InventedLineage {
  let state = seed;
  const random = () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 4294967296;
  };
  const projects = Math.max(1, Math.round(count / 1000));
  const layer = new Uint8Array(count);
  const project = new Uint16Array(count);
  const members = new Map<number, number[]>();
  let [at, until] = [0, shares[0]];
  for (let node = 0; node < count; node++) {
    while ((node / count) * 100 >= until && at < shares.length - 1) until += shares[++at] ?? 0;
    layer[node] = at;
    project[node] = Math.floor(random() * projects);
    const key = at * 65_536 + (project[node] ?? 0);
    members.set(key, [...(members.get(key) ?? []), node]);
  }
  const from: number[] = [];
  const to: number[] = [];
  for (let node = 0; node < count; node++) {
    const own = layer[node] ?? 0;
    if (own === 0) continue;
    const wanted = 1 + Math.floor(-Math.log(1 - random()) * (arrowsANode * 1.25 - 0.5));
    const known = new Set<number>();
    for (let parent = 0; parent < wanted; parent++) {
      const above = random() < 0.75 ? own - 1 : Math.floor(random() * own);
      const within = random() < 0.97 ? (project[node] ?? 0) : Math.floor(random() * projects);
      const candidates = members.get(above * 65_536 + within) ?? [];
      const chosen = candidates[Math.floor(candidates.length * random() * random())];
      if (chosen === undefined || known.has(chosen)) continue;
      known.add(chosen);
      from.push(chosen);
      to.push(node);
    }
  }
  return { count, layer, project, from: Uint32Array.from(from), to: Uint32Array.from(to) };
}
