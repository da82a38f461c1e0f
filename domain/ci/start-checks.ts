/** Starts the CI jobs that a pull request concerns, and writes down for each why it runs or not. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { changedPaths, mergeBase } from '../git/compare-commits.ts';
import type { Repository } from '../git/model.ts';
import { refreshRepository } from '../git/refresh-repository.ts';
import { runJob } from '../jobs/run-job.ts';
import { getProject } from '../projects/get-project.ts';
import { type JobWithBranch, listJobsWithBranches } from './find-branches.ts';
import { isPassed, orderRuns } from './order-runs.ts';
import { affects, idsOf, type PullRequest, refusalOf, schemaOfPullRequest, startsOnPullRequests } from './pull-request-model.ts';
import { queueStatusWithoutRun } from './queue-reports.ts';
import { replaceCheckWithoutRun } from './store.ts';

/** A pull request of which a provider told all. */
export type KnownPullRequest = PullRequest & { readonly headSha: string; readonly headBranch: string; readonly baseBranch: string };

export interface Done {
  /** For people. */
  readonly said: string;
  /** false: nothing was to be done, for the reason that is said. */
  readonly isActed: boolean;
}

/** Answers what was done for each job. Safe to repeat: a job runs once for a commit, each time the pull request is opened. */
export async function startChecks(host: Host, pullRequest: KnownPullRequest, repository: Repository): Promise<readonly Done[]> {
  const all = await listJobsWithBranches(host, pullRequest, repository);
  const concerned = all.filter(({ job }) => startsOnPullRequests(job));
  const done: Done[] = [];
  for (const each of concerned) done.push(await startCheck(host, pullRequest, repository, each));
  return done;
}

async function startCheck(host: Host, pullRequest: KnownPullRequest, repository: Repository, at: JobWithBranch): Promise<Done> {
  const { job, environment, branch } = at;
  const refusal = refusalOf(pullRequest, job, { name: environment.name, branch });
  if (refusal !== null) return refuse(host, pullRequest, at, refusal);
  const untouched = await findUntouched(host, pullRequest, repository, at);
  if (untouched !== null) return skip(host, pullRequest, at, untouched);
  const { number, headSha } = pullRequest;
  try {
    const run = await runJob(host, pullRequest.accountId, job.id, {
      cause: `Pull request #${number}: ${pullRequest.title}`,
      causeCategory: 'ci',
      gitSha: headSha,
      gitBranch: pullRequest.headBranch,
      pullRequest: idsOf(pullRequest),
      overrides: { schema: schemaOfPullRequest(job.id, number) },
      madeBy: `pull_request:${pullRequest.id}:${pullRequest.openings}:${job.id}:${headSha}`,
      order: orderRuns(host, { pullRequest, jobId: job.id, headSha, isOfNews: true }),
    });
    return { said: `Run ${run.id} of the job ${job.name} checks ${headSha.slice(0, 7)}.`, isActed: true };
  } catch (error) {
    if (isPassed(error)) return { said: error.message, isActed: false };
    // What cannot run now cannot in a minute either: people must mend it, and are told where they look.
    if (!(error instanceof Fault) || error.kind === 'unavailable') throw error;
    return fail(host, pullRequest, at, `The job ${job.name} could not start: ${error.message}`);
  }
}

/** Why the project is not affected; null: it is, or nobody can tell. */
async function findUntouched(
  host: Host,
  { accountId, baseBranch, headSha }: KnownPullRequest,
  repository: Repository,
  { environment }: JobWithBranch,
): Promise<string | null> {
  const project = await getProject(host, accountId, environment.projectId);
  const subdirectory = environment.dbtProjectSubdirectory ?? project.dbtProjectSubdirectory ?? '';
  if (affects([], subdirectory)) return null;
  await refreshRepository(host, repository, headSha);
  const from = await mergeBase(host, repository.id, { from: baseBranch, to: headSha }).catch(missingIsNull);
  if (from === null) return null;
  const paths = await changedPaths(host, repository.id, { from, to: headSha });
  if (affects(paths, subdirectory)) return null;
  return `No file in ${subdirectory}, where the project ${project.name} lies, is changed.`;
}

/** The run itself then says what is missing, where everybody looks. */
function missingIsNull(error: unknown): null {
  if (error instanceof Fault && error.kind !== 'unavailable') return null;
  throw error;
}

async function refuse(host: Host, pullRequest: KnownPullRequest, { job }: JobWithBranch, explanation: string): Promise<Done> {
  const values = { pullRequestId: pullRequest.id, jobId: job.id, headSha: pullRequest.headSha, explanation, madeAt: host.clock.now() };
  await host.database.transaction((tx) => replaceCheckWithoutRun(tx, { ...values, outcome: 'refused' }));
  return { said: explanation, isActed: false };
}

async function skip(host: Host, pullRequest: KnownPullRequest, { job }: JobWithBranch, explanation: string): Promise<Done> {
  const values = { pullRequestId: pullRequest.id, jobId: job.id, headSha: pullRequest.headSha, explanation, madeAt: host.clock.now() };
  await host.database.transaction(async (tx) => {
    await replaceCheckWithoutRun(tx, { ...values, outcome: 'not_affected' });
    await queueStatusWithoutRun(host, tx, { pullRequest, job, state: 'success', description: `Not affected: ${explanation}` });
  });
  return { said: `The job ${job.name} is not affected: ${explanation}`, isActed: true };
}

async function fail(host: Host, pullRequest: KnownPullRequest, { job }: JobWithBranch, explanation: string): Promise<Done> {
  const values = { pullRequestId: pullRequest.id, jobId: job.id, headSha: pullRequest.headSha, explanation, madeAt: host.clock.now() };
  await host.database.transaction(async (tx) => {
    await replaceCheckWithoutRun(tx, { ...values, outcome: 'refused' });
    await queueStatusWithoutRun(host, tx, { pullRequest, job, state: 'error', description: explanation });
  });
  return { said: explanation, isActed: false };
}
