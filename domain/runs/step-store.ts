/** The only SQL on the steps of runs, their nodes and the files that they left. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { PlannedStep, Step } from './plan-steps.ts';
import type { RunNode } from './run-node.ts';
import { artifact, node, run, step } from './tables.ts';

export interface StoredFile {
  /** Relative to dbt's target folder. */
  readonly path: string;
  readonly blobKey: string;
  readonly byteOffset: number;
  readonly sizeBytes: number;
}

const stepColumns = {
  runId: step.runId,
  index: step.index,
  kind: step.kind,
  name: step.name,
  command: step.command,
  state: step.state,
  startedAt: step.startedAt,
  finishedAt: step.finishedAt,
  exitCode: step.exitCode,
  message: step.message,
  invocationId: step.invocationId,
};

/** Of any number of runs, as one value: a statement of thousands of them costs more to read than to carry out. */
export async function insertSteps(tx: Tx, planned: readonly (PlannedStep & { readonly runId: Id<'run'> })[]): Promise<void> {
  if (planned.length === 0) return;
  // A run that was handed back may have its steps already.
  await tx.execute(sql`
    insert into ${step} (run_id, index, kind, name, command, state)
    select "runId", index, kind, name, command, 'queued'
    from jsonb_to_recordset(${JSON.stringify(planned)}::jsonb) as it ("runId" bigint, index integer, kind text, name text, command text)
    on conflict do nothing`);
}

export async function insertFinishedStep(tx: Tx, finished: Step, isLogStored: boolean): Promise<void> {
  await tx.insert(step).values({ ...finished, isLogStored });
}

export async function updateStep(
  db: Db | Tx,
  runId: Id<'run'>,
  index: number,
  change: Partial<Pick<Step, 'state' | 'startedAt' | 'finishedAt' | 'exitCode' | 'message' | 'invocationId'>> & { isLogStored?: boolean },
): Promise<void> {
  await db
    .update(step)
    .set(change)
    .where(and(eq(step.runId, runId), eq(step.index, index)));
}

export interface OpenStepsEnd {
  readonly runId: Id<'run'>;
  readonly fate: 'failed' | 'cancelled';
  readonly message: string;
}

/** When runs end, whatever of them has not: what ran shares the fate, what did not run was skipped. */
export async function endOpenSteps(tx: Tx, ends: readonly OpenStepsEnd[], at: Date): Promise<void> {
  const runIds = ends.map(({ runId }) => runId);
  await tx.execute(sql`
    update ${step} set state = it.fate, finished_at = ${at.toISOString()}::timestamptz, message = it.message
    from jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) as it ("runId" bigint, fate text, message text)
    where ${step.runId} = it."runId" and ${step.state} = 'running'`);
  await tx
    .update(step)
    .set({ state: 'skipped' })
    .where(and(inArray(step.runId, runIds), eq(step.state, 'queued')));
  await tx
    .update(node)
    .set({ state: 'cancelled', finishedAt: at })
    .where(and(inArray(node.runId, runIds), eq(node.state, 'running')));
}

/** Of runs that succeeded: what warned, and what failed without failing them (freshness and docs by tick-box), with nodes to show for it or without. Those with none are left out. */
export async function countWarnings(tx: Tx, runIds: readonly Id<'run'>[]): Promise<ReadonlyMap<Id<'run'>, number>> {
  if (runIds.length === 0) return new Map();
  const { rows } = await tx.execute<{ runId: Id<'run'>; count: number }>(sql`
    with bad as (select run_id, step_index from ${node} where run_id = any (${sql.param([...runIds])}::bigint[]) and state in ('warned', 'failed'))
    select run_id as "runId", count(*) as count
    from (
      select run_id from bad
      union all
      select run_id from ${step} where run_id = any (${sql.param([...runIds])}::bigint[]) and state = 'failed' and (run_id, index) not in (select * from bad)
    ) as warning
    group by run_id`);
  return new Map(rows.map(({ runId, count }) => [runId, count]));
}

export async function selectSteps(db: Db | Tx, runIds: readonly Id<'run'>[]): Promise<Step[]> {
  return db
    .select(stepColumns)
    .from(step)
    .where(inArray(step.runId, [...runIds]))
    .orderBy(asc(step.runId), asc(step.index));
}

export async function selectStep(db: Db, runId: Id<'run'>, index: number): Promise<{ step: Step; isLogStored: boolean } | null> {
  const [row] = await db
    .select({ step: stepColumns, isLogStored: step.isLogStored })
    .from(step)
    .where(and(eq(step.runId, runId), eq(step.index, index)));
  return row ?? null;
}

/** Steps of finished runs whose logs still lie in the folder of live logs. */
export async function selectStepsWithLiveLogs(db: Db): Promise<{ runId: Id<'run'>; index: number }[]> {
  return db
    .select({ runId: step.runId, index: step.index })
    .from(step)
    .innerJoin(run, eq(run.id, step.runId))
    .where(and(eq(step.isLogStored, false), inArray(run.state, ['succeeded', 'failed', 'cancelled'])))
    .orderBy(asc(step.runId), asc(step.index))
    .limit(1000);
}

