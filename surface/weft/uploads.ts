/** What was uploaded to an environment, the upload that a run is of, and how far the set-up as an upload target is. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { getUploadSummary, listUploads } from '@weft/domain/ingest/list-uploads';
import { getEnvironment } from '@weft/domain/projects/environments';
import { findRunOfInvocation } from '@weft/domain/runs/list-runs';
import { findUploadOfRun, listRunsOfUploads } from '@weft/domain/runs/runs-of-uploads';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireUpload, WireUploadState } from '@weft/wire/weft/upload';
import { z } from 'zod';
import { pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { scopeOfRun } from '../v2/runs.ts';
import { describeSetUp } from './upload-checklist.ts';

type UploadSummary = Awaited<ReturnType<typeof getUploadSummary>>;

const inEnvironment = z.object({ accountId: idSchema<'account'>(), environmentId: idSchema<'environment'>() });

async function scopeOfEnvironment(host: Host, input: z.infer<typeof inEnvironment>): Promise<Id<'project'>> {
  return (await getEnvironment(host, input.accountId, input.environmentId)).projectId;
}

export const uploadRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/environments/:environmentId/uploads/',
    needs: 'runs:read',
    input: inEnvironment.extend({ query: pageSchema }),
    scope: scopeOfEnvironment,
    answer: async (host, { environmentId, query: { limit, offset } }) => {
      const { items, totalCount } = await listUploads(host, environmentId, { limit, offset });
      return new Listed({ items: await presentAll(host, items), totalCount, limit, offset, orderBy: '-id' });
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/runs/:runId/upload/',
    needs: 'runs:read',
    input: z.object({ accountId: idSchema<'account'>(), runId: idSchema<'run'>() }),
    scope: scopeOfRun,
    answer: async (host, { runId }): Promise<WireUpload | null> => {
      const uploadId = await findUploadOfRun(host, runId);
      return uploadId === null ? null : present(await getUploadSummary(host, uploadId), runId);
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/environments/:environmentId/upload-checklist/',
    needs: 'environments:read',
    input: inEnvironment,
    scope: scopeOfEnvironment,
    answer: async (host, { accountId, environmentId }) => describeSetUp(host, await getEnvironment(host, accountId, environmentId)),
  }),
];

async function presentAll(host: Host, uploads: readonly UploadSummary[]): Promise<WireUpload[]> {
  const runs = await listRunsOfUploads(
    host,
    uploads.map((upload) => upload.id),
  );
  return Promise.all(uploads.map(async (upload) => present(upload, runs.get(upload.id) ?? (await runOfOriginal(host, upload)))));
}

/** A repeated upload has no run of its own: it shows that of the first. */
async function runOfOriginal(host: Host, { accountId, state, invocationId }: UploadSummary): Promise<Id<'run'> | null> {
  if (state !== 'duplicate' || invocationId === null) return null;
  return (await findRunOfInvocation(host, accountId, invocationId))?.id ?? null;
}

const states: Record<UploadSummary['state'], WireUploadState> = {
  open: 'created',
  received: 'received',
  completed: 'processing',
  accepted: 'accepted',
  duplicate: 'duplicate',
  rejected: 'rejected',
  expired: 'expired',
};

function present(upload: UploadSummary, runId: Id<'run'> | null): WireUpload {
  return {
    id: upload.id,
    state: states[upload.state],
    created_at: wireTimestamp(upload.createdAt),
    completed_at: upload.completedAt ? wireTimestamp(upload.completedAt) : null,
    size_bytes: upload.sizeBytes,
    reason: upload.reasonMessage,
    run_id: runId,
    invocation_id: upload.dbtInvocationId,
    command: upload.command,
    dbt_version: upload.dbtVersion,
    uploaded_by: upload.createdBy,
  };
}
