/** Holds a queued run back for something outside the queue, lets it go, or gives it up. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { tellEnded } from './end-run.ts';
import { newsOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import type { Hold, QueuedRun, Run } from './model.ts';
import { giveUp } from './model.ts';
import { selectHeldBack, updateHold } from './queue-store.ts';
import { lockRun, updateRunState } from './store.ts';

/** Oldest first; null: of every account. */
export function listHeldBack(host: Host, accountId: Id<'account'> | null = null): Promise<QueuedRun[]> {
  return selectHeldBack(host.database.db, accountId);
}

/** Says anew what it waits for, or, with `releasedAt`, that it waits no longer. False: it is not held back any more. */
export async function changeHold(host: Host, runId: Id<'run'>, hold: Hold): Promise<boolean> {
  const changed = await host.database.transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (run === null || !isHeldBack(run)) return null;
    await updateHold(tx, runId, hold);
    const wait = hold.releasedAt === null ? { reason: hold.reason, blockedBy: [] } : null;
    return { ...run, hold, wait };
  });
  if (changed === null) return false;
  signalRunChanged(host, changed);
  if (hold.releasedAt !== null) host.signals.send(queueTopic, { runId });
  return true;
}

/** What it waited for did not come in time. False: it is not held back any more. */
export async function giveUpRun(host: Host, runId: Id<'run'>, reason: string): Promise<boolean> {
  const at = host.clock.now();
  const ended = await host.database.transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (run === null || !isHeldBack(run)) return null;
    await updateHold(tx, runId, { ...run.hold, releasedAt: at, outcome: reason });
    const failed = giveUp(run, at, reason);
    await updateRunState(tx, failed);
    await host.outbox.announce(tx, runChanged, newsOf(failed));
    return failed;
  });
  if (ended === null) return false;
  tellEnded(host, ended);
  return true;
}

function isHeldBack(run: Run): run is QueuedRun & { readonly hold: Hold } {
  return run.state === 'queued' && run.hold !== null && run.hold.releasedAt === null;
}
