/** Questions about one node's columns, and about how far the work on an environment is. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { NodeColumns } from './node-columns.ts';
import { type NodeRow, type Progress, selectNode, selectProgress } from './store-columns.ts';

/** What a node's columns are made of. Faults: not_found `node_columns.not_found`. */
export async function getColumns(host: Host, environmentId: Id<'environment'>, uniqueId: string): Promise<NodeColumns> {
  return (await getNode(host, environmentId, uniqueId)).answer;
}

async function getNode(host: Host, environmentId: Id<'environment'>, uniqueId: string): Promise<NodeRow> {
  const found = await selectNode(host.database.db, environmentId, uniqueId);
  if (found) return found;
  throw new Fault(
    'not_found',
    'node_columns.not_found',
    `The columns of ${uniqueId} are not known in this environment: it has no such model, seed, snapshot or source, or they have not been worked out yet.`,
  );
}

/** null: nothing was accepted there yet. */
export async function findColumnProgress(host: Host, environmentId: Id<'environment'>): Promise<Progress | null> {
  return (await selectProgress(host.database.db, [environmentId]))[0] ?? null;
}
