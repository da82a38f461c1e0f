/** Rows become runs and runs become rows: which columns belong to which state is said here once. */
import { unreachable } from '@weft/base/unreachable';
import { deferralSchema } from './deferral.ts';
import type { Run, RunFacts, RunState } from './model.ts';
import { actorSchema, holdSchema, runPlanSchema, runTriggerSchema } from './model.ts';
import type { run } from './tables.ts';

export type RunRow = typeof run.$inferSelect;

type StateColumns = Pick<
  RunRow,
  | 'state'
  | 'dequeuedAt'
  | 'startedAt'
  | 'finishedAt'
  | 'heartbeatAt'
  | 'cancelRequestedAt'
  | 'cancelReason'
  | 'statusMessage'
  | 'waitReason'
  | 'blockedBy'
  | 'workerId'
  | 'workerPlace'
>;

export function readRun(row: RunRow): Run {
  return { ...readFacts(row), ...readState(row) };
}

function readFacts(row: RunRow): RunFacts {
  const { id, accountId, projectId, environmentId, jobId, gitBranch, gitSha, dbtVersion, createdAt, shouldStartAt, warehouseKey } = row;
  const { hasDocsGenerated, hasSourcesGenerated, artifactsSaved } = row;
  return {
    ...{ id, accountId, projectId, environmentId, jobId, gitBranch, gitSha, dbtVersion, createdAt, shouldStartAt, warehouseKey },
    ...{ hasDocsGenerated, hasSourcesGenerated, artifactsSaved, retryOf: row.retryOf, warningCount: row.warningCount },
    cancelledBy: row.cancelledBy === null ? null : actorSchema.parse(row.cancelledBy),
    hold: row.hold === null ? null : holdSchema.parse(row.hold),
    deferral: row.deferral === null ? null : deferralSchema.parse(row.deferral),
    plan: runPlanSchema.parse(row.plan),
    trigger: runTriggerSchema.parse(row.trigger),
  };
}

function readState(row: RunRow): RunState {
  const { state, dequeuedAt, startedAt, heartbeatAt } = row;
  const ended = () => ({ dequeuedAt, startedAt, finishedAt: must(row.finishedAt, row) });
  const held = () => ({
    dequeuedAt: must(dequeuedAt, row),
    heartbeatAt: must(heartbeatAt, row),
    worker: { id: must(row.workerId, row), place: must(row.workerPlace, row) },
    cancel: row.cancelRequestedAt ? { at: row.cancelRequestedAt, reason: row.cancelReason ?? '' } : null,
  });
  switch (state) {
    case 'queued':
      return { state, wait: row.waitReason === null ? null : { reason: row.waitReason, blockedBy: row.blockedBy } };
    case 'starting':
      return { state, ...held() };
    case 'running':
      return { state, ...held(), startedAt: must(startedAt, row) };
    case 'succeeded':
      return { state, ...ended() };
    case 'failed':
    case 'cancelled':
      return { state, ...ended(), reason: row.statusMessage ?? '' };
    default:
      return unreachable(state);
  }
}

/** Everything that the state does not know is emptied. */
export function stateColumns(run: RunState): StateColumns {
  const isHeld = run.state === 'starting' || run.state === 'running';
  const wait = run.state === 'queued' ? run.wait : null;
  return {
    state: run.state,
    dequeuedAt: 'dequeuedAt' in run ? run.dequeuedAt : null,
    startedAt: 'startedAt' in run ? run.startedAt : null,
    finishedAt: 'finishedAt' in run ? run.finishedAt : null,
    heartbeatAt: isHeld ? run.heartbeatAt : null,
    cancelRequestedAt: isHeld ? (run.cancel?.at ?? null) : null,
    cancelReason: isHeld ? (run.cancel?.reason ?? null) : null,
    statusMessage: 'reason' in run ? run.reason : null,
    waitReason: wait?.reason ?? null,
    blockedBy: [...(wait?.blockedBy ?? [])],
    workerId: isHeld ? run.worker.id : null,
    workerPlace: isHeld ? run.worker.place : null,
  };
}

function must<T>(value: T | null, row: RunRow): T {
  if (value === null) throw new Error(`run ${row.id} is ${row.state} and lacks what such a run has`);
  return value;
}
