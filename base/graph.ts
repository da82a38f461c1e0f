/** Small graph questions over named nodes. */

/** A shortest way from `from` back to itself along the arrows, spelled out with `from` at both ends; null when there is none. */
export function cycleThrough(from: string, arrows: ReadonlyMap<string, readonly string[]>): readonly string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const next of arrows.get(at) ?? []) {
      if (next === from) return [...wayTo(at, cameFrom), from];
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return null;
}

/** Every cycle's nodes once: the strongly connected components with more than one node, or with an arrow to themselves; each as a way spelled out. */
export function listCycles(arrows: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const told = new Set<string>();
  const cycles: (readonly string[])[] = [];
  for (const node of [...arrows.keys()].sort()) {
    if (told.has(node)) continue;
    const cycle = cycleThrough(node, arrows);
    if (!cycle) continue;
    for (const member of cycle) told.add(member);
    cycles.push(cycle);
  }
  return cycles;
}

/** All nodes that can be reached along the arrows, without the start itself unless a cycle leads back. */
export function reachable(from: string, arrows: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [from];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for (const next of arrows.get(at) ?? []) {
      if (found.has(next)) continue;
      found.add(next);
      queue.push(next);
    }
  }
  return found;
}

function wayTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const way = [node];
  for (let at = cameFrom.get(node); at !== undefined; at = cameFrom.get(at)) way.unshift(at);
  return way;
}
