/** The shortest ways through a graph of nodes from those that changed, for people who ask how one of them came into a selection. */
import type { SelectableNode } from '../selection/selectable-node.ts';

export type Edges = ReadonlyMap<string, readonly string[]>;

export function edgesOf(nodes: readonly SelectableNode[]): { readonly parents: Edges; readonly children: Edges } {
  const parents = new Map<string, readonly string[]>();
  const children = new Map<string, string[]>();
  for (const { uniqueId, dependsOn } of nodes) {
    parents.set(uniqueId, dependsOn);
    for (const parent of dependsOn) {
      const below = children.get(parent);
      if (below) below.push(uniqueId);
      else children.set(parent, [uniqueId]);
    }
  }
  return { parents, children };
}

/** By node reached, the node before it on the shortest way; null: one of those it began with. */
export function walk(edges: Edges, from: Iterable<string>): ReadonlyMap<string, string | null> {
  const reached = new Map<string, string | null>();
  for (const id of from) reached.set(id, null);
  // A map that grows is walked to its new end.
  for (const id of reached.keys()) for (const neighbour of edges.get(id) ?? []) if (!reached.has(neighbour)) reached.set(neighbour, id);
  return reached;
}

/** From the node that the walk began with to this one; null: it was not reached. */
export function wayTo(reached: ReadonlyMap<string, string | null>, id: string): readonly string[] | null {
  if (!reached.has(id)) return null;
  const way = [id];
  for (let before = reached.get(id) ?? null; before !== null; before = reached.get(before) ?? null) way.unshift(before);
  return way;
}
