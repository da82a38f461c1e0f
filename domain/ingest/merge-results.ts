/** Merges results of accepted invocations into what is applied, after the fact; until then `listAppliedNodes` puts both together. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { decodeEntryIds } from './entry-ids.ts';
import { deleteUnmerged, mergeNodeResults, selectUnmerged, type Unmerged } from './store-applied.ts';
import { selectStateVersion } from './store-entries.ts';

export const mergeQueue = 'ingest.merge';

/** Safe to run twice, and by two servers at once. */
export async function mergeResults(host: Host, environmentId: Id<'environment'>): Promise<void> {
  for (const unmerged of await selectUnmerged(host.database.db, environmentId)) {
    const entryIds = await entryIdsOfRun(host, unmerged);
    await host.database.transaction(async (tx) => {
      if (await deleteUnmerged(tx, environmentId, unmerged.invocationId)) await mergeNodeResults(tx, environmentId, unmerged, entryIds);
    });
  }
}

/** Of the state that it ran with; none when no manifest came with the results. */
export async function entryIdsOfRun(host: Host, { stateVersionId }: Unmerged): Promise<Float64Array> {
  const version = stateVersionId === null ? null : await selectStateVersion(host.database.db, stateVersionId);
  return version ? decodeEntryIds(version.entryIds) : new Float64Array();
}
