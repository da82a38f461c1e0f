/** The graph of an account as one person may see it: what they may not read keeps its arrows and loses everything else, so that no selector can ask after it. Pure. */
import type { Id } from '@weft/base/id';
import type { AccountGraph, GraphNode } from '../catalog/account-graph.ts';

/** `offered`: a public model of a project that one may not read: its name and what it offers, and nothing of how it is made. */
export type Sight = 'whole' | 'offered' | 'closed';

export interface SeenGraph {
  /** Of the same numbers as the account's. */
  readonly graph: AccountGraph;
  readonly sightOf: (number: number) => Sight;
}

const seenOf = new WeakMap<AccountGraph, Map<string, SeenGraph>>();
const seenMax = 16;

/** Kept with the graph, since people with the same rights see the same. */
export function seeGraph(graph: AccountGraph, isReadable: (projectId: Id<'project'>) => boolean): SeenGraph {
  const key = graph.environments.map(({ projectId }) => (isReadable(projectId) ? 'r' : '-')).join('');
  const seen = seenOf.get(graph) ?? new Map<string, SeenGraph>();
  seenOf.set(graph, seen);
  const kept = seen.get(key) ?? see(graph, new Set(graph.environments.flatMap((it) => (isReadable(it.projectId) ? [it.projectId] : []))));
  if (seen.size >= seenMax) seen.clear();
  seen.set(key, kept);
  return kept;
}

function see(graph: AccountGraph, readable: ReadonlySet<Id<'project'>>): SeenGraph {
  if (graph.environments.every(({ projectId }) => readable.has(projectId))) return { graph, sightOf: () => 'whole' };
  const sightOf = (number: number): Sight => {
    const node = graph.nodes[number];
    if (!node) return 'closed';
    if (readable.has(node.projectId)) return 'whole';
    return node.resourceType === 'model' && node.access === 'public' ? 'offered' : 'closed';
  };
  const nodes = graph.nodes.map((node, number) => {
    const sight = sightOf(number);
    return sight === 'whole' ? node : sight === 'offered' ? offer(node) : shut(node);
  });
  return { graph: { ...graph, nodes }, sightOf };
}

/** Without folders, tags, files and settings, by which it could be selected; its place among models is that of a model at the top of its project. */
function offer(node: GraphNode): GraphNode {
  const fqn = [node.packageName, node.name, ...(node.version === null ? [] : [`v${node.version}`])];
  return { ...node, ...nothing, fqn, access: node.access, description: node.description, isDescribed: node.isDescribed };
}

const nothing = {
  ...{ tags: [], config: {}, originalFilePath: '', patchPath: null, dependsOn: [], macros: [], group: null, owner: null, label: null },
  ...{ database: null, schema: null, identifier: null, relationName: null, language: null, exposure: null, columnName: null },
  ...{ access: null, testName: null, attachedNode: null, sourceName: null },
} as const;

function shut({ environmentId, projectId, entryId }: GraphNode): GraphNode {
  return {
    ...{ environmentId, projectId, entryId, ...nothing, fqn: [''], uniqueId: '', resourceType: '', name: '', packageName: '' },
    ...{ version: null, latestVersion: null, deprecationDate: null, isContractEnforced: false, isExternal: false },
    ...{ description: '', isDescribed: false, columnCount: 0, describedColumnCount: 0 },
  };
}
