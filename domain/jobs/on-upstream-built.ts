/** Reacts to builds of other projects: lets go the runs that waited for them, and starts the jobs that they complete the freshness of. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listRuns } from '../runs/list-runs.ts';
import { reviewHeldRuns } from './hold-for-upstream.ts';
import type { Job } from './model.ts';
import { readUpstream } from './read-upstream.ts';
import { runJob } from './run-job.ts';
import { selectJobsOnUpstream } from './store.ts';
import { buildsOf, isTriggered, type Since, sayTrigger } from './upstream.ts';

/** The news may come twice and late: what is there now decides, and one set of builds starts a job once. */
export async function reviewUpstream(
  host: Host,
  { accountId, projectId }: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> },
): Promise<void> {
  const jobs = await selectJobsOnUpstream(host.database.db, accountId);
  const concerned = jobs.filter((job) => job.upstream?.models.some((model) => model.projectId === projectId));
  if (concerned.length > 0) await reviewHeldRuns(host, accountId);
  for (const job of concerned) if (job.upstream?.isTrigger) await startIfFresh(host, job);
}

async function startIfFresh(host: Host, job: Job): Promise<void> {
  const { accountId, id: jobId, upstream } = job;
  if (upstream === null) return;
  const filter = { accountId, jobId, states: ['queued', 'starting', 'running', 'succeeded'] as const };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: true }, limit: 20, offset: 0 });
  // One that has not begun will read what is fresh now.
  if (runs.some((run) => run.state === 'queued')) return;
  const [last] = runs;
  const since: Since = last === undefined ? null : 'startedAt' in last && last.startedAt !== null ? last.startedAt : last.createdAt;
  const states = await readUpstream(host, job, upstream.models);
  if (!isTriggered(states, upstream, since, host.clock.now())) return;
  const { key, newest } = buildsOf(states);
  await runJob(host, accountId, jobId, {
    cause: sayTrigger(states),
    causeCategory: 'job completion',
    madeBy: `upstream:${newest?.successInvocationId ?? 0}:${jobId}:${key}`,
  }).catch((error: unknown) => {
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    host.log.warn('job.not_started', { jobId, reason: error.message });
  });
}
