/** Finds runs whose worker is gone and ends them, so that nothing says Running for ever. */
import type { Clock } from '@weft/host/clock';
import type { Host } from '@weft/host/host';
import { endHeld, tellEnded } from './end-run.ts';
import type { Run, Worker } from './model.ts';
import { outcomeOfDeath } from './model.ts';
import { lockAbandoned } from './queue-store.ts';

/** With the beat in which it is noticed (5 s), a run whose worker died says so within 30 s. */
export const silenceMillisecondsMax = 20_000;

/** Of who looks every 5 s. With it, whoever is judged has had so much less than its 20 s taken from it by our own absence. */
const awayMillisecondsMax = 12_000;

/**
 * Who was itself away, from the database or altogether (a machine that slept, a process that was stopped), found everybody silent for as long:
 * it judges the others only when it was there a moment ago.
 */
export class Presence {
  readonly #clock: Clock;
  #lastAt: Date | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Call when the database has just answered. */
  confirm(): void {
    this.#lastAt = this.#clock.now();
  }

  wasConfirmed(): boolean {
    return this.#lastAt !== null && this.#clock.now().getTime() - this.#lastAt.getTime() <= awayMillisecondsMax;
  }
}

/** For a server, whether or not a worker lives in it: call it every few seconds. */
export function watchForAbandoned(host: Host): () => Promise<void> {
  const presence = new Presence(host.clock);
  return async () => {
    const maySay = presence.wasConfirmed();
    await host.database.ping(5_000);
    presence.confirm();
    if (maySay) await endAbandonedRuns(host, null);
  };
}

/** Runs of an earlier life of this worker's place at once; of other places after 20 s without a heartbeat. What was still queued is not touched. `worker` null: who asks is none. */
export async function endAbandonedRuns(host: Host, worker: Worker | null): Promise<readonly Run[]> {
  const silentSince = new Date(host.clock.now().getTime() - silenceMillisecondsMax);
  const ended = await host.database.transaction(async (tx) => {
    const abandoned = await lockAbandoned(tx, worker, silentSince);
    const endings = abandoned.map((run) => {
      const reason = `The worker that ran it died (last heard of at ${run.heartbeatAt.toISOString()}). What its dbt had finished is in the warehouse; rerun it.`;
      return { run, outcome: outcomeOfDeath(run, reason) };
    });
    return endHeld(tx, host, endings);
  });
  for (const run of ended) {
    host.log.warn('run.abandoned', { runId: run.id });
    tellEnded(host, run);
  }
  return ended;
}
