/** SQL that reads what runs did to nodes over time: of one node, and of all nodes of an environment. Runs of CI are no part of it. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { nodeStates } from './run-node.ts';
import { node, run, step } from './tables.ts';

/** Both ends belong to it. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

const executionSchema = z.object({
  runId: idSchema<'run'>(),
  jobId: idSchema<'job'>(),
  invocationId: idSchema<'invocation'>().nullable(),
  command: z.string().nullable(),
  state: z.enum(nodeStates),
  dbtStatus: z.string().nullable(),
  message: z.string().nullable(),
  runStartedAt: z.coerce.date().nullable(),
  startedAt: z.coerce.date().nullable(),
  finishedAt: z.coerce.date().nullable(),
  executionSeconds: z.number().nullable(),
});
export type NodeExecution = Readonly<z.infer<typeof executionSchema>>;

/** Of models alone, or of tests and the like: by dbt's word. */
const executionTotalSchema = z.object({
  uniqueId: z.string(),
  jobId: idSchema<'job'>(),
  command: z.string().nullable(),
  count: z.number(),
  failedCount: z.number(),
  totalSeconds: z.number().nullable(),
  longestSeconds: z.number().nullable(),
  timedCount: z.number(),
});
export type ExecutionTotal = Readonly<z.infer<typeof executionTotalSchema>>;

const testRunSchema = z.object({ command: z.string().nullable(), runId: idSchema<'run'>(), uniqueId: z.string(), isFailed: z.boolean() });
export type TestRun = Readonly<z.infer<typeof testRunSchema>>;

/** How many of the newest runs are looked through for one that reached the node. */
const runsMax = 2000;

const isNoCi = sql`${run.plan} ->> 'jobType' <> 'ci'`;

/** Newest first; a node that was skipped is in it too. */
export async function selectExecutions(
  db: Db,
  asked: { readonly environmentId: Id<'environment'>; readonly uniqueId: string; readonly limit: number; readonly span: Span | null },
): Promise<NodeExecution[]> {
  const { environmentId, uniqueId, limit, span } = asked;
  const isInSpan =
    span === null ? sql`true` : sql`created_at between ${span.from.toISOString()}::timestamptz and ${span.to.toISOString()}::timestamptz`;
  const { rows } = await db.execute(sql`
    select r.id::float8 as "runId", r.job_id::float8 as "jobId", s.invocation_id::float8 as "invocationId", s.command,
      n.state, n.dbt_status as "dbtStatus", n.message, r.started_at as "runStartedAt", n.started_at as "startedAt",
      n.finished_at as "finishedAt", n.execution_seconds as "executionSeconds"
    from (
      select id, job_id, started_at from ${run}
      where environment_id = ${environmentId} and ${isInSpan} and ${isNoCi} order by id desc limit ${runsMax}
    ) r
    join ${step} s on s.run_id = r.id
    join ${node} n on n.run_id = s.run_id and n.step_index = s.index and n.unique_id = ${uniqueId}
    order by r.id desc, s.index desc limit ${limit}`);
  return rows.map((row) => executionSchema.parse(row));
}

/** By node, job and command; what was skipped is no execution. */
export async function selectExecutionTotals(
  db: Db,
  { environmentId, span, resourceType }: { readonly environmentId: Id<'environment'>; readonly span: Span; readonly resourceType: string },
): Promise<ExecutionTotal[]> {
  const { rows } = await db.execute(sql`
    select n.unique_id as "uniqueId", r.job_id::float8 as "jobId", s.command, count(*)::float8 as count,
      count(*) filter (where n.state = 'failed')::float8 as "failedCount", sum(n.execution_seconds) as "totalSeconds",
      max(n.execution_seconds) as "longestSeconds", count(n.execution_seconds)::float8 as "timedCount"
    from ${run} r join ${step} s on s.run_id = r.id join ${node} n on n.run_id = s.run_id and n.step_index = s.index
    where r.environment_id = ${environmentId} and r.created_at between ${span.from.toISOString()}::timestamptz and ${span.to.toISOString()}::timestamptz
      and r.plan ->> 'jobType' <> 'ci' and n.resource_type = ${resourceType} and n.state in ('succeeded', 'failed', 'warned')
    group by n.unique_id, r.job_id, s.command`);
  return rows.map((row) => executionTotalSchema.parse(row));
}

/** Each test once a run and command. */
export async function selectTestRuns(db: Db, environmentId: Id<'environment'>, span: Span): Promise<TestRun[]> {
  const { rows } = await db.execute(sql`
    select s.command, r.id::float8 as "runId", n.unique_id as "uniqueId", bool_or(n.state = 'failed') as "isFailed"
    from ${run} r join ${step} s on s.run_id = r.id join ${node} n on n.run_id = s.run_id and n.step_index = s.index
    where r.environment_id = ${environmentId} and r.created_at between ${span.from.toISOString()}::timestamptz and ${span.to.toISOString()}::timestamptz
      and r.plan ->> 'jobType' <> 'ci' and n.resource_type in ('test', 'unit_test') and n.state in ('succeeded', 'failed', 'warned')
    group by s.command, r.id, n.unique_id`);
  return rows.map((row) => testRunSchema.parse(row));
}

/** Artifacts that were uploaded twice have one run each time: the oldest counts. */
export async function selectRunsOfInvocations(db: Db, invocationIds: readonly Id<'invocation'>[]): Promise<RunOfInvocation[]> {
  if (invocationIds.length === 0) return [];
  const { rows } = await db.execute(sql`
    select distinct on (s.invocation_id) s.invocation_id::float8 as "invocationId", r.id::float8 as "runId", r.job_id::float8 as "jobId"
    from ${step} s join ${run} r on r.id = s.run_id
    where s.invocation_id = any(${sql.param([...invocationIds])}::bigint[]) order by s.invocation_id, r.id`);
  return rows.map((row) => runOfInvocationSchema.parse(row));
}

const runOfInvocationSchema = z.object({ invocationId: idSchema<'invocation'>(), runId: idSchema<'run'>(), jobId: idSchema<'job'>() });
export type RunOfInvocation = Readonly<z.infer<typeof runOfInvocationSchema>>;
