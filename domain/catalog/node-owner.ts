/** Who answers for a node: its own owner, its group's, or whom its meta names. Pure. */
import type { Id } from '@weft/base/id';
import { readFilledText, readRecord } from '@weft/dbt/artifacts/read-field';
import type { AccountGraph, GraphNode } from './account-graph.ts';

export interface Owner {
  readonly name: string | null;
  readonly email: string | null;
}

const ownersOf = new WeakMap<AccountGraph, ReadonlyMap<string, GraphNode>>();

/** The group that a node says it is in; null: none, or none that its project has. */
export function findGroup(graph: AccountGraph, node: Pick<GraphNode, 'projectId' | 'group'>): GraphNode | null {
  if (node.group === null) return null;
  const groups = ownersOf.get(graph) ?? indexGroups(graph);
  ownersOf.set(graph, groups);
  return groups.get(keyOf(node.projectId, node.group)) ?? null;
}

function indexGroups(graph: AccountGraph): ReadonlyMap<string, GraphNode> {
  return new Map(graph.nodes.flatMap((node) => (node.resourceType === 'group' ? [[keyOf(node.projectId, node.name), node] as const] : [])));
}

function keyOf(projectId: Id<'project'>, name: string): string {
  return `${projectId} ${name}`;
}

export function ownerOf(graph: AccountGraph, node: GraphNode): Owner | null {
  const owner = node.owner ?? findGroup(graph, node)?.owner ?? null;
  if (owner !== null && (owner.name !== null || owner.email !== null)) return owner;
  const named = readRecord(node.config.meta).owner;
  if (typeof named === 'string' && named !== '') return named.includes('@') ? { name: null, email: named } : { name: named, email: null };
  const { name, email } = readRecord(named);
  const read = { name: readFilledText(name), email: readFilledText(email) };
  return read.name === null && read.email === null ? null : read;
}

/** As it is shown and filtered by. */
export function nameOfOwner(owner: Owner | null): string | null {
  return owner?.name ?? owner?.email ?? null;
}
