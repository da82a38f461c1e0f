/** Ends what runs for a pull request that was closed or merged, and tells who cleans up after it. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { cancelRun } from '../runs/cancel-run.ts';
import { pullRequestClosed } from './events.ts';
import type { PullRequest } from './pull-request-model.ts';
import { selectChecks } from './store.ts';

/** Answers what was done, for people. Safe to repeat. */
export async function closePullRequest(host: Host, pullRequest: PullRequest): Promise<readonly string[]> {
  const { id, accountId, projectId, repositoryId, number, state } = pullRequest;
  if (state === 'open') return [];
  const checks = await selectChecks(host.database.db, [id]);
  let count = 0;
  for (const { runId } of checks) {
    if (runId === null) continue;
    const { isEnded } = await cancelRun(host, accountId, runId, `Pull request #${number} was ${state}.`).then(
      (run) => ({ isEnded: 'cancel' in run || run.state === 'cancelled' }),
      (error: unknown) => {
        if (!(error instanceof Fault) || error.code !== 'run.already_finished') throw error;
        return { isEnded: false };
      },
    );
    if (isEnded) count += 1;
  }
  await host.database.transaction((tx) =>
    host.outbox.announce(tx, pullRequestClosed, { accountId, projectId, repositoryId, pullRequestId: id, number, state }),
  );
  return [`#${number} was ${state}${count === 0 ? '' : '; what ran for it was ended'}.`];
}
