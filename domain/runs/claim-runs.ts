/** Takes from the queue what may start now, and writes down for all others what they wait for. */
import type { Host } from '@weft/host/host';
import { type Contender, decideClaims } from './decide-claims.ts';
import { changeOf, runChanged, signalRunChanged } from './events.ts';
import type { HeldRun, QueuedRun, Worker } from './model.ts';
import { dequeue } from './model.ts';
import { contender, lockQueue, selectActive, selectQueued, updateWait } from './queue-store.ts';
import { updateRunState } from './store.ts';
import { livingTurns, waitForTurnOf } from './take-turn.ts';
import type { Turn } from './turn-store.ts';

/** `held`: how many runs the worker has under way now. */
export async function claimRuns(host: Host, worker: Worker, room: { readonly slots: number; readonly held: number }): Promise<HeldRun[]> {
  const at = host.clock.now();
  const { claimed, waiting } = await host.database.transaction(async (tx) => {
    await lockQueue(tx);
    const queued = await selectQueued(tx, at);
    if (queued.length === 0) return { claimed: [], waiting: [] };
    const active = await selectActive(tx);
    const turns = await livingTurns(host, tx);
    const { chosen, waits } = decideClaims({
      queued: queued.map((run) => withTurn(contender(run), run, turns)),
      active: active.map(contender),
      freeSlots: Math.max(0, room.slots - room.held),
      slots: room.slots,
    });
    const taken = queued.filter((run) => chosen.includes(run.id)).map((run) => dequeue(run, worker, at));
    for (const run of taken) {
      await updateRunState(tx, run);
      await host.outbox.announce(tx, runChanged, changeOf(run));
    }
    const changed = queued.flatMap((run) => {
      const wait = waits.get(run.id);
      return wait && wait.reason !== run.wait?.reason ? [{ ...run, wait }] : [];
    });
    for (const run of changed) await updateWait(tx, run.id, run.wait);
    return { claimed: taken, waiting: changed };
  });
  for (const run of [...claimed, ...waiting]) signalRunChanged(host, run);
  return claimed;
}

/** Something that is no run may have the warehouse, such as a clean-up. */
function withTurn(one: Contender, run: QueuedRun, turns: readonly Turn[]): Contender {
  return { ...one, hold: one.hold ?? waitForTurnOf(run, turns) };
}
