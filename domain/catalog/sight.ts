/** How much of a node its asker may know. Pure. */
import type { Id } from '@weft/base/id';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { isOffer } from './graph-columns.ts';

export interface Sight {
  /** Projects of which everything may be read. */
  readonly isReadable: (projectId: Id<'project'>) => boolean;
  /** Projects of which is known what they offer to the account: their name, and their public models without code. */
  readonly isOffered: (projectId: Id<'project'>) => boolean;
}

/** `offer`: what a public model promises to its readers, and nothing of how it is made. */
export type Seen = 'nothing' | 'offer' | 'everything';

export function seenAs(sight: Sight, node: Pick<GraphNode, 'projectId' | 'access' | 'isExternal' | 'resourceType'>): Seen {
  if (sight.isReadable(node.projectId)) return 'everything';
  return isOffer(node) && sight.isOffered(node.projectId) ? 'offer' : 'nothing';
}

const masksOf = new WeakMap<AccountGraph, Map<string, AccountGraph>>();
const masksMax = 16;

/**
 * The same graph, by the same numbers, in which what the asker may not know has no names: a selector then finds nothing by them, and still walks through.
 * Kept with the graph, since people with the same rights see the same.
 */
export function maskGraph(graph: AccountGraph, sight: Sight): AccountGraph {
  const key = graph.environments
    .map(({ projectId }) => (sight.isReadable(projectId) ? 'r' : sight.isOffered(projectId) ? 'o' : '-'))
    .join('');
  if (!/[o-]/.test(key)) return graph;
  const masks = masksOf.get(graph) ?? new Map<string, AccountGraph>();
  masksOf.set(graph, masks);
  const kept = masks.get(key);
  if (kept) return kept;
  const mask = { ...graph, nodes: graph.nodes.map((node, number) => maskNode(node, number, seenAs(sight, node))) };
  if (masks.size >= masksMax) masks.clear();
  masks.set(key, mask);
  return mask;
}

function maskNode(node: GraphNode, number: number, seen: Seen): GraphNode {
  if (seen === 'everything') return node;
  const shut = { originalFilePath: '', patchPath: null, group: null, dependsOn: [], macros: [], attachedNode: null, testName: null };
  if (seen === 'offer') {
    const { materialized } = node.config;
    return { ...node, ...shut, fqn: [node.packageName, node.name], config: { materialized } };
  }
  return {
    ...node,
    ...shut,
    ...{ uniqueId: `closed.${number}`, name: '', packageName: '', resourceType: 'closed', fqn: [], tags: [], config: {}, access: null },
    ...{ sourceName: null, label: null, owner: null, description: '', database: null, schema: null, identifier: null, relationName: null },
  };
}
