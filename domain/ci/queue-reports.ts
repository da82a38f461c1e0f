/** Decides what the provider is to show of a run or of the lack of one, in the transaction that queues its sending. */
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { providerOf } from '../git/providers/find-provider.ts';
import type { StatusState } from '../git/providers/provider.ts';
import { listJobs } from '../jobs/list-jobs.ts';
import { getProject } from '../projects/get-project.ts';
import { getRun } from '../runs/list-runs.ts';
import type { Run } from '../runs/model.ts';
import { findHook } from './hooks.ts';
import { type Hook, type PullRequest, statusOf, type WantedStatus } from './pull-request-model.ts';
import { selectCheckOfRun, selectChecks, selectPullRequest, selectPullRequestsOfRuns } from './store.ts';
import { lockReport, resetTries, selectReports, updateWanted } from './store-reports.ts';

export const reportQueue = 'ci.reports';

interface JobOfStatus {
  readonly id: Id<'job'>;
  readonly name: string;
}

/** On news of a run: of one that is of no pull request nothing is told. Safe to run twice, and late. */
export async function reportRun(host: Host, news: { readonly accountId: Id<'account'>; readonly runId: Id<'run'> }): Promise<void> {
  const check = await selectCheckOfRun(host.database.db, news.runId);
  const pullRequest = check && (await selectPullRequest(host.database.db, news.accountId, check.pullRequestId));
  if (!check || !pullRequest || (await findReportingHook(host, pullRequest)) === null) return;
  const run = await getRun(host, news.accountId, news.runId);
  const sha = check.headSha ?? run.gitSha;
  if (sha === null) return;
  // Of two runs for one commit the later one counts.
  const checks = await selectChecks(host.database.db, [pullRequest.id]);
  const isLast = checks.every(
    (it) => it.runId === null || it.runId <= run.id || it.jobId !== run.jobId || (it.headSha !== null && it.headSha !== sha),
  );
  const job = { id: run.jobId, name: run.plan.jobName };
  const { state, description } = statusOf(run);
  const wanted = {
    ...{ runId: run.id, state, description, targetUrl: urlOfRun(host, run) },
    context: await contextOf(host, pullRequest, job),
  };
  await host.database.transaction(async (tx) => {
    if (isLast) await wantStatus(host, tx, { pullRequest, job, sha }, wanted);
    await wantComment(host, tx, pullRequest);
  });
}

/** Of a commit for which a job makes no run. */
export async function queueStatusWithoutRun(
  host: Host,
  tx: Tx,
  of: {
    readonly pullRequest: PullRequest & { readonly headSha: string };
    readonly job: JobOfStatus;
    readonly state: StatusState;
    readonly description: string;
  },
): Promise<void> {
  const { pullRequest, job, state, description } = of;
  if ((await findReportingHook(host, pullRequest)) === null) return;
  const context = await contextOf(host, pullRequest, job);
  const wanted = { runId: 0, state, description, context, targetUrl: urlOfPullRequest(host, pullRequest) };
  await wantStatus(host, tx, { pullRequest, job, sha: pullRequest.headSha }, wanted);
  await wantComment(host, tx, pullRequest);
}

/** Tries once more what could not be delivered. Answers how many there are. */
export async function resendReports(host: Host, pullRequest: PullRequest): Promise<number> {
  const reports = await selectReports(host.database.db, [pullRequest.id]);
  const waiting = reports.filter(({ version, sentVersion }) => sentVersion < version);
  await host.database.transaction(async (tx) => {
    for (const { id } of waiting) {
      await resetTries(tx, id);
      await queueReport(host, tx, id);
    }
  });
  return waiting.length;
}

export function queueReport(host: Host, tx: Tx, reportId: Id<'report'>, startAfterSeconds = 0): Promise<void> {
  return host.queue.send(tx, reportQueue, { reportId }, { singletonKey: `report:${reportId}`, startAfterSeconds });
}

/** Null: nobody asked Weft to tell this provider, or it cannot be told. */
export async function findReportingHook(host: Host, pullRequest: Pick<PullRequest, 'repositoryId' | 'provider'>): Promise<Hook | null> {
  const hook = await findHook(host, pullRequest.repositoryId);
  if (hook === null || hook.provider !== pullRequest.provider) return null;
  return providerOf(hook.provider).api === null ? null : hook;
}

export function urlOfRun(host: Pick<Host, 'config'>, run: Pick<Run, 'id' | 'accountId' | 'projectId'>): string {
  return `${host.config.publicUrl}/deploy/${run.accountId}/projects/${run.projectId}/runs/${run.id}`;
}

export function urlOfPullRequest(host: Pick<Host, 'config'>, { id, accountId, projectId }: PullRequest): string {
  return `${host.config.publicUrl}/deploy/${accountId}/projects/${projectId}/pull-requests/${id}`;
}

/** The pull requests that runs are of, with the run that took the place of each. */
export function findPullRequestsOfRuns(host: Host, accountId: Id<'account'>, runIds: readonly Id<'run'>[]) {
  return selectPullRequestsOfRuns(host.database.db, accountId, runIds);
}

const ranks: Readonly<Record<StatusState, number>> = { queued: 0, running: 1, success: 2, failure: 2, cancelled: 2, error: 2 };

/** News may overtake each other: of one run nothing earlier is ever shown after something later. */
async function wantStatus(
  host: Host,
  tx: Tx,
  of: { readonly pullRequest: PullRequest; readonly job: JobOfStatus; readonly sha: string },
  wanted: WantedStatus,
): Promise<void> {
  const at = host.clock.now();
  const key = { pullRequestId: of.pullRequest.id, kind: 'status', sha: of.sha, jobId: of.job.id } as const;
  const before = await lockReport(tx, key, at);
  const was = before.wanted;
  if (!before.isNew && was !== null) {
    const isSame = was.runId === wanted.runId && was.state === wanted.state && was.description === wanted.description;
    const isEarlier = was.runId === wanted.runId ? ranks[wanted.state] < ranks[was.state] : wanted.runId !== 0 && wanted.runId < was.runId;
    if (isSame || isEarlier) return;
  }
  await updateWanted(tx, before.id, { ...wanted, description: host.scrubber.scrub(wanted.description) }, at);
  await queueReport(host, tx, before.id);
}

async function wantComment(host: Host, tx: Tx, pullRequest: PullRequest): Promise<void> {
  const hook = await findHook(host, pullRequest.repositoryId);
  if (!hook?.isCommenting) return;
  const at = host.clock.now();
  const { id } = await lockReport(tx, { pullRequestId: pullRequest.id, kind: 'comment', sha: '', jobId: 0 }, at);
  await updateWanted(tx, id, {}, at);
  await queueReport(host, tx, id);
}

/** Providers show statuses of one context as one: jobs that share their name are told apart by number. */
async function contextOf(host: Host, { accountId, projectId }: PullRequest, job: JobOfStatus): Promise<string> {
  const [project, jobs] = await Promise.all([
    getProject(host, accountId, projectId),
    listJobs(host, accountId, { projectIds: [projectId] }),
  ]);
  const isShared = jobs.some(({ id, name }) => id !== job.id && name === job.name);
  return `Weft / ${project.name} / ${job.name}${isShared ? ` (${job.id})` : ''}`.slice(0, 200);
}
