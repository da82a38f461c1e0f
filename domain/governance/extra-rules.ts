/** Rules that need more than a node and its neighbours: dates, what other projects have, columns, and what was ever checked. Pure. */
import type { AccountGraph, GraphNode } from '../catalog/account-graph.ts';
import { findNode } from '../catalog/account-graph.ts';
import { type AppliedByEnvironment, neighbours } from '../catalog/node-standing.ts';
import { type Sight, seenAs } from '../catalog/sight.ts';
import type { ExtraRule } from './model.ts';

export interface Ruled {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly sight: Sight;
  readonly node: GraphNode;
  readonly number: number;
}

/** Null: there is nothing to say. */
export const extraRules: Readonly<Record<ExtraRule, (it: Ruled) => string | null>> = {
  reads_deprecated: (it) => {
    const read = deprecatedUpstream(it);
    if (read.length === 0) return null;
    return `It reads what its owner has deprecated: ${read.map((node) => `${nameOf(node)} (as of ${day(node)})`).join(', ')}.`;
  },
  dead_exposure: (it) => {
    if (it.node.resourceType !== 'exposure') return null;
    if (it.node.dependsOn.length === 0) return 'It depends on nothing.';
    const gone = it.node.dependsOn.filter((uniqueId) => isGone(it, uniqueId));
    return gone.length === 0 ? null : `It depends on what is not there any more: ${gone.map(shortName).join(', ')}.`;
  },
  undocumented_columns: ({ node }) => {
    const missing = node.columnCount - node.describedColumnCount;
    if (node.access !== 'public' || node.resourceType !== 'model' || missing <= 0) return null;
    return `It is public, and ${missing} of its ${node.columnCount} ${node.columnCount === 1 ? 'column' : 'columns'} ${missing === 1 ? 'is' : 'are'} not described.`;
  },
  source_without_freshness: ({ node, applied }) =>
    node.resourceType === 'source' && !applied.get(node.environmentId)?.sources.has(node.uniqueId)
      ? 'Nobody has ever checked how fresh it is.'
      : null,
};

/** What it reads of other projects that is deprecated, as far as the asker may know of it. */
export function deprecatedUpstream({ graph, sight, node, number }: Omit<Ruled, 'applied'>): readonly GraphNode[] {
  return neighbours(graph.parents, number).flatMap((parent) => {
    const read = graph.nodes[parent];
    const isTold = read && read.deprecationDate !== null && read.projectId !== node.projectId && seenAs(sight, read) !== 'nothing';
    return isTold ? [read] : [];
  });
}

/** As the ref has it: `orders.v1`. */
export function nameOf({ name, version }: Pick<GraphNode, 'name' | 'version'>): string {
  return version === null ? name : `${name}.v${version}`;
}

/** Of a project that has sent no manifest nobody knows what it has. */
function isGone({ graph, node }: Ruled, uniqueId: string): boolean {
  const number = findNode(graph, node.projectId, uniqueId);
  const found = number === null ? undefined : graph.nodes[number];
  if (!found) return true;
  return found.isExternal && graph.environments.some(({ dbtProjectName }) => dbtProjectName === found.packageName);
}

function shortName(uniqueId: string): string {
  return uniqueId.split('.').slice(1).join('.');
}

function day({ deprecationDate }: GraphNode): string {
  return (deprecationDate ?? '').slice(0, 10);
}
