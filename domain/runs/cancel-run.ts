/** Ends a run before its time: at once while it is queued, by its worker when it is under way. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { cancelTopic, newsOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import type { Actor, Run } from './model.ts';
import { cancel, isFinished } from './model.ts';
import { lockRun, updateRunFacts, updateRunState } from './store.ts';

/**
 * A run under way comes back still running, with `cancel` set; it is cancelled once its processes are gone, some seconds later at most.
 * Faults: not_found `run.not_found`; conflict `run.already_finished`.
 */
export async function cancelRun(
  host: Host,
  accountId: Id<'account'>,
  runId: Id<'run'>,
  reason = 'Cancelled by request.',
  by: Actor | null = null,
): Promise<Run> {
  const change = await host.database.transaction((tx) => cancelWithin(host, tx, { accountId, runId }, reason, by));
  signalCancelled(host, change);
  return change.after;
}

export interface CancelledRun {
  readonly before: Run;
  readonly after: Run;
}

/** For who ends a run in the transaction that gives the reason; `signalCancelled` follows the commit. Faults as `cancelRun`. */
export async function cancelWithin(
  host: Host,
  tx: Tx,
  which: { readonly accountId: Id<'account'>; readonly runId: Id<'run'> },
  reason: string,
  by: Actor | null = null,
): Promise<CancelledRun> {
  const { accountId, runId } = which;
  const found = await lockRun(tx, runId);
  if (!found || found.accountId !== accountId) throw runNotFound(runId);
  const decided = cancel(found, host.clock.now(), reason);
  const cancelled = decided === found ? found : { ...decided, cancelledBy: by };
  if (cancelled !== found) {
    await updateRunState(tx, cancelled);
    await updateRunFacts(tx, runId, { cancelledBy: by });
  }
  if (isFinished(cancelled) && !isFinished(found)) await host.outbox.announce(tx, runChanged, newsOf(cancelled));
  return { before: found, after: cancelled };
}

export function signalCancelled(host: Host, { before, after }: CancelledRun): void {
  if (after === before) return;
  signalRunChanged(host, after);
  // Whoever waited for it may start; whoever runs it must stop.
  host.signals.send(isFinished(after) ? queueTopic : cancelTopic, { runId: after.id });
}

/** The same words whether it is another account's or nobody's. */
export function runNotFound(runId: Id<'run'>): Fault {
  return new Fault('not_found', 'run.not_found', `There is no run ${runId} in this account.`);
}
