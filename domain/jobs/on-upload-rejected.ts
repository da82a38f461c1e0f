/** Makes a failed run of every upload that came to nothing, so that who looks for it finds the reason. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getUpload } from '../ingest/list-uploads.ts';
import { recordIngestRun } from '../runs/record-ingest-run.ts';
import { recordedFromUpload } from '../runs/runs-of-uploads.ts';
import { findHybridJob } from './find-hybrid-job.ts';

interface Rejected {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly uploadId: Id<'upload'>;
  readonly jobIdHint: number | null;
  readonly code: string;
  readonly message: string;
}

export async function recordRejectedUpload(host: Host, news: Rejected): Promise<void> {
  const { accountId, projectId, environmentId, uploadId, jobIdHint, message } = news;
  const upload = await getUpload(host, uploadId);
  const job = await findHybridJob(host, accountId, environmentId, jobIdHint);
  const at = 'settledAt' in upload ? upload.settledAt : host.clock.now();
  await recordIngestRun(host, {
    ...{ accountId, projectId, environmentId, job },
    recordedFrom: recordedFromUpload(uploadId),
    cause: `Artifacts uploaded by ${upload.createdBy}`,
    createdAt: upload.createdAt,
    result: { isAccepted: false, reason: message, at },
  });
}
