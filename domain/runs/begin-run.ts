/** The moment in which a claimed run becomes a running one, its steps written down. */
import type { Host } from '@weft/host/host';
import { changeOf, runChanged, signalRunChanged } from './events.ts';
import type { Warehouse } from './find-warehouse.ts';
import type { HeldRun } from './model.ts';
import { begin } from './model.ts';
import type { PlannedStep } from './plan-steps.ts';
import { insertSteps } from './step-store.ts';
import { lockRun, updateRunFacts, updateRunState } from './store.ts';

/** Null: it is not this worker's any more, or was cancelled before it began. */
export async function beginRun(host: Host, held: HeldRun, steps: readonly PlannedStep[]): Promise<HeldRun | null> {
  const begun = await host.database.transaction(async (tx) => {
    const run = await lockRun(tx, held.id);
    if (run?.state !== 'starting' || run.worker.id !== held.worker.id || run.cancel) return null;
    const running = begin(run, host.clock.now());
    await updateRunState(tx, running);
    await insertSteps(tx, run.id, steps);
    await host.outbox.announce(tx, runChanged, changeOf(running));
    return running;
  });
  if (begun) signalRunChanged(host, begun);
  return begun;
}

/** The connection was pointed at another file since the run was asked for: it belongs into another line. */
export async function moveToWarehouse(host: Host, held: HeldRun, { key, limit }: Warehouse): Promise<void> {
  await updateRunFacts(host.database.db, held.id, { warehouseKey: key, warehouseLimit: limit });
}
