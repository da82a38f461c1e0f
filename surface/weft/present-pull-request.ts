/** Pull requests as the wire has them, with the runs and reports that belong to them. */
import type { Id } from '@weft/base/id';
import { listChecks, listReports } from '@weft/domain/ci/list-pull-requests';
import type { PullRequest, PullRequestCheck, Report } from '@weft/domain/ci/pull-request-model';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { listRuns } from '@weft/domain/runs/list-runs';
import { type Run, statusMessageOf, timesOf } from '@weft/domain/runs/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type {
  WireCheckRun,
  WirePullRequest,
  WirePullRequestCheck,
  WirePullRequestPage,
  WirePullRequestReport,
} from '@weft/wire/weft/pull-request';
import { statusWords, wireStatusOf } from '../v2/present-run.ts';

export async function presentPullRequests(
  host: Host,
  accountId: Id<'account'>,
  pullRequests: readonly PullRequest[],
): Promise<WirePullRequest[]> {
  const ids = pullRequests.map(({ id }) => id);
  const [checks, reports] = await Promise.all([listChecks(host, ids), listReports(host, ids)]);
  const last = newestOfEachJob(checks);
  const presented = await presentChecks(host, accountId, last);
  return pullRequests.map((it) =>
    presentOne(
      it,
      presented.filter((_, at) => last[at]?.pullRequestId === it.id),
      reports,
    ),
  );
}

export async function presentPullRequestPage(host: Host, pullRequest: PullRequest): Promise<WirePullRequestPage> {
  const [checks, reports] = await Promise.all([listChecks(host, [pullRequest.id]), listReports(host, [pullRequest.id])]);
  const presented = await presentChecks(host, pullRequest.accountId, checks);
  const lastIds = new Set<number>(newestOfEachJob(checks).map(({ id }) => id));
  const last = presented.filter(({ id }) => lastIds.has(id));
  return { ...presentOne(pullRequest, last, reports), checks: presented, reports: reports.map(presentReport) };
}

function presentOne(it: PullRequest, lastChecks: readonly WirePullRequestCheck[], reports: readonly Report[]): WirePullRequest {
  const own = reports.filter(({ pullRequestId }) => pullRequestId === it.id);
  return {
    ...{ id: it.id, project_id: it.projectId, provider: it.provider, number: it.number, title: it.title, author: it.author, url: it.url },
    ...{ head_sha: it.headSha, head_branch: it.headBranch, base_branch: it.baseBranch, is_draft: it.isDraft, is_fork: it.isFork },
    ...{ state: it.state, created_at: wireTimestamp(it.createdAt), updated_at: wireTimestamp(it.updatedAt) },
    last_checks: lastChecks,
    undelivered_count: own.filter(({ problem }) => problem !== null).length,
  };
}

function newestOfEachJob(newestFirst: readonly PullRequestCheck[]): readonly PullRequestCheck[] {
  const seen = new Map<string, PullRequestCheck>();
  for (const check of newestFirst) {
    const key = `${check.pullRequestId} ${check.jobId}`;
    if (!seen.has(key)) seen.set(key, check);
  }
  return [...seen.values()];
}

async function presentChecks(host: Host, accountId: Id<'account'>, checks: readonly PullRequestCheck[]): Promise<WirePullRequestCheck[]> {
  const runIds = checks.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const view = { order: { by: 'id', isDescending: true }, limit: runIds.length, offset: 0 } as const;
  const [jobs, { runs }] = await Promise.all([
    listJobsOfRuns(
      host,
      accountId,
      checks.map(({ jobId }) => jobId),
    ),
    runIds.length === 0 ? { runs: [] } : listRuns(host, { accountId, ids: runIds }, view),
  ]);
  return checks.map((check) => {
    const run = runs.find(({ id }) => id === check.runId);
    return {
      ...{ id: check.id, job_id: check.jobId, head_sha: check.headSha ?? run?.gitSha ?? null, outcome: check.outcome },
      job_name: jobs.find(({ id }) => id === check.jobId)?.name ?? `Job ${check.jobId}`,
      explanation: check.explanation,
      made_at: wireTimestamp(check.madeAt),
      run: run ? presentCheckRun(run, check) : null,
    };
  });
}

function presentCheckRun(run: Run, { supersededBy }: PullRequestCheck): WireCheckRun {
  const status = wireStatusOf(run);
  const { startedAt, finishedAt } = timesOf(run);
  return {
    ...{ id: run.id, status, status_humanized: statusWords[status], status_message: statusMessageOf(run) },
    ...{ cause: run.trigger.cause, schema: run.plan.schemaOverride, created_at: wireTimestamp(run.createdAt) },
    started_at: startedAt ? wireTimestamp(startedAt) : null,
    finished_at: finishedAt ? wireTimestamp(finishedAt) : null,
    superseded_by: supersededBy,
  };
}

function presentReport(it: Report): WirePullRequestReport {
  return {
    ...{ id: it.id, kind: it.kind, sha: it.sha === '' ? null : it.sha },
    ...{ context: it.wanted?.context ?? null, state: it.wanted?.state ?? null, description: it.wanted?.description ?? null },
    delivery: deliveryOf(it),
    problem: it.problem,
    sent_at: it.sentAt ? wireTimestamp(it.sentAt) : null,
  };
}

function deliveryOf({ version, sentVersion, problem, isGivenUp }: Report): WirePullRequestReport['delivery'] {
  if (sentVersion >= version) return 'delivered';
  if (problem === null) return 'waiting';
  return isGivenUp ? 'undelivered' : 'failing';
}
