/** The last thing that happens to a run, whoever finds that it is over. */
import { batching } from '@weft/base/batching';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { newsOf, queueTopic, runChanged, signalRunChanged } from './events.ts';
import type { HeldRun, Outcome, Run } from './model.ts';
import { end, handBack } from './model.ts';
import { lockRuns, updateRunStates } from './queue-store.ts';
import { countWarnings, endOpenSteps } from './step-store.ts';
import { lockRun, updateRunFacts, updateRunState } from './store.ts';

interface Ending {
  readonly held: HeldRun;
  readonly outcome: Outcome;
}

const countMax = 250;
const enders = new WeakMap<Host, (ending: Ending) => Promise<Run | null>>();

/** Null: somebody else ended it before, such as a worker that took this one for dead; what they wrote stands. */
export async function endRun(host: Host, held: HeldRun, outcome: Outcome): Promise<Run | null> {
  const end = enders.get(host) ?? batching((all: readonly Ending[]) => endRuns(host, all), countMax);
  enders.set(host, end);
  const ended = await end({ held, outcome });
  if (ended) tellEnded(host, ended);
  return ended;
}

/** Those that end in the same moment do so in one transaction. */
async function endRuns(host: Host, all: readonly Ending[]): Promise<(Run | null)[]> {
  return host.database.transaction(async (tx) => {
    const found = await lockRuns(
      tx,
      all.map(({ held }) => held.id),
    );
    const ours = all.flatMap(({ held, outcome }) => {
      const run = found.get(held.id);
      const isOurs = (run?.state === 'starting' || run?.state === 'running') && run.worker.id === held.worker.id;
      return isOurs ? [{ run, outcome }] : [];
    });
    const ended = new Map((await endHeld(tx, host, ours)).map((run) => [run.id, run]));
    return all.map(({ held }) => ended.get(held.id) ?? null);
  });
}

/** The runs were just locked in this transaction. Call `tellEnded` for each after the commit. */
export async function endHeld(
  tx: Tx,
  host: Host,
  endings: readonly { readonly run: HeldRun; readonly outcome: Outcome }[],
): Promise<readonly Run[]> {
  if (endings.length === 0) return [];
  const at = host.clock.now();
  const ended = endings.map(({ run, outcome }) => end(run, outcome, at));
  await updateRunStates(tx, ended);
  await endOpenSteps(
    tx,
    endings.map(({ run, outcome }) => ({
      runId: run.id,
      fate: outcome.state === 'cancelled' ? 'cancelled' : 'failed',
      message: 'reason' in outcome ? outcome.reason : '',
    })),
    at,
  );
  await host.outbox.announceAll(tx, runChanged, ended.map(newsOf));
  const warnings = await countWarnings(
    tx,
    ended.flatMap(({ id, state }) => (state === 'succeeded' ? [id] : [])),
  );
  for (const [runId, warningCount] of warnings) await updateRunFacts(tx, runId, { warningCount });
  return ended.map((run) => ({ ...run, warningCount: warnings.get(run.id) ?? run.warningCount }));
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
