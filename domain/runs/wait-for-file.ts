/** Before dbt opens a DuckDB file: waits while a process that is not Weft's has it, such as a dbt Core that uploads before it lets go of its warehouse. */
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@weft/base/fault';
import { findLock } from '@weft/engine/core/find-lock';
import type { StepFrame } from './carry-out-step.ts';
import { signalRun } from './events.ts';
import type { PlannedStep } from './plan-steps.ts';
import type { StepLog } from './step-log.ts';
import { updateStep } from './step-store.ts';

/** Longer than an upload takes, and shorter than anybody would wait for a program that was left open. */
export const fileWaitMinutes = 10;
const lookMilliseconds = 500;

export interface FileWait {
  /** Null: the warehouse is no file. */
  readonly file: string | null;
  readonly python: string;
  readonly minutesMax?: number;
}

/** Runs of Weft's own never meet here: the queue lets one at a time into a file. Fault: unavailable `run.warehouse_locked`. */
export async function waitForFile(
  { host, run, stop }: StepFrame,
  { index }: PlannedStep,
  { file, python, minutesMax = fileWaitMinutes }: FileWait,
  log: Pick<StepLog, 'say'>,
): Promise<void> {
  if (file === null) return;
  let lock = await findLock(python, file);
  if (lock === null) return;
  const begunAt = host.clock.now().getTime();
  const name = basename(file);
  const message = `Waits for ${lock.holder} to let go of the DuckDB file ${name}, at most ${minutesMax} min.`;
  const tell = async (words: string | null) => {
    await updateStep(host.database.db, run.id, index, { message: words });
    signalRun(host, { kind: 'step', runId: run.id, stepIndex: index, state: 'running' });
  };
  log.say(message);
  await tell(message);
  while (lock !== null && !stop.signal.aborted) {
    if (host.clock.now().getTime() - begunAt >= minutesMax * 60_000)
      throw new Fault(
        'unavailable',
        'run.warehouse_locked',
        `The DuckDB file ${name} was not free for ${minutesMax} minutes: ${lock.holder} has it open. Close it there, and start the run anew.`,
      );
    await sleep(lookMilliseconds, undefined, { signal: stop.signal }).catch(() => {});
    lock = await findLock(python, file);
  }
  await tell(null);
  if (lock === null) log.say(`${name} is free after ${Math.ceil((host.clock.now().getTime() - begunAt) / 1000)} s.`);
}
