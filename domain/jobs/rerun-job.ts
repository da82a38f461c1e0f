/** Runs a job again: from where its last run failed, or from its beginning. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { lastRunOf } from '../runs/list-runs.ts';
import type { Actor, Run } from '../runs/model.ts';
import { explainRetry, retryRun } from '../runs/retry-run.ts';
import { getJob } from './list-jobs.ts';
import { runJob } from './run-job.ts';

/** Faults: those of `runJob`. */
export async function rerunJob(
  host: Host,
  accountId: Id<'account'>,
  jobId: Id<'job'>,
  asked: { readonly cause: string; readonly actor: Actor | null },
): Promise<Run> {
  await getJob(host, accountId, jobId);
  const last = await lastRunOf(host, accountId, { jobId });
  if (last?.state === 'failed' && (await explainRetry(host, accountId, last.id)).canRetry) return retryRun(host, accountId, last.id, asked);
  return runJob(host, accountId, jobId, { ...asked, causeCategory: 'rerun' });
}
