/** Which relations of a warehouse belong to environments, whoever ran dbt in them. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { mergeResults } from './merge-results.ts';
import { type AppliedRelation, selectAppliedRelations } from './store-relations.ts';

/** Results of CI runs are none of them: those are never applied. */
export async function listAppliedRelations(
  host: Host,
  environmentIds: readonly Id<'environment'>[],
  schemaKeys: readonly string[],
): Promise<AppliedRelation[]> {
  // dbt's results name no relation of a seed: the manifest does, and is put beside it when results are merged.
  for (const environmentId of environmentIds) await mergeResults(host, environmentId);
  return selectAppliedRelations(host.database.db, environmentIds, schemaKeys);
}