/** As one parameter: a row of parameters each would take a hundred thousand nodes seconds to write down. */
export async function upsertNodes(db: Db | Tx, runId: Id<'run'>, stepIndex: number, nodes: readonly RunNode[]): Promise<void> {
  for (let at = 0; at < nodes.length; at += 5000) {
    const rows = JSON.stringify(nodes.slice(at, at + 5000));
    await db.execute(sql`
      insert into ${node} (run_id, step_index, unique_id, name, resource_type, materialized, relation_name, node_index, node_total, state,
        dbt_status, message, started_at, finished_at, execution_seconds)
      select ${runId}::bigint, ${stepIndex}::integer, "uniqueId", name, "resourceType", materialized, "relationName", "nodeIndex", "nodeTotal",
        state, "dbtStatus", message, "startedAt", "finishedAt", "executionSeconds"
      from jsonb_to_recordset(${rows}::jsonb) as it ("uniqueId" text, name text, "resourceType" text, materialized text, "relationName" text,
        "nodeIndex" integer, "nodeTotal" integer, state text, "dbtStatus" text, message text, "startedAt" timestamptz, "finishedAt" timestamptz,
        "executionSeconds" double precision)
      on conflict (run_id, step_index, unique_id) do update set
        state = excluded.state, dbt_status = excluded.dbt_status, message = excluded.message, relation_name = excluded.relation_name,
        materialized = excluded.materialized, started_at = excluded.started_at, finished_at = excluded.finished_at,
        execution_seconds = excluded.execution_seconds`);
  }
}

export async function selectNodes(db: Db, runId: Id<'run'>, uniqueIds?: readonly string[]): Promise<RunNode[]> {
  const rows = await db
    .select()
    .from(node)
    .where(and(eq(node.runId, runId), uniqueIds ? inArray(node.uniqueId, [...uniqueIds]) : undefined))
    .orderBy(asc(node.stepIndex), sql`${node.nodeIndex} nulls last`, asc(node.uniqueId));
  return rows.map(({ runId: _, ...facts }) => facts);
}

export interface NodePast {
  readonly runId: Id<'run'>;
  readonly state: RunNode['state'];
  readonly startedAt: Date | null;
  readonly executionSeconds: number | null;
}

/** What became of a node in the last runs of a job, newest first; runs that did not reach it are not among them. */
export async function selectNodePast(
  db: Db,
  asked: { readonly jobId: Id<'job'>; readonly upTo: Id<'run'>; readonly uniqueId: string; readonly limit: number },
): Promise<NodePast[]> {
  const recent = db
    .select({ id: run.id })
    .from(run)
    .where(and(eq(run.jobId, asked.jobId), sql`${run.id} <= ${asked.upTo}`))
    .orderBy(sql`${run.id} desc`)
    .limit(asked.limit);
  // By way of the steps, so that the key of the nodes is known whole: of a run with thousands of them only one is looked at.
  return db
    .select({ runId: node.runId, state: node.state, startedAt: node.startedAt, executionSeconds: node.executionSeconds })
    .from(step)
    .innerJoin(node, and(eq(node.runId, step.runId), eq(node.stepIndex, step.index), eq(node.uniqueId, asked.uniqueId)))
    .where(inArray(step.runId, recent))
    .orderBy(sql`${node.runId} desc`, sql`${node.stepIndex} desc`);
}

export async function insertArtifacts(tx: Tx, runId: Id<'run'>, stepIndex: number, files: readonly StoredFile[]): Promise<void> {
  for (let at = 0; at < files.length; at += 1000) {
    await tx
      .insert(artifact)
      .values(files.slice(at, at + 1000).map((file) => ({ runId, stepIndex, ...file })))
      .onConflictDoNothing();
  }
}

/** In order of step and path; `stepIndex` null: of all steps. */
export async function selectArtifacts(
  db: Db,
  runId: Id<'run'>,
  filter: { readonly stepIndex: number | null; readonly path: string | null },
): Promise<(StoredFile & { stepIndex: number })[]> {
  const conditions = [eq(artifact.runId, runId)];
  if (filter.stepIndex !== null) conditions.push(eq(artifact.stepIndex, filter.stepIndex));
  if (filter.path !== null) conditions.push(eq(artifact.path, filter.path));
  const rows = await db
    .select()
    .from(artifact)
    .where(and(...conditions))
    .orderBy(asc(artifact.stepIndex), asc(artifact.path));
  return rows.map(({ runId: _, ...file }) => file);
}

/** Of several (artifacts that were uploaded twice have one run each time), the oldest. */
export async function selectRunIdOfInvocation(db: Db, invocationId: Id<'invocation'>): Promise<Id<'run'> | null> {
  const [row] = await db
    .select({ runId: step.runId })
    .from(step)
    .where(eq(step.invocationId, invocationId))
    .orderBy(asc(step.runId))
    .limit(1);
  return row?.runId ?? null;
}
