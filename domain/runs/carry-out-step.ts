/** The frame around every step: its state, its times, its log, and the one place where a fault becomes the reason of a failed step. */
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { signalRun } from './events.ts';
import type { HeldRun } from './model.ts';
import type { PlannedStep } from './plan-steps.ts';
import { StepLog } from './step-log.ts';
import { updateStep } from './step-store.ts';
import type { Stop } from './stop-reason.ts';

export interface StepResult {
  /** Null: it succeeded. */
  readonly failure: string | null;
  readonly exitCode: number | null;
  readonly invocationId: Id<'invocation'> | null;
  /** A command that selected by `state:` found nothing to do. */
  readonly isIdle?: boolean;
}

export const stepSucceeded: StepResult = { failure: null, exitCode: null, invocationId: null };

export interface StepFrame {
  readonly host: Host;
  readonly run: HeldRun;
  readonly stop: Stop;
  readonly scrub: (text: string) => string;
}

/** A step that is stopped stays running until the run's end closes it, with the reason of that end; one that was done just before has succeeded. */
export async function carryOutStep(
  frame: StepFrame,
  planned: PlannedStep,
  work: (log: StepLog) => Promise<StepResult>,
): Promise<StepResult> {
  const { host, run, stop } = frame;
  const { db } = host.database;
  const { index } = planned;
  await updateStep(db, run.id, index, { state: 'running', startedAt: host.clock.now() });
  signalRun(host, { kind: 'step', runId: run.id, stepIndex: index, state: 'running' });
  const log = await StepLog.open(host, { runId: run.id, stepIndex: index }, frame.scrub);
  let result: StepResult;
  try {
    result = await work(log);
  } catch (error) {
    const reason = frame.scrub(messageOf(error));
    log.say(error instanceof Fault ? reason : `Weft itself failed: ${reason}`);
    if (!(error instanceof Fault)) throw error;
    result = { failure: reason, exitCode: null, invocationId: null };
  } finally {
    await log.close();
  }
  const { exitCode, invocationId, failure } = result;
  if (stop.reason?.kind === 'no_longer_ours') return result;
  if (stop.reason !== null && failure !== null) {
    if (invocationId !== null) await updateStep(db, run.id, index, { exitCode, invocationId });
    return result;
  }
  const state = failure === null ? 'succeeded' : 'failed';
  await updateStep(db, run.id, index, { state, finishedAt: host.clock.now(), exitCode, invocationId, message: failure });
  signalRun(host, { kind: 'step', runId: run.id, stepIndex: index, state });
  return result;
}
