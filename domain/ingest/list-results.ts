/** Questions about results: of one invocation, and what is applied in an environment by all of them. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { entryIdsOfRun } from './merge-results.ts';
import { successStatuses } from './model.ts';
import {
  type AppliedCatalogEntry,
  type AppliedNode,
  type AppliedSource,
  type NodeResult,
  selectAppliedCatalog,
  selectAppliedNodes,
  selectAppliedSources,
  selectEntriesWithResults,
  selectNodeResults,
  selectUnmerged,
  type Unmerged,
} from './store-applied.ts';

/** In dbt's order. `entryId`: the node as it was then. */
export function listNodeResults(host: Host, invocationId: Id<'invocation'>): Promise<NodeResult[]> {
  return selectNodeResults(host.database.db, invocationId);
}

/**
 * By unique id; all of them, or those asked for. `entryId`: the node as it was when it ran. Nodes that a newer manifest no longer has are
 * among them: who shows them decides.
 */
export async function listAppliedNodes(
  host: Host,
  environmentId: Id<'environment'>,
  uniqueIds: readonly string[] | null = null,
): Promise<AppliedNode[]> {
  const { db } = host.database;
  // Before the merged ones: what is merged in between is then seen twice, and not missed.
  const waiting: AppliedNode[] = [];
  for (const unmerged of await selectUnmerged(db, environmentId)) {
    const results = await selectNodeResults(db, unmerged.invocationId, uniqueIds);
    const names = results.map(({ uniqueId }) => uniqueId);
    const entries = await selectEntriesWithResults(db, await entryIdsOfRun(host, unmerged), names);
    for (const result of results) waiting.push(asApplied(result, unmerged, entries.get(result.uniqueId) ?? null));
  }
  const applied = new Map((await selectAppliedNodes(db, environmentId, uniqueIds)).map((node) => [node.uniqueId, node]));
  for (const node of waiting) applied.set(node.uniqueId, later(applied.get(node.uniqueId), node));
  return [...applied.values()].sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1));
}

/** What `mergeNodeResults` makes of a result. */
function asApplied(result: NodeResult, { invocationId, finishedAt }: Unmerged, entryId: Id<'entry'> | null): AppliedNode {
  const { position: _, completedAt, ...rest } = result;
  const node = { ...rest, entryId, invocationId, completedAt: completedAt ?? finishedAt };
  const isSuccess = successStatuses.has(result.status);
  return {
    ...node,
    successAt: isSuccess ? node.completedAt : null,
    successInvocationId: isSuccess ? invocationId : null,
    successEntryId: isSuccess ? entryId : null,
  };
}

/** As `mergeNodeResults`: nothing older than what is known; the last success stays known after a failure. */
function later(known: AppliedNode | undefined, node: AppliedNode): AppliedNode {
  if (!known) return node;
  const isNewer = node.completedAt > known.completedAt || node.invocationId === known.invocationId;
  if (!isNewer) return known;
  const { successAt, successInvocationId, successEntryId } = node.successAt === null ? known : node;
  return { ...node, successAt, successInvocationId, successEntryId, relationName: node.relationName ?? known.relationName };
}

export function listAppliedSources(host: Host, environmentId: Id<'environment'>): Promise<AppliedSource[]> {
  return selectAppliedSources(host.database.db, environmentId);
}

/** Which catalog entry tells of each relation, or of the one asked for; bodies by `readEntryBodies`. */
export function listAppliedCatalog(host: Host, environmentId: Id<'environment'>, uniqueId?: string): Promise<AppliedCatalogEntry[]> {
  return selectAppliedCatalog(host.database.db, environmentId, uniqueId);
}
