/** Takes from the queue what may start now, and writes down for all others what they wait for. */
import type { Host } from '@weft/host/host';
import { listRunSlots } from '../identity/run-slots.ts';
import { type Claims, decideClaims, type Room } from './decide-claims.ts';
import { newsOf, runChanged, signalRunChanged } from './events.ts';
import type { HeldRun, Worker } from './model.ts';
import { claimQueued, lockQueue, type QueuedContender, selectActive, selectQueued, updateWaits } from './queue-store.ts';
import { livingTurns, waitForTurnOf } from './take-turn.ts';
import type { Turn } from './turn-store.ts';

/** Of a longer queue the front decides, as long as it has somebody who can start: whoever stands behind it has no reason to show yet. */
const lookedAtFirst = 1_000;

export async function claimRuns(
  host: Host,
  worker: Worker,
  room: Room | { readonly slots: number; readonly held: number },
): Promise<HeldRun[]> {
  const whole = 'fits' in room ? room : roomOf(room);
  const at = host.clock.now();
  const { claimed, waiting } = await host.database.transaction(async (tx) => {
    await lockQueue(tx);
    const active = await selectActive(tx);
    const accountSlots = await listRunSlots(tx);
    const wanted = Math.min(whole.free + whole.ciFree, whole.fits);
    const turns = await livingTurns(host, tx);
    let queued: readonly QueuedContender[] = [];
    let claims: Claims = { chosen: [], waits: new Map(), places: new Map() };
    for (let limit = lookedAtFirst; ; limit *= 10) {
      queued = (await selectQueued(tx, at, limit)).map((run) => withTurn(run, turns));
      claims = decideClaims({ queued, active, room: whole, accountSlots });
      if (queued.length < limit || claims.chosen.length >= wanted) break;
    }
    const taken = await claimQueued(tx, claims.chosen, worker, at);
    await host.outbox.announceAll(tx, runChanged, taken.map(newsOf));
    return { claimed: taken, waiting: await updateWaits(tx, changedWaits(queued, claims)) };
  });
  for (const run of [...claimed, ...waiting]) signalRunChanged(host, run);
  return claimed;
}

/** Something that is no run may have the warehouse, such as a clean-up. */
function withTurn(run: QueuedContender, turns: readonly Turn[]): QueuedContender {
  return { ...run, hold: run.hold ?? waitForTurnOf(run, turns) };
}

function changedWaits(queued: readonly QueuedContender[], { waits }: Claims) {
  return queued.flatMap(({ id, wait: told }) => {
    const wait = waits.get(id);
    return wait && (wait.reason !== told?.reason || wait.blockedBy.join() !== told.blockedBy.join()) ? [{ id, wait }] : [];
  });
}

/** A worker without a word on CI and memory has the same room for CI again, and memory enough. */
function roomOf({ slots, held }: { readonly slots: number; readonly held: number }): Room {
  return { slots, free: Math.max(0, slots - held), ciSlots: slots, ciFree: slots, fits: Number.POSITIVE_INFINITY };
}
