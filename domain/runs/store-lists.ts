/** The SQL of lists of runs: a filter, an order, a page, and how many there are in all. */
import type { Id } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { and, asc, count, desc, eq, getTableColumns, gte, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Run, RunState } from './model.ts';
import { readRun } from './read-row.ts';
import { run, tally } from './tables.ts';

export interface RunFilter {
  readonly accountId: Id<'account'>;
  /** Only runs of these projects; what the caller may see comes in here too. */
  readonly projectIds?: readonly Id<'project'>[];
  readonly environmentId?: Id<'environment'>;
  readonly jobId?: Id<'job'>;
  readonly states?: readonly RunState['state'][];
  readonly ids?: readonly Id<'run'>[];
  /** Only runs asked for after this one. */
  readonly idAbove?: number;
  readonly causeCategory?: string;
  /** As it was checked out. */
  readonly gitBranch?: string;
  /** As the request named it; numbers of several providers may be alike. */
  readonly pullRequestNumber?: number;
  /** Only runs that defer to one of these. */
  readonly deferringTo?: readonly Id<'run'>[];
  /** Concrete versions. */
  readonly dbtVersions?: readonly string[];
  readonly hasDocsGenerated?: boolean;
  readonly hasSourcesGenerated?: boolean;
  /** Both ends belong to it. A range of finishing leaves out what has not finished. */
  readonly createdBetween?: { readonly from: Date; readonly to: Date };
  readonly finishedBetween?: { readonly from: Date; readonly to: Date };
}

/** Of what a filter lets through, those behind this one in the order; `duration` is of what has begun and ended, and -1 of the rest. */
export interface RunPosition {
  /** Milliseconds; null: the order is that of ids. */
  readonly duration: number | null;
  readonly id: number;
}

export interface RunOrder {
  readonly by: 'id' | 'created_at' | 'finished_at';
  readonly isDescending: boolean;
}

export async function selectRuns(
  db: Db,
  filter: RunFilter,
  order: RunOrder,
  page: { readonly limit: number; readonly offset: number },
): Promise<Run[]> {
  const rows = await db
    .select()
    .from(run)
    .where(where(filter))
    .orderBy(...orderBy(order))
    .limit(page.limit)
    .offset(page.offset);
  return rows.map(readRun);
}

/** The next of what the filter lets through, from a position on: as cheap in the middle of a million runs as at their beginning. */
export async function selectRunsFrom(
  db: Db,
  filter: RunFilter,
  order: { readonly by: 'id' | 'duration'; readonly isDescending: boolean },
  page: { readonly from: RunPosition | null; readonly limit: number },
): Promise<{ readonly run: Run; readonly position: RunPosition }[]> {
  const direction = order.isDescending ? desc : asc;
  const sign = order.isDescending ? sql`<` : sql`>`;
  const isById = order.by === 'id';
  const { from } = page;
  const behind =
    from === null
      ? undefined
      : isById
        ? sql`${run.id} ${sign} ${from.id}`
        : sql`(${durationMs}, ${run.id}) ${sign} (${from.duration ?? -1}::bigint, ${from.id}::bigint)`;
  const rows = await db
    .select({ ...getTableColumns(run), durationMs })
    .from(run)
    .where(and(where(filter), behind))
    .orderBy(...(isById ? [direction(run.id)] : [direction(durationMs), direction(run.id)]))
    .limit(page.limit);
  return rows.map(({ durationMs: duration, ...row }) => ({
    run: readRun(row),
    position: { id: row.id, duration: isById ? null : duration },
  }));
}

/** Queued runs that say they wait for this one; few runs are queued, and an index has those. */
export async function selectRunsBehind(db: Db, accountId: Id<'account'>, runId: Id<'run'>): Promise<Run[]> {
  const rows = await db
    .select()
    .from(run)
    .where(and(eq(run.accountId, accountId), eq(run.state, 'queued'), sql`${runId}::bigint = any (${run.blockedBy})`))
    .orderBy(asc(run.id))
    .limit(100);
  return rows.map(readRun);
}

export interface Neighbours {
  readonly older: Id<'run'> | null;
  readonly newer: Id<'run'> | null;
}

export async function selectNeighbours(db: Db, of: Pick<Run, 'id' | 'jobId'>): Promise<Neighbours> {
  const { rows } = await db.execute<{ older: Id<'run'> | null; newer: Id<'run'> | null }>(sql`
    select (select max(id) from ${run} where job_id = ${of.jobId} and id < ${of.id}) as older,
      (select min(id) from ${run} where job_id = ${of.jobId} and id > ${of.id}) as newer`);
  return rows[0] ?? { older: null, newer: null };
}

/** Columns that the database computes (see migration 0039). */
const durationMs = sql<number>`${run}.duration_ms`.mapWith(Number);
const pullRequestNumber = sql`${run}.pull_request_number`;
const deferringRunId = sql`${run}.deferring_run_id`;

/**
 * Exact, and as cheap for a million runs as for ten: finished runs are counted when they finish (`runs.tally`), the few others where they lie,
 * in one statement and so at one moment. What runs are not tallied by (ids, versions, times) is counted over them, from an index where there is one.
 */
