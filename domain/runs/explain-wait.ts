/** Why a queued run does not start, behind whom it stands, and how far from the front: as of now, from the same decision that starts runs. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { decideClaims } from './decide-claims.ts';
import { getRun, listRunsById } from './list-runs.ts';
import type { Run, Wait } from './model.ts';
import { selectActive, selectQueued } from './queue-store.ts';

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
  const explained = (await explainWaits(host, accountId, [run])).get(runId);
  return explained === undefined ? null : { ...explained, since: run.createdAt };
}

/** Of a page of runs, in as many questions for fifty as for one; runs that do not wait are left out. */
export async function explainWaits(
  host: Host,
  accountId: Id<'account'>,
  runs: readonly Run[],
): Promise<ReadonlyMap<Id<'run'>, Omit<ExplainedWait, 'since'>>> {
  const queued = runs.filter((run) => run.state === 'queued');
  if (queued.length === 0) return new Map();
  const waits = queued.map((run) => [run.id, run.wait ?? nobodyLooked] as const);
  const wanted = [...new Set(waits.flatMap(([, { blockedBy }]) => blockedBy))];
  const [found, places] = await Promise.all([wanted.length === 0 ? [] : listRunsById(host, accountId, wanted), placesInLine(host)]);
  const byId = new Map(found.map((run) => [run.id, run]));
  return new Map(
    waits.map(([runId, wait]) => [
      runId,
      {
        wait,
        behind: wait.blockedBy.flatMap((id) => byId.get(id) ?? []),
        place: wait === nobodyLooked ? null : (places.get(runId) ?? null),
      },
    ]),
  );
}

const nobodyLooked: Wait = { reason: 'Waits for a worker to look at the queue.', blockedBy: [] };

/** As if all slots were taken: who is told a place waits, and nothing is started by asking. */
async function placesInLine(host: Host): Promise<ReadonlyMap<Id<'run'>, number>> {
  const { db } = host.database;
  const [queued, active] = await Promise.all([selectQueued(db, host.clock.now(), lookedAtMax), selectActive(db)]);
  const room = { slots: 0, free: 0, ciSlots: 0, ciFree: 0, fits: 0 };
  return decideClaims({ queued, active, room, accountSlots: new Map() }).places;
}
