/** The SQL of the queue: claims, heartbeats, and runs whose worker is gone. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, isNotNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Contender } from './decide-claims.ts';
import type { HeldRun, Hold, QueuedRun, Run, Wait, Worker } from './model.ts';
import { readRun } from './read-row.ts';
import { run } from './tables.ts';

/** A queue longer than this is looked at from its front; whoever is behind has no reason to show yet. */
const lookedAtMax = 500;

/** What must be decided over all runs at once is decided by one worker at a time. */
export async function lockQueue(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('runs.queue'))`);
}

/** Rows that somebody is just cancelling are passed over rather than waited for. */
export async function selectQueued(tx: Tx, at: Date): Promise<QueuedRun[]> {
  const rows = await tx
    .select()
    .from(run)
    .where(and(eq(run.state, 'queued'), sql`${run.shouldStartAt} <= ${at}`))
    .orderBy(asc(run.id))
    .limit(lookedAtMax)
    .for('update', { skipLocked: true });
  return rows.map(readRun).filter((found) => found.state === 'queued');
}

export async function selectActive(tx: Tx): Promise<HeldRun[]> {
  const rows = await tx
    .select()
    .from(run)
    .where(inArray(run.state, ['starting', 'running']))
    .orderBy(asc(run.id));
  return held(rows.map(readRun));
}

export function contender(found: Run): Contender {
  return {
    id: found.id,
    jobId: found.jobId,
    jobName: found.plan.jobName,
    isCi: found.plan.jobType === 'ci',
    warehouseKey: found.warehouseKey,
    hold: found.hold !== null && found.hold.releasedAt === null ? { reason: found.hold.reason, blockedBy: [] } : null,
  };
}

export async function updateWait(tx: Tx, runId: Id<'run'>, wait: Wait): Promise<void> {
  await tx
    .update(run)
    .set({ waitReason: wait.reason, blockedBy: [...wait.blockedBy] })
    .where(eq(run.id, runId));
}

/** Queued runs that wait for something outside the queue, of all accounts or of one; oldest first. */
export async function selectHeldBack(db: Db, accountId: Id<'account'> | null): Promise<QueuedRun[]> {
  const ofAccount = accountId === null ? undefined : eq(run.accountId, accountId);
  const rows = await db
    .select()
    .from(run)
    .where(and(eq(run.state, 'queued'), isNotNull(run.hold), sql`${run.hold} ->> 'releasedAt' is null`, ofAccount))
    .orderBy(asc(run.id));
  return rows.map(readRun).filter((found) => found.state === 'queued');
}

/** With the reason that its lists and its page show at once. */
export async function updateHold(tx: Tx, runId: Id<'run'>, hold: Hold): Promise<void> {
  const waitReason = hold.releasedAt === null ? hold.reason : null;
  await tx.update(run).set({ hold, waitReason, blockedBy: [] }).where(eq(run.id, runId));
}

/** Says that the worker lives; answers the runs that are still its own, and which of them somebody wants ended. */
export async function updateHeartbeats(db: Db, worker: Worker, at: Date): Promise<{ runId: Id<'run'>; cancelReason: string | null }[]> {
  const rows = await db
    .update(run)
    .set({ heartbeatAt: at })
    .where(and(inArray(run.state, ['starting', 'running']), eq(run.workerId, worker.id)))
    .returning({ runId: run.id, cancelRequestedAt: run.cancelRequestedAt, cancelReason: run.cancelReason });
  return rows.map((row) => ({ runId: row.runId, cancelReason: row.cancelRequestedAt ? (row.cancelReason ?? '') : null }));
}

/** Runs held by whoever had this worker's place before it, or by anybody who has not been heard of since `silentSince`. */
export async function lockAbandoned(tx: Tx, worker: Worker, silentSince: Date): Promise<HeldRun[]> {
  const isOther = ne(run.workerId, worker.id);
  const rows = await tx
    .select()
    .from(run)
    .where(
      and(inArray(run.state, ['starting', 'running']), isOther, or(eq(run.workerPlace, worker.place), lt(run.heartbeatAt, silentSince))),
    )
    .orderBy(asc(run.id))
    .for('update', { skipLocked: true });
  return held(rows.map(readRun));
}

function held(found: readonly Run[]): HeldRun[] {
  return found.filter((one) => one.state === 'starting' || one.state === 'running');
}