export async function countRuns(db: Db, filter: RunFilter): Promise<number> {
  if (!isTallied(filter)) {
    const [row] = await db.select({ total: count() }).from(run).where(where(filter));
    return row?.total ?? 0;
  }
  const unfinished = and(where(filter), inArray(run.state, ['queued', 'starting', 'running']));
  const {
    rows: [row],
  } = await db.execute<{ total: number }>(sql`
    select coalesce((select sum(${tally.runCount})::bigint from ${tally} where ${whereTallied(filter)}), 0)
      + (select count(*) from ${run} where ${unfinished}) as total`);
  return row?.total ?? 0;
}

/** As `countRuns` where the tally has it, else no further than `max`: what people read needs no exact number of thousands. */
export async function countRunsUpTo(db: Db, filter: RunFilter, max: number): Promise<{ readonly count: number; readonly isMore: boolean }> {
  if (isTallied(filter)) return { count: await countRuns(db, filter), isMore: false };
  const some = db
    .select({ id: run.id })
    .from(run)
    .where(where(filter))
    .limit(max + 1)
    .as('some');
  const [row] = await db.select({ total: count() }).from(some);
  const total = row?.total ?? 0;
  return { count: Math.min(total, max), isMore: total > max };
}

function isTallied(filter: RunFilter): boolean {
  const { ids, idAbove, dbtVersions, hasDocsGenerated, hasSourcesGenerated, createdBetween, finishedBetween } = filter;
  const { gitBranch, pullRequestNumber: number, deferringTo } = filter;
  const untallied = [ids, idAbove, dbtVersions, hasDocsGenerated, hasSourcesGenerated, createdBetween, finishedBetween];
  return [...untallied, gitBranch, number, deferringTo].every((asked) => asked === undefined);
}

function whereTallied(filter: RunFilter): SQL | undefined {
  const conditions: SQL[] = [eq(tally.accountId, filter.accountId)];
  if (filter.projectIds) conditions.push(inArray(tally.projectId, [...filter.projectIds]));
  if (filter.environmentId !== undefined) conditions.push(eq(tally.environmentId, filter.environmentId));
  if (filter.jobId !== undefined) conditions.push(eq(tally.jobId, filter.jobId));
  if (filter.states) conditions.push(inArray(tally.state, [...filter.states]));
  if (filter.causeCategory !== undefined) conditions.push(eq(tally.causeCategory, filter.causeCategory));
  return and(...conditions);
}

function where(filter: RunFilter): SQL | undefined {
  const conditions: (SQL | undefined)[] = [eq(run.accountId, filter.accountId)];
  if (filter.projectIds) conditions.push(inArray(run.projectId, [...filter.projectIds]));
  if (filter.environmentId !== undefined) conditions.push(eq(run.environmentId, filter.environmentId));
  if (filter.jobId !== undefined) conditions.push(eq(run.jobId, filter.jobId));
  if (filter.states) conditions.push(inArray(run.state, [...filter.states]));
  if (filter.ids) conditions.push(inArray(run.id, [...filter.ids]));
  if (filter.idAbove !== undefined) conditions.push(sql`${run.id} > ${filter.idAbove}`);
  if (filter.causeCategory !== undefined) conditions.push(sql`${run.causeCategory} = ${filter.causeCategory}`);
  if (filter.gitBranch !== undefined) conditions.push(eq(run.gitBranch, filter.gitBranch));
  if (filter.pullRequestNumber !== undefined) conditions.push(eq(pullRequestNumber, filter.pullRequestNumber));
  if (filter.deferringTo) conditions.push(inArray(deferringRunId, [...filter.deferringTo]));
  if (filter.dbtVersions) conditions.push(inArray(run.dbtVersion, [...filter.dbtVersions]));
  if (filter.hasDocsGenerated !== undefined) conditions.push(eq(run.hasDocsGenerated, filter.hasDocsGenerated));
  if (filter.hasSourcesGenerated !== undefined) conditions.push(eq(run.hasSourcesGenerated, filter.hasSourcesGenerated));
  if (filter.createdBetween) conditions.push(gte(run.createdAt, filter.createdBetween.from), lte(run.createdAt, filter.createdBetween.to));
  if (filter.finishedBetween)
    conditions.push(
      isNotNull(run.finishedAt),
      gte(run.finishedAt, filter.finishedBetween.from),
      lte(run.finishedAt, filter.finishedBetween.to),
    );
  return and(...conditions);
}

/** Runs without the time come last either way: clients take the first row for the newest that has it. Ties fall by id, so that pages do not overlap. */
function orderBy({ by, isDescending }: RunOrder): SQL[] {
  const direction = isDescending ? desc : asc;
  if (by === 'id') return [direction(run.id)];
  // Every run has the one time: said plainly, its index serves both directions.
  if (by === 'created_at') return [direction(run.createdAt), direction(run.id)];
  return [sql`${direction(run.finishedAt)} nulls last`, direction(run.id)];
}
