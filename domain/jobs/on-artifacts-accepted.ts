/** Makes a run of every accepted upload. Artifacts of Weft's own runs have one already. */
import type { Id } from '@weft/base/id';
import { commandOf } from '@weft/dbt/artifacts/command-of';
import type { Host } from '@weft/host/host';
import { getInvocation } from '../ingest/get-invocation.ts';
import { listNodeResults } from '../ingest/list-results.ts';
import { getUpload } from '../ingest/list-uploads.ts';
import { recordIngestRun } from '../runs/record-ingest-run.ts';
import { type RunNode, readNodeState } from '../runs/run-node.ts';
import { recordedFromUpload } from '../runs/runs-of-uploads.ts';
import { findHybridJob } from './find-hybrid-job.ts';

interface Accepted {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly invocationId: Id<'invocation'>;
  readonly uploadId: Id<'upload'> | null;
  readonly jobIdHint: number | null;
}

export async function recordAcceptedArtifacts(host: Host, news: Accepted): Promise<void> {
  const { accountId, projectId, environmentId, invocationId, uploadId } = news;
  if (uploadId === null) return;
  const [invocation, upload, results, job] = await Promise.all([
    getInvocation(host, invocationId),
    getUpload(host, uploadId),
    listNodeResults(host, invocationId),
    findHybridJob(host, accountId, environmentId, news.jobIdHint),
  ]);
  await recordIngestRun(host, {
    ...{ accountId, projectId, environmentId, job },
    recordedFrom: recordedFromUpload(uploadId),
    cause: `Artifacts uploaded by ${upload.createdBy}`,
    createdAt: upload.createdAt,
    result: {
      isAccepted: true,
      invocationId,
      // As it was typed where the artifacts tell; a manifest alone tells of no command.
      command: invocation.invocationCommand ?? commandOf(invocation.command, new Set()).typed,
      dbtVersion: invocation.dbtVersion,
      startedAt: invocation.startedAt,
      finishedAt: invocation.finishedAt,
      hasError: invocation.outcome === 'error',
      nodes: results.map((result, position) => toNode(result, position + 1, results.length)),
      hasCatalog: invocation.command === 'generate',
      hasSources: invocation.command === 'freshness',
    },
  });
}

function toNode(
  result: Awaited<ReturnType<typeof listNodeResults>>[number],
  nodeIndex: number,
  nodeTotal: number,
): Omit<RunNode, 'stepIndex'> {
  const { uniqueId, status, message, relationName, startedAt, completedAt, executionSeconds } = result;
  const [resourceType = ''] = uniqueId.split('.');
  return {
    ...{ uniqueId, resourceType, relationName, message, startedAt, executionSeconds, nodeIndex, nodeTotal },
    name: nameIn(uniqueId),
    materialized: null,
    state: readNodeState(status),
    dbtStatus: status,
    finishedAt: completedAt,
  };
}

/** dbt's own naming: `model.shop.orders.v2`, `test.shop.not_null_id.fe0105`, `unit_test.shop.orders.counts_rows`. */
function nameIn(uniqueId: string): string {
  const [resourceType, , name = uniqueId, ...rest] = uniqueId.split('.');
  if (resourceType === 'unit_test') return rest.join('.') || name;
  return resourceType === 'model' ? [name, ...rest].join('.') : name;
}
