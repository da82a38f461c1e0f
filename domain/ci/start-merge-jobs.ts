/** Starts the merge jobs of the environments whose branch was pushed to. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findRepositoryOfProject } from '../git/find-repository.ts';
import type { Repository } from '../git/model.ts';
import { runJob } from '../jobs/run-job.ts';
import { cancelRun } from '../runs/cancel-run.ts';
import { listRuns } from '../runs/list-runs.ts';
import { listJobsWithBranches } from './find-branches.ts';

export interface Push {
  readonly branch: string;
  /** null: the branch was deleted. */
  readonly after: string | null;
}

/** Answers what was done, for people. Safe to repeat: a push starts a job once. */
export async function startMergeJobs(host: Host, repository: Repository, push: Push): Promise<readonly string[]> {
  if (push.after === null) return [`The branch ${push.branch} was deleted.`];
  const all = await listJobsWithBranches(host, repository, repository);
  const concerned = all.filter(({ job, branch }) => job.triggers.onMerge && branch === push.branch);
  const done: string[] = [];
  for (const { job } of concerned) done.push(await startMergeJob(host, repository, job, { branch: push.branch, after: push.after }));
  return done;
}

/** On news of a managed repository. */
export async function startMergeJobsOf(
  host: Host,
  news: Push & { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly repositoryId: Id<'repository'> },
): Promise<void> {
  const repository = await findRepositoryOfProject(host, news.accountId, news.projectId);
  if (repository?.id === news.repositoryId) await startMergeJobs(host, repository, news);
}

/** Runs what the branch holds when it is their turn: of two pushes, whichever is heard of first, the newer one is run. */
async function startMergeJob(
  host: Host,
  repository: Repository,
  job: { readonly id: Id<'job'>; readonly name: string },
  { branch, after }: { readonly branch: string; readonly after: string },
): Promise<string> {
  const { accountId } = repository;
  try {
    const run = await runJob(host, accountId, job.id, {
      cause: `Merge: ${after.slice(0, 7)} was pushed to ${branch}`,
      causeCategory: 'merge',
      gitBranch: branch,
      madeBy: `merge:${repository.id}:${job.id}:${after}`,
    });
    await keepNewestWaiting(host, accountId, job.id);
    return `Run ${run.id} of the merge job ${job.name}.`;
  } catch (error) {
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    host.log.warn('job.not_started', { jobId: job.id, reason: error.message });
    return `The merge job ${job.name} could not start: ${error.message}`;
  }
}

async function keepNewestWaiting(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<void> {
  const filter = { accountId, jobId, states: ['queued'] as const, causeCategory: 'merge' };
  const { runs } = await listRuns(host, filter, { order: { by: 'id', isDescending: true }, limit: 100, offset: 0 });
  const [newest, ...older] = runs;
  for (const run of older) {
    const reason = `Run ${newest?.id} will run what the branch holds by then, this push included: ${newest?.trigger.cause}.`;
    await cancelRun(host, accountId, run.id, reason).catch((error: unknown) => {
      // It began or ended by itself in between.
      if (!(error instanceof Fault) || error.code !== 'run.already_finished') throw error;
    });
  }
}
