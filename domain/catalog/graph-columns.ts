/** What a search looks at of each node, in flat arrays by its number: made once a graph, since a common word is in tens of thousands of nodes. */
import type { AccountGraph, GraphNode } from './account-graph.ts';

export interface GraphColumns {
  /** Its environment's place among the graph's. */
  readonly environments: Uint32Array;
  /** 1: what its project offers to the account. */
  readonly offered: Uint8Array;
  /** 1: a macro of a package. */
  readonly aside: Uint8Array;
  /** What people look for comes before what is made of it. */
  readonly worths: Uint8Array;
  /** How many nodes read it; what more is built on comes first between equals. */
  readonly readers: Uint8Array;
  readonly nameLengths: Uint16Array;
}

const typeWorth: Readonly<Record<string, number>> = {
  model: 10,
  source: 9,
  seed: 9,
  snapshot: 9,
  exposure: 9,
  metric: 9,
  test: 2,
  macro: 4,
};
const readersMax = 99;
const keptOf = new WeakMap<AccountGraph, GraphColumns>();

export function columnsOf(graph: AccountGraph): GraphColumns {
  const columns = keptOf.get(graph) ?? make(graph);
  keptOf.set(graph, columns);
  return columns;
}

function make(graph: AccountGraph): GraphColumns {
  const { nodes, environments, children } = graph;
  const placeOf = new Map(environments.map(({ environmentId }, place) => [environmentId, place]));
  const dbtNames = new Map(environments.map(({ projectId, dbtProjectName }) => [projectId, dbtProjectName]));
  const isAside = ({ resourceType, packageName, projectId }: GraphNode) =>
    resourceType === 'macro' && packageName !== dbtNames.get(projectId);
  return {
    environments: Uint32Array.from(nodes, ({ environmentId }) => placeOf.get(environmentId) ?? 0),
    offered: Uint8Array.from(nodes, (node) => (isOffer(node) ? 1 : 0)),
    aside: Uint8Array.from(nodes, (node) => (isAside(node) ? 1 : 0)),
    worths: Uint8Array.from(nodes, ({ resourceType }) => typeWorth[resourceType] ?? 5),
    readers: Uint8Array.from(nodes, (_, number) =>
      Math.min((children.offsets[number + 1] ?? 0) - (children.offsets[number] ?? 0), readersMax),
    ),
    nameLengths: Uint16Array.from(nodes, ({ name }) => Math.min(name.length, 0xffff)),
  };
}

/** A public model, whatever is known of its project otherwise. */
export function isOffer({ access, isExternal, resourceType }: Pick<GraphNode, 'access' | 'isExternal' | 'resourceType'>): boolean {
  return resourceType === 'model' && access === 'public' && !isExternal;
}
