/** Starts the jobs that wait for another job's end. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRun } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { runJob } from './run-job.ts';
import { selectJobsAfter } from './store.ts';

interface Ended {
  readonly accountId: Id<'account'>;
  readonly jobId: Id<'job'>;
  readonly runId: Id<'run'>;
  readonly state: Run['state'];
}

/** A run that another one started at its end names it, and is made once however often the news comes. */
export async function startJobsAfter(host: Host, { accountId, jobId, runId, state }: Ended): Promise<void> {
  if (state !== 'succeeded' && state !== 'failed' && state !== 'cancelled') return;
  const waiting = await selectJobsAfter(host.database.db, accountId, jobId);
  if (waiting.length === 0) return;
  const run = await getRun(host, accountId, runId);
  for (const job of waiting.filter((it) => it.completionTrigger?.states.includes(state))) {
    await runJob(host, accountId, job.id, {
      cause: `Run ${runId} of the job ${run.plan.jobName} ${state}`,
      causeCategory: 'job completion',
      madeBy: `completion:${runId}:${job.id}`,
    }).catch((error: unknown) => {
      if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
      host.log.warn('job.not_started', { jobId: job.id, reason: error.message });
    });
  }
}
