/** Keeps the runs of one job for one pull request in order: that of a newer commit ends those of older ones in the transaction that makes it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { type CancelledRun, cancelWithin } from '../runs/cancel-run.ts';
import type { Run } from '../runs/model.ts';
import type { RunOrdering } from '../runs/start-run.ts';
import type { PullRequest } from './pull-request-model.ts';
import { deleteCheckWithoutRun, insertCheckOfRun, lockPullRequestById, selectRunsToSupersede, updateSuperseded } from './store.ts';

export interface CheckedCommit {
  readonly pullRequest: Pick<PullRequest, 'id' | 'number'>;
  readonly jobId: Id<'job'>;
  /** null: a branch, whose commit is known only once it is checked out. */
  readonly headSha: string | null;
  /** Only while this commit is the pull request's newest one, and it is open: for who acts on news that may be late. */
  readonly isOfNews: boolean;
}

/** The lock is on the pull request: of two that are asked for at once, one comes after the other and ends it. */
export function orderRuns(host: Host, checked: CheckedCommit): RunOrdering {
  const { pullRequest, headSha } = checked;
  return {
    async before(tx) {
      const now = await lockPullRequestById(tx, pullRequest.id);
      if (!checked.isOfNews || now === null) return;
      if (now.state !== 'open') throw passed(`#${now.number} was ${now.state} before this could start.`);
      if (now.headSha !== headSha)
        throw passed(`The newer commit ${now.headSha?.slice(0, 7)} was pushed to #${now.number} before this could start.`);
    },
    async after(tx, run) {
      const { jobId } = checked;
      const check = { pullRequestId: pullRequest.id, jobId, headSha };
      await deleteCheckWithoutRun(tx, check);
      await insertCheckOfRun(tx, { ...check, runId: run.id, explanation: '', madeAt: run.createdAt });
      return supersedeOlder(host, tx, checked, run);
    },
  };
}

export function isPassed(error: unknown): error is Fault {
  return error instanceof Fault && error.code === 'pull_request.passed';
}

/** The same commit may be checked twice at once, where somebody asks for that by the API. */
async function supersedeOlder(host: Host, tx: Tx, { pullRequest, jobId, headSha }: CheckedCommit, run: Run): Promise<CancelledRun[]> {
  const others = await selectRunsToSupersede(tx, { pullRequestId: pullRequest.id, jobId });
  const ended: CancelledRun[] = [];
  for (const { runId, headSha: sha } of others) {
    if (runId === null || runId === run.id || (sha !== null && sha === headSha)) continue;
    const newer = headSha === null ? 'what is newest there' : `the newer commit ${headSha.slice(0, 7)}`;
    const reason = `Run ${run.id} checks ${newer} of pull request #${pullRequest.number}, so this one was not wanted any more.`;
    const change = await cancelWithin(host, tx, { accountId: run.accountId, runId }, reason).catch(finishedIsNull);
    if (change === null) continue;
    // One that somebody had ended before was not ended for this.
    if (change.before !== change.after) {
      ended.push(change);
      await updateSuperseded(tx, runId, run.id);
    }
  }
  return ended;
}

function finishedIsNull(error: unknown): null {
  if (error instanceof Fault && error.code === 'run.already_finished') return null;
  throw error;
}

function passed(message: string): Fault {
  return new Fault('conflict', 'pull_request.passed', message);
}
