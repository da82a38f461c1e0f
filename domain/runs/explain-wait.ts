/** Why a queued run does not start, behind whom it stands, and how far from the front: as of now, from the same decision that starts runs. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { decideClaims } from './decide-claims.ts';
import { getRun } from './list-runs.ts';
import type { Run, Wait } from './model.ts';
import { selectActive, selectQueued } from './queue-store.ts';
import { selectRun } from './store.ts';

export interface ExplainedWait {
  readonly wait: Wait;
  readonly behind: readonly Run[];
  /** From 1: the queued runs before it in its line, and itself; null: it stands in none. */
  readonly place: number | null;
  readonly since: Date;
}

/** Far more than a queue has; a run behind so many is told no place. */
const lookedAtMax = 20_000;

/** null: it does not wait. Faults: not_found `run.not_found`. */
export async function explainWait(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<ExplainedWait | null> {
  const run = await getRun(host, accountId, runId);
  if (run.state !== 'queued') return null;
  const wait = run.wait ?? { reason: 'Waits for a worker to look at the queue.', blockedBy: [] };
  const behind = await Promise.all(wait.blockedBy.map((id) => selectRun(host.database.db, accountId, id)));
  const place = run.wait === null ? null : await placeOf(host, runId);
  return { wait, behind: behind.filter((other) => other !== null), place, since: run.createdAt };
}

/** As if all slots were taken: who is told a place waits, and nothing is started by asking. */
async function placeOf(host: Host, runId: Id<'run'>): Promise<number | null> {
  const { db } = host.database;
  const [queued, active] = await Promise.all([selectQueued(db, host.clock.now(), lookedAtMax), selectActive(db)]);
  const room = { slots: 0, free: 0, ciSlots: 0, ciFree: 0, fits: 0 };
  return decideClaims({ queued, active, room, accountSlots: new Map() }).places.get(runId) ?? null;
}
