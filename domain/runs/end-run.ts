/** The last thing that happens to a run, whoever finds that it is over. */
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { changeOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import type { HeldRun, Outcome, Run } from './model.ts';
import { end, handBack } from './model.ts';
import { countWarnings, endOpenSteps } from './step-store.ts';
import { lockRun, updateRunFacts, updateRunState } from './store.ts';

/** Null: somebody else ended it before, such as a worker that took this one for dead; what they wrote stands. */
export async function endRun(host: Host, held: HeldRun, outcome: Outcome): Promise<Run | null> {
  const ended = await host.database.transaction(async (tx) => {
    const run = await lockRun(tx, held.id);
    if (!run || (run.state !== 'starting' && run.state !== 'running') || run.worker.id !== held.worker.id) return null;
    return endHeld(tx, host, run, outcome);
  });
  if (ended) tellEnded(host, ended);
  return ended;
}

/** `run`: just locked in this transaction. Call `tellEnded` after the commit. */
export async function endHeld(tx: Tx, host: Host, run: HeldRun, outcome: Outcome): Promise<Run> {
  const at = host.clock.now();
  const ended = end(run, outcome, at);
  await updateRunState(tx, ended);
  const fate = outcome.state === 'cancelled' ? 'cancelled' : 'failed';
  await endOpenSteps(tx, run.id, fate, 'reason' in outcome ? outcome.reason : '', at);
  await host.outbox.announce(tx, runChanged, changeOf(ended));
  if (ended.state !== 'succeeded') return ended;
  const warningCount = await countWarnings(tx, run.id);
  if (warningCount > 0) await updateRunFacts(tx, run.id, { warningCount });
  return { ...ended, warningCount };
}

export function tellEnded(host: Host, ended: Run): void {
  signalRunChanged(host, ended);
  // Who waited for it may start.
  host.signals.send(queueTopic, { runId: ended.id });
}

/** True: it is in the queue again. False: it has begun, or is to be cancelled, and must be ended. */
export async function handRunBack(host: Host, held: HeldRun): Promise<boolean> {
  const queued = await host.database.transaction(async (tx) => {
    const run = await lockRun(tx, held.id);
    if (!run || (run.state !== 'starting' && run.state !== 'running') || run.worker.id !== held.worker.id) return null;
    const back = handBack(run);
    if (back) await updateRunState(tx, back);
    return back;
  });
  if (queued) signalRunChanged(host, queued);
  return queued !== null;
}
