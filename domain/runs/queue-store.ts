/** The SQL of the queue: claims, heartbeats, and runs whose worker is gone. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, getTableColumns, inArray, isNotNull, lt, ne, or, sql } from 'drizzle-orm';
import type { Contender } from './decide-claims.ts';
import type { RunChange } from './events.ts';
import type { HeldRun, Hold, QueuedRun, Run, Wait, Worker } from './model.ts';
import { readRun, stateColumns } from './read-row.ts';
import { run } from './tables.ts';

/** What must be decided over all runs at once is decided by one worker at a time. */
export async function lockQueue(tx: Tx): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('runs.queue'))`);
}

/** What is told already of why it waits. */
export type QueuedContender = Contender & { readonly wait: Wait | null; readonly createdAt: Date };

/** Only what the decision needs: a queue may hold thousands, and is looked at whenever a run ends. */
const contenderColumns = {
  id: run.id,
  accountId: run.accountId,
  projectId: run.projectId,
  jobId: run.jobId,
  jobName: sql<string>`${run.plan} ->> 'jobName'`,
  isCi: sql<boolean>`${run.plan} ->> 'jobType' = 'ci'`,
  warehouseKey: run.warehouseKey,
  warehouseLimit: run.warehouseLimit,
};

/** Why it is held back; null: it is not, or not any more. */
const heldFor = sql<string | null>`case when ${run.hold} ->> 'releasedAt' is null then ${run.hold} ->> 'reason' end`;

/** In the order of their places in line. */
export async function selectQueued(db: Db | Tx, at: Date, limit: number): Promise<QueuedContender[]> {
  const rows = await db
    .select({ ...contenderColumns, waitReason: run.waitReason, blockedBy: run.blockedBy, createdAt: run.createdAt, heldFor })
    .from(run)
    .where(and(eq(run.state, 'queued'), sql`${run.shouldStartAt} <= ${at}`))
    .orderBy(asc(run.lineAt), asc(run.id))
    .limit(limit);
  return rows.map(({ waitReason, blockedBy, heldFor, ...row }) => ({
    ...row,
    hold: heldFor === null ? null : { reason: heldFor, blockedBy: [] },
    wait: waitReason === null ? null : { reason: waitReason, blockedBy },
  }));
}

export async function selectActive(db: Db | Tx): Promise<Contender[]> {
  const rows = await db
    .select(contenderColumns)
    .from(run)
    .where(inArray(run.state, ['starting', 'running']))
    .orderBy(asc(run.id));
  return rows.map((row) => ({ ...row, hold: null }));
}

/** Those that are still queued: one that somebody has just cancelled is not among the answers. */
export async function claimQueued(tx: Tx, runIds: readonly Id<'run'>[], worker: Worker, at: Date): Promise<HeldRun[]> {
  if (runIds.length === 0) return [];
  const rows = await tx
    .update(run)
    .set({
      ...{ state: 'starting', dequeuedAt: at, heartbeatAt: at, workerId: worker.id, workerPlace: worker.place },
      ...{ waitReason: null, blockedBy: [], cancelRequestedAt: null, cancelReason: null },
    })
    .where(and(isOneOf(runIds), eq(run.state, 'queued')))
    .returning();
  const byId = new Map(held(rows.map(readRun)).map((one) => [one.id, one]));
  return runIds.flatMap((id) => byId.get(id) ?? []);
}

/** All in one statement; what is not queued any more keeps what it has. Answers those that were changed. */
export async function updateWaits(tx: Tx, waits: readonly { readonly id: Id<'run'>; readonly wait: Wait }[]): Promise<RunChange[]> {
  if (waits.length === 0) return [];
  const rows = JSON.stringify(waits.map(({ id, wait }) => ({ id, reason: wait.reason, blocked: wait.blockedBy })));
  const { rows: changed } = await tx.execute<RunChange & Record<string, unknown>>(sql`
    update ${run} set wait_reason = it.reason, blocked_by = it.blocked
    from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, reason text, blocked bigint[])
    where ${run}.id = it.id and ${run.state} = 'queued'
    returning ${run}.id, ${run}.account_id as "accountId", ${run}.project_id as "projectId", ${run}.environment_id as "environmentId",
      ${run}.job_id as "jobId", ${run}.state`);
  return changed;
}

/** Queued runs of these jobs that were asked for before the given one, for the same reason: ended, with the reason of it. */
export async function cancelOlderQueued(
  tx: Tx,
  newest: ReadonlyMap<Id<'job'>, Id<'run'>>,
  causeCategory: string,
  at: Date,
): Promise<Run[]> {
  if (newest.size === 0) return [];
  const rows = await tx
    .update(run)
    .set({
      ...{ state: 'cancelled', finishedAt: at, waitReason: null, blockedBy: [] },
      statusMessage: sql`'Run ' || newer.id || ' of the same schedule became due while this one was still waiting, and takes its place.'`,
    })
    .from(sql`unnest(${sql.param([...newest.keys()])}::bigint[], ${sql.param([...newest.values()])}::bigint[]) as newer (job_id, id)`)
    .where(and(eq(run.state, 'queued'), eq(run.causeCategory, causeCategory), sql`${run.jobId} = newer.job_id and ${run.id} < newer.id`))
    .returning(getTableColumns(run));
  return rows.map(readRun);
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

/** Runs held by whoever had this worker's place before it (null: nobody asks as a worker), or by anybody who has not been heard of since `silentSince`. */
export async function lockAbandoned(tx: Tx, worker: Worker | null, silentSince: Date): Promise<HeldRun[]> {
  const isSilent = lt(run.heartbeatAt, silentSince);
  const isDead = worker ? and(ne(run.workerId, worker.id), or(eq(run.workerPlace, worker.place), isSilent)) : isSilent;
  const rows = await tx
    .select()
    .from(run)
    .where(and(inArray(run.state, ['starting', 'running']), isDead))
    .orderBy(asc(run.id))
    .for('update', { skipLocked: true });
  return held(rows.map(readRun));
}

/** Those that are there, in the order of their ids, so that who locks several at once never waits for another who does. */
export async function lockRuns(tx: Tx, runIds: readonly Id<'run'>[]): Promise<ReadonlyMap<Id<'run'>, Run>> {
  const rows = await tx.select().from(run).where(isOneOf(runIds)).orderBy(asc(run.id)).for('update');
  return new Map(rows.map((row) => [row.id, readRun(row)]));
}

/** As `updateRunState`, of many in one statement. */
export async function updateRunStates(tx: Tx, changed: readonly Run[]): Promise<void> {
  if (changed.length === 0) return;
  const rows = JSON.stringify(changed.map((one) => ({ id: one.id, ...stateColumns(one) })));
  await tx.execute(sql`
    update ${run} set state = it.state, dequeued_at = "dequeuedAt", started_at = "startedAt", finished_at = "finishedAt",
      heartbeat_at = "heartbeatAt", cancel_requested_at = "cancelRequestedAt", cancel_reason = "cancelReason",
      status_message = "statusMessage", wait_reason = "waitReason", blocked_by = "blockedBy", worker_id = "workerId", worker_place = "workerPlace"
    from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, state text, "dequeuedAt" timestamptz, "startedAt" timestamptz,
      "finishedAt" timestamptz, "heartbeatAt" timestamptz, "cancelRequestedAt" timestamptz, "cancelReason" text, "statusMessage" text,
      "waitReason" text, "blockedBy" bigint[], "workerId" uuid, "workerPlace" text)
    where ${run}.id = it.id`);
}

/** As one value: a statement with hundreds of them costs more to write and to read than to carry out. */
function isOneOf(runIds: readonly Id<'run'>[]) {
  return sql`${run.id} = any(${sql.param([...runIds])}::bigint[])`;
}

function held(found: readonly Run[]): HeldRun[] {
  return found.filter((one) => one.state === 'starting' || one.state === 'running');
}
