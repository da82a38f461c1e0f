/** Starts a run that somebody asks for by the API or the web: of a CI job for a pull request, as its provider's news would. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { findRepositoryOfProject } from '../git/find-repository.ts';
import { getJob } from '../jobs/list-jobs.ts';
import { type JobRequest, runJob } from '../jobs/run-job.ts';
import type { PullRequest as PullRequestIds, Run } from '../runs/model.ts';
import { findHook } from './hooks.ts';
import { orderRuns } from './order-runs.ts';
import { type PullRequestProvider, schemaOfPullRequest } from './pull-request-model.ts';
import { recordNamedPullRequest } from './record-pull-request.ts';

/**
 * dbt Cloud's rule (docs, "Trigger a CI job with the API"): one id of a pull request, and a commit or a branch. The schema is then the pull request's, and runs of
 * its older commits are ended. Faults: invalid `pull_request.ambiguous`, `pull_request.commit_missing`, and those of `runJob`.
 */
export async function requestRun(host: Host, accountId: Id<'account'>, jobId: Id<'job'>, request: JobRequest): Promise<Run> {
  const job = await getJob(host, accountId, jobId);
  const named = readNamed(request.pullRequest ?? null);
  const repository = named === null || job.jobType !== 'ci' ? null : await findRepositoryOfProject(host, accountId, job.projectId);
  if (named === null || repository === null) return runJob(host, accountId, jobId, request);
  const { gitSha = null, gitBranch = null } = request;
  if (gitSha === null && gitBranch === null)
    throw new Fault(
      'invalid',
      'pull_request.commit_missing',
      `Which commit of pull request #${named.number} the job ${job.name} is to check is not said: send git_sha or git_branch.`,
    );
  const hook = await findHook(host, repository.id);
  const provider = named.provider === 'generic' && hook?.provider === 'bitbucket' ? 'bitbucket' : named.provider;
  const place = { accountId, projectId: job.projectId, repositoryId: repository.id, provider };
  const headSha = gitSha !== null && /^[0-9a-f]{40}$/.test(gitSha) ? gitSha : null;
  const pullRequest = await recordNamedPullRequest(host, place, { number: named.number, sha: headSha, branch: gitBranch });
  return runJob(host, accountId, jobId, {
    ...request,
    overrides: { ...request.overrides, schema: request.overrides?.schema ?? schemaOfPullRequest(jobId, named.number) },
    order: orderRuns(host, { pullRequest, jobId, headSha, isOfNews: false }),
  });
}

function readNamed(ids: PullRequestIds | null): { readonly provider: PullRequestProvider; readonly number: number } | null {
  if (ids === null) return null;
  const { github, gitlab, azure, nonNative } = ids;
  const given = [
    { provider: 'github', number: github },
    { provider: 'gitlab', number: gitlab },
    { provider: 'azure', number: azure },
    { provider: 'generic', number: nonNative },
  ] as const;
  const named = given.flatMap(({ provider, number }) => (number === null ? [] : [{ provider, number }]));
  if (named.length > 1)
    throw new Fault(
      'invalid',
      'pull_request.ambiguous',
      'The request names more than one pull request. Send the one id that your provider gives: github_pull_request_id, gitlab_merge_request_id, azure_pull_request_id or non_native_pull_request_id.',
    );
  return named[0] ?? null;
}
