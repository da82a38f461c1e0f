/** What runs announce, and the signals by which open pages follow a run. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';
import type { Host } from '@weft/host/host';
import type { Run } from './model.ts';
import type { Step } from './plan-steps.ts';
import type { RunNode } from './run-node.ts';

/** A run was asked for, began or ended. Whoever reacts reads the run: news may come twice and late. */
export const runChanged = eventKind<{
  accountId: Id<'account'>;
  projectId: Id<'project'>;
  environmentId: Id<'environment'>;
  jobId: Id<'job'>;
  runId: Id<'run'>;
  state: Run['state'];
  isOfPullRequest: boolean;
}>('run.changed');

/** On topic `run:<id>`. `log.offset`: how many bytes the step's log of that kind now has. */
export type RunSignal =
  | { readonly kind: 'run'; readonly runId: Id<'run'>; readonly state: Run['state'] }
  | { readonly kind: 'step'; readonly runId: Id<'run'>; readonly stepIndex: number; readonly state: Step['state'] }
  | {
      readonly kind: 'node';
      readonly runId: Id<'run'>;
      readonly stepIndex: number;
      readonly uniqueId: string;
      readonly state: RunNode['state'];
    }
  | {
      readonly kind: 'log';
      readonly runId: Id<'run'>;
      readonly stepIndex: number;
      readonly log: 'plain' | 'debug';
      readonly offset: number;
    };

/** As much of a run as news of it tells. */
export type RunChange = Pick<Run, 'id' | 'accountId' | 'projectId' | 'environmentId' | 'jobId' | 'state'>;

export function newsOf(run: RunChange & Pick<Run, 'trigger'>): Required<typeof runChanged>['data'] {
  return { ...changeOf(run), isOfPullRequest: run.trigger.pullRequest !== null };
}

function changeOf({ accountId, projectId, environmentId, jobId, id, state }: RunChange) {
  return { accountId, projectId, environmentId, jobId, runId: id, state };
}

export function signalRun(host: Pick<Host, 'signals'>, signal: RunSignal): void {
  host.signals.send(`run:${signal.runId}`, signal);
}

/** To who watches this run, and to who watches the lists of its account. Send after the commit. */
export function signalRunChanged(host: Pick<Host, 'signals'>, run: RunChange): void {
  signalRun(host, { kind: 'run', runId: run.id, state: run.state });
  host.signals.send(`account:${run.accountId}`, { kind: 'run.changed', ...changeOf(run) });
}

/** Workers listen on it: there may be something to start. */
export const queueTopic = 'runs:queue';

/** Workers listen on it: `{ runId }` is to be ended. */
export const cancelTopic = 'runs:cancel';
