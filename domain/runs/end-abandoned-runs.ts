/** Finds runs whose worker is gone and ends them, so that nothing says Running for ever. */
import type { Host } from '@weft/host/host';
import { endHeld, tellEnded } from './end-run.ts';
import type { Run, Worker } from './model.ts';
import { outcomeOfDeath } from './model.ts';
import { lockAbandoned } from './queue-store.ts';

/** With the beat in which it is noticed (5 s), a run whose worker died says so within 30 s. */
export const silenceMillisecondsMax = 20_000;

/** Runs of an earlier life of this worker's place at once; of other places after 20 s without a heartbeat. What was still queued is not touched. `worker` null: who asks is none. */
export async function endAbandonedRuns(host: Host, worker: Worker | null): Promise<readonly Run[]> {
  const silentSince = new Date(host.clock.now().getTime() - silenceMillisecondsMax);
  const ended = await host.database.transaction(async (tx) => {
    const abandoned = await lockAbandoned(tx, worker, silentSince);
    const done: Run[] = [];
    for (const run of abandoned) {
      const reason = `The worker that ran it died (last heard of at ${run.heartbeatAt.toISOString()}). What its dbt had finished is in the warehouse; rerun it.`;
      done.push(await endHeld(tx, host, run, outcomeOfDeath(run, reason)));
    }
    return done;
  });
  for (const run of ended) {
    host.log.warn('run.abandoned', { runId: run.id });
    tellEnded(host, run);
  }
  return ended;
}
