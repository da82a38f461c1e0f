/** Cleans up after a pull request that was closed or merged. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { cleanUp } from './clean-up.ts';
import { idsOf } from './pull-request-model.ts';
import { selectPullRequest } from './store.ts';

/** One that was opened again in between keeps what it has: its runs write there. */
export async function cleanUpAfterPullRequest(
  host: Host,
  news: {
    readonly accountId: Id<'account'>;
    readonly projectId: Id<'project'>;
    readonly pullRequestId: Id<'pullRequest'>;
  },
): Promise<void> {
  const { accountId, projectId, pullRequestId } = news;
  const pullRequest = await selectPullRequest(host.database.db, accountId, pullRequestId);
  if (!pullRequest || pullRequest.state === 'open') return;
  await cleanUp(host, {
    ...{ accountId, projectId, reason: pullRequest.state, subject: { kind: 'pull_request', pullRequest: idsOf(pullRequest) } },
    madeBy: `pull_request:${pullRequestId}:${pullRequest.openings}:${pullRequest.state}`,
  });
}
