/** Questions about pull requests, and what was done about them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { PullRequest, PullRequestCheck, Report } from './pull-request-model.ts';
import { type PullRequestFilter, selectChecks, selectPullRequest, selectPullRequests } from './store.ts';
import { selectReports } from './store-reports.ts';

/** Those that something happened to last come first. */
export function listPullRequests(
  host: Host,
  filter: PullRequestFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly pullRequests: readonly PullRequest[]; readonly total: number }> {
  return selectPullRequests(host.database.db, filter, page);
}

/** Faults: not_found `pull_request.not_found`. */
export async function getPullRequest(host: Host, accountId: Id<'account'>, id: Id<'pullRequest'>): Promise<PullRequest> {
  const pullRequest = await selectPullRequest(host.database.db, accountId, id);
  if (!pullRequest) throw new Fault('not_found', 'pull_request.not_found', `There is no pull request ${id} in this account.`);
  return pullRequest;
}

/** Newest first. */
export function listChecks(host: Host, pullRequestIds: readonly Id<'pullRequest'>[]): Promise<PullRequestCheck[]> {
  return pullRequestIds.length === 0 ? Promise.resolve([]) : selectChecks(host.database.db, pullRequestIds);
}

export function listReports(host: Host, pullRequestIds: readonly Id<'pullRequest'>[]): Promise<Report[]> {
  return pullRequestIds.length === 0 ? Promise.resolve([]) : selectReports(host.database.db, pullRequestIds);
}
