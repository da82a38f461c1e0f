/** Starts a run of a job. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Actor, CauseCategory, PullRequest, Run, RunOverrides } from '../runs/model.ts';
import { runOverridesSchema } from '../runs/model.ts';
import { type RunOrdering, type RunRequest, startRun } from '../runs/start-run.ts';
import { holdForUpstream } from './hold-for-upstream.ts';
import { getJob } from './list-jobs.ts';
import { type Job, planRun } from './model.ts';

export interface JobRequest {
  readonly cause: string;
  readonly causeCategory: CauseCategory;
  readonly gitBranch?: string | null;
  readonly gitSha?: string | null;
  readonly pullRequest?: PullRequest | null;
  /** null: nobody; the clock or another job's end. */
  readonly actor?: Actor | null;
  readonly overrides?: Partial<RunOverrides>;
  /** See `RunRequest`, both. */
  readonly madeBy?: string;
  readonly order?: RunOrdering;
}

/** The official limit of a cause. */
const causeLengthMax = 255;

/** Faults: not_found `job.not_found`; invalid `job.hybrid_not_runnable`, and those of `startRun`. */
export async function runJob(host: Host, accountId: Id<'account'>, jobId: Id<'job'>, request: JobRequest): Promise<Run> {
  return startRun(host, await requestOf(host, await getJob(host, accountId, jobId), request));
}

/** Faults: invalid `job.hybrid_not_runnable`. */
export async function requestOf(host: Host, job: Job, request: JobRequest): Promise<RunRequest> {
  if (job.jobType === 'hybrid')
    throw new Fault(
      'invalid',
      'job.hybrid_not_runnable',
      `The job ${job.name} stands for dbt that runs elsewhere: its runs are made by the artifacts uploaded to its environment.`,
    );
  const overrides = runOverridesSchema.parse(request.overrides ?? {});
  const hold = await holdForUpstream(host, job, request.causeCategory);
  return {
    accountId: job.accountId,
    environmentId: job.environmentId,
    jobId: job.id,
    hold,
    ...(request.madeBy === undefined ? {} : { madeBy: request.madeBy }),
    ...(request.order === undefined ? {} : { order: request.order }),
    plan: planRun(job, overrides),
    trigger: {
      cause: request.cause.slice(0, causeLengthMax),
      causeCategory: request.causeCategory,
      gitBranch: request.gitBranch ?? null,
      gitSha: request.gitSha ?? null,
      pullRequest: request.pullRequest ?? null,
      actor: request.actor ?? null,
      overrides,
    },
  };
}
