/** The only SQL on jobs.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, isNotNull, isNull, lte, sql } from 'drizzle-orm';
import { z } from 'zod';
import { jobTypes } from '../runs/model.ts';
import type { Job } from './model.ts';
import { completionTriggerSchema, jobSettingsSchema, jobTriggersSchema } from './model.ts';
import type { Schedule } from './schedule.ts';
import { job } from './tables.ts';
import { upstreamRuleSchema } from './upstream.ts';

const jobTypeSchema = z.enum(jobTypes);
const scheduleSchema: z.ZodType<Schedule> = z.looseObject({ cron: z.string(), timezone: z.string().optional() });

function readJob(row: typeof job.$inferSelect): Job {
  return {
    ...row,
    triggers: jobTriggersSchema.parse(row.triggers),
    settings: jobSettingsSchema.parse(row.settings),
    schedule: row.schedule === null ? null : scheduleSchema.parse(row.schedule),
    completionTrigger: row.completionTrigger === null ? null : completionTriggerSchema.parse(row.completionTrigger),
    upstream: row.upstream === null ? null : upstreamRuleSchema.parse(row.upstream),
    jobType: jobTypeSchema.parse(row.jobType),
  };
}

function writeJob<T extends { readonly executeSteps?: readonly string[] }>(values: T) {
  const { executeSteps, ...rest } = values;
  return { ...rest, ...(executeSteps ? { executeSteps: [...executeSteps] } : {}) };
}

export async function insertJob(tx: Tx, values: Omit<Job, 'id'>): Promise<Job> {
  const [row] = await tx
    .insert(job)
    .values({ ...values, executeSteps: [...values.executeSteps] })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readJob(row);
}

/** Null: the environment has one already. */
export async function insertHybridJob(tx: Tx, values: Omit<Job, 'id'>): Promise<Job | null> {
  const [row] = await tx
    .insert(job)
    .values({ ...values, executeSteps: [...values.executeSteps] })
    .onConflictDoNothing()
    .returning();
  return row ? readJob(row) : null;
}

export async function updateJob(tx: Tx, jobId: Id<'job'>, change: Partial<Omit<Job, 'id' | 'accountId'>>): Promise<void> {
  await tx.update(job).set(writeJob(change)).where(eq(job.id, jobId));
}

/** Deleted ones too. */
export async function selectJobs(db: Db | Tx, accountId: Id<'account'>, jobIds: readonly Id<'job'>[]): Promise<Job[]> {
  const rows = await db
    .select()
    .from(job)
    .where(and(eq(job.accountId, accountId), inArray(job.id, [...jobIds])))
    .orderBy(asc(job.id));
  return rows.map(readJob);
}

export async function selectLivingJobs(
  db: Db,
  accountId: Id<'account'>,
  filter: { readonly projectIds?: readonly Id<'project'>[]; readonly environmentId?: Id<'environment'> },
): Promise<Job[]> {
  const conditions = [eq(job.accountId, accountId), isNull(job.deletedAt)];
  if (filter.projectIds) conditions.push(inArray(job.projectId, [...filter.projectIds]));
  if (filter.environmentId !== undefined) conditions.push(eq(job.environmentId, filter.environmentId));
  const rows = await db
    .select()
    .from(job)
    .where(and(...conditions))
    .orderBy(asc(job.id));
  return rows.map(readJob);
}

export async function selectHybridJob(tx: Tx, environmentId: Id<'environment'>): Promise<Job | null> {
  const [row] = await tx
    .select()
    .from(job)
    .where(and(eq(job.environmentId, environmentId), eq(job.jobType, 'hybrid'), isNull(job.deletedAt)));
  return row ? readJob(row) : null;
}

/** Jobs whose time has come, longest due first. */
export async function selectDueJobs(db: Db, at: Date, limit: number): Promise<Job[]> {
  const rows = await db
    .select()
    .from(job)
    .where(and(isNull(job.deletedAt), lte(job.nextRunAt, at)))
    .orderBy(asc(job.nextRunAt))
    .limit(limit);
  return rows.map(readJob);
}

/** When the next schedule is due; null: none is on. */
export async function findNextDue(db: Db): Promise<Date | null> {
  const [row] = await db
    .select({ at: job.nextRunAt })
    .from(job)
    .where(and(isNull(job.deletedAt), isNotNull(job.nextRunAt)))
    .orderBy(asc(job.nextRunAt))
    .limit(1);
  return row?.at ?? null;
}

/** Those that are as they were seen, locked: whoever else looks at the same moment passes them over. */
export async function lockDueJobs(tx: Tx, seen: readonly Job[]): Promise<ReadonlySet<Id<'job'>>> {
  if (seen.length === 0) return new Set();
  const dueAt = new Map(seen.map(({ id, nextRunAt, updatedAt }) => [id, [nextRunAt?.getTime(), updatedAt.getTime()].join()]));
  const rows = await tx
    .select({ id: job.id, nextRunAt: job.nextRunAt, updatedAt: job.updatedAt })
    .from(job)
    .where(and(inArray(job.id, [...dueAt.keys()]), isNull(job.deletedAt)))
    .for('update', { skipLocked: true });
  return new Set(
    rows.filter((row) => dueAt.get(row.id) === [row.nextRunAt?.getTime(), row.updatedAt.getTime()].join()).map(({ id }) => id),
  );
}

export async function updateNextRuns(
  tx: Tx,
  next: readonly { readonly jobId: Id<'job'>; readonly nextRunAt: Date | null }[],
): Promise<void> {
  if (next.length === 0) return;
  const rows = JSON.stringify(next.map(({ jobId, nextRunAt }) => ({ id: jobId, at: nextRunAt })));
  await tx.execute(sql`
    update ${job} set next_run_at = it.at from jsonb_to_recordset(${rows}::jsonb) as it (id bigint, at timestamptz) where ${job}.id = it.id`);
}

/** Living jobs that wait for the end of this one. */
export async function selectJobsAfter(db: Db, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Job[]> {
  const rows = await db
    .select()
    .from(job)
    .where(
      and(
        eq(job.accountId, accountId),
        isNull(job.deletedAt),
        sql`${job.completionTrigger} is not null and (${job.completionTrigger} ->> 'jobId')::bigint = ${jobId}`,
      ),
    )
    .orderBy(asc(job.id));
  return rows.map(readJob);
}

/** Living jobs that wait for upstream models, or are started by them. */
export async function selectJobsOnUpstream(db: Db, accountId: Id<'account'>): Promise<Job[]> {
  const rows = await db
    .select()
    .from(job)
    .where(and(eq(job.accountId, accountId), isNull(job.deletedAt), isNotNull(job.upstream)))
    .orderBy(asc(job.id));
  return rows.map(readJob);
}
