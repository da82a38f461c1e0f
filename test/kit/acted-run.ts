/** A run that is acted move by move, as a worker would carry it out, so that a test can look at every moment of it. */
import { beginRun } from '@weft/domain/runs/begin-run';
import { claimRuns } from '@weft/domain/runs/claim-runs';
import { endRun } from '@weft/domain/runs/end-run';
import { signalRun } from '@weft/domain/runs/events';
import type { HeldRun, Outcome, Run } from '@weft/domain/runs/model';
import { planSteps } from '@weft/domain/runs/plan-steps';
import type { RunNode } from '@weft/domain/runs/run-node';
import { startRun } from '@weft/domain/runs/start-run';
import { StepLog } from '@weft/domain/runs/step-log';
import { updateStep, upsertNodes } from '@weft/domain/runs/step-store';
import { storeLogs } from '@weft/domain/runs/store-logs';
import type { House } from './house.ts';
import type { Runnable } from './runnable.ts';
import { requestFor } from './runnable.ts';

export interface ActedRun {
  readonly run: Run;
  /** Claims it and writes its steps down: clone, profile, deps, then its commands. */
  begin(): Promise<void>;
  startStep(index: number): Promise<StepLog>;
  endStep(index: number, state: 'succeeded' | 'failed'): Promise<void>;
  node(stepIndex: number, uniqueId: string, told?: Partial<RunNode>): Promise<void>;
  /** `isLogStored` false: its worker has not come to move the logs yet. */
  end(outcome?: Outcome, options?: { readonly isLogStored?: boolean }): Promise<void>;
}

const worker = { id: '00000000-0000-4000-8000-00000000000a', place: 'here' };

let count = 0;

/** Without a `jobId` the run is of a job of its own, so that it waits for no other run of it. */
export async function actRun(house: House, place: Runnable, given: Parameters<typeof requestFor>[1] = {}): Promise<ActedRun> {
  count += 1;
  const run = await startRun(house, requestFor(place, { jobId: 1_000_000 + count, ...given }));
  const { id: runId } = run;
  const logs = new Map<number, StepLog>();
  let held: HeldRun | null = null;
  return {
    run,
    async begin() {
      const claimed = await claimRuns(house, worker, { slots: 10, held: 0 });
      const own = claimed.find(({ id }) => id === runId);
      if (!own) throw new Error(`run ${runId} could not be claimed`);
      held = await beginRun(house, own, planSteps(run.plan, place.connection.name));
    },
    async startStep(index) {
      await updateStep(house.database.db, runId, index, { state: 'running', startedAt: house.clock.now() });
      signalRun(house, { kind: 'step', runId, stepIndex: index, state: 'running' });
      const log = await StepLog.open(house, { runId, stepIndex: index }, (text) => text);
      logs.set(index, log);
      return log;
    },
    async endStep(index, state) {
      await logs.get(index)?.close();
      await updateStep(house.database.db, runId, index, { state, finishedAt: house.clock.now() });
      signalRun(house, { kind: 'step', runId, stepIndex: index, state });
    },
    async node(stepIndex, uniqueId, told = {}) {
      const node: RunNode = {
        ...{ stepIndex, uniqueId, name: uniqueId.split('.').at(-1) ?? uniqueId, resourceType: uniqueId.split('.')[0] ?? '' },
        ...{ materialized: 'table', relationName: null, nodeIndex: 1, nodeTotal: 1, state: 'running', dbtStatus: null, message: null },
        ...{ startedAt: house.clock.now(), finishedAt: null, executionSeconds: null },
        ...told,
      };
      // As in a real run, who listens hears of it a little before it is written.
      signalRun(house, { kind: 'node', runId, stepIndex, uniqueId, state: node.state });
      await upsertNodes(house.database.db, runId, stepIndex, [node]);
    },
    async end(outcome = { state: 'succeeded' }, { isLogStored = true } = {}) {
      if (!held) throw new Error(`run ${runId} has not begun`);
      for (const log of logs.values()) await log.close();
      await endRun(house, held, outcome);
      if (isLogStored) await storeLogs(house, runId);
    },
  };
}
