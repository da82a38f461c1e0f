/** The moment in which a claimed run becomes a running one, its steps written down. */
import { batching } from '@weft/base/batching';
import type { Host } from '@weft/host/host';
import { newsOf, runChanged, signalRunChanged } from './events.ts';
import type { Warehouse } from './find-warehouse.ts';
import type { HeldRun } from './model.ts';
import { begin } from './model.ts';
import type { PlannedStep } from './plan-steps.ts';
import { lockRuns, updateRunStates } from './queue-store.ts';
import { insertSteps } from './step-store.ts';
import { updateRunFacts } from './store.ts';

interface Beginning {
  readonly held: HeldRun;
  readonly steps: readonly PlannedStep[];
}

/** At full hours many begin in the same moment: they do so in one transaction. */
const countMax = 250;
const beginners = new WeakMap<Host, (beginning: Beginning) => Promise<HeldRun | null>>();

/** Null: it is not this worker's any more, or was cancelled before it began. */
export async function beginRun(host: Host, held: HeldRun, steps: readonly PlannedStep[]): Promise<HeldRun | null> {
  const begin = beginners.get(host) ?? batching((all: readonly Beginning[]) => beginRuns(host, all), countMax);
  beginners.set(host, begin);
  const begun = await begin({ held, steps });
  if (begun) signalRunChanged(host, begun);
  return begun;
}

async function beginRuns(host: Host, all: readonly Beginning[]): Promise<(HeldRun | null)[]> {
  return host.database.transaction(async (tx) => {
    const at = host.clock.now();
    const found = await lockRuns(
      tx,
      all.map(({ held }) => held.id),
    );
    const begun = all.map(({ held }) => {
      const run = found.get(held.id);
      return run?.state === 'starting' && run.worker.id === held.worker.id && !run.cancel ? begin(run, at) : null;
    });
    const running = begun.filter((run) => run !== null);
    await updateRunStates(tx, running);
    await insertSteps(
      tx,
      all.flatMap(({ held, steps }, at) => (begun[at] ? steps.map((step) => ({ runId: held.id, ...step })) : [])),
    );
    await host.outbox.announceAll(tx, runChanged, running.map(newsOf));
    return begun;
  });
}

/** The connection was pointed at another file since the run was asked for: it belongs into another line. */
export async function moveToWarehouse(host: Host, held: HeldRun, { key, limit }: Warehouse): Promise<void> {
  await updateRunFacts(host.database.db, held.id, { warehouseKey: key, warehouseLimit: limit });
}
