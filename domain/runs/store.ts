/** The only SQL on runs.run; steps and what hangs on them have `step-store.ts`, the queue has `queue-store.ts`. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, count, desc, eq, gte, inArray, isNotNull, lte, type SQL, sql } from 'drizzle-orm';
import type { Hold, Run, RunFacts, RunPlan, RunState, RunTrigger } from './model.ts';
import { readRun, stateColumns } from './read-row.ts';
import { run, tally } from './tables.ts';

export interface NewRun {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly jobId: Id<'job'>;
  readonly plan: RunPlan;
  readonly trigger: RunTrigger;
  readonly createdAt: Date;
  /** Where it stands in line: see `placeInLine`. */
  readonly lineAt: Date;
  readonly warehouseKey: string | null;
  readonly warehouseLimit: number;
  readonly retryOf?: Id<'run'> | null;
  readonly hold?: Hold | null;
}

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
  /** Concrete versions. */
  readonly dbtVersions?: readonly string[];
  readonly hasDocsGenerated?: boolean;
  readonly hasSourcesGenerated?: boolean;
  /** Both ends belong to it. A range of finishing leaves out what has not finished. */
  readonly createdBetween?: { readonly from: Date; readonly to: Date };
  readonly finishedBetween?: { readonly from: Date; readonly to: Date };
}

export interface RunOrder {
  readonly by: 'id' | 'created_at' | 'finished_at';
  readonly isDescending: boolean;
}

/** Runs a statement: a row has some 20 parameters, and a statement takes 65,535. */
const insertedAtOnce = 1_000;

/** Leaves out what says by `madeBy` that it has made its run before. In the order given. */
export async function insertRuns(tx: Tx, wanted: readonly { readonly values: NewRun; readonly madeBy: string | null }[]): Promise<Run[]> {
  const made: Run[] = [];
  for (let from = 0; from < wanted.length; from += insertedAtOnce) {
    const rows = wanted.slice(from, from + insertedAtOnce).map(({ values, madeBy }) => {
      const { causeCategory } = values.trigger;
      return {
        ...values,
        recordedFrom: madeBy,
        state: 'queued' as const,
        causeCategory,
        shouldStartAt: values.createdAt,
        waitReason: values.hold?.reason ?? null,
      };
    });
    const inserted = await tx.insert(run).values(rows).onConflictDoNothing({ target: run.recordedFrom }).returning();
    made.push(...inserted.map(readRun));
  }
  return made;
}

/** Null when this was recorded before. */
export async function insertRecordedRun(
  tx: Tx,
  values: Omit<NewRun, 'warehouseKey' | 'warehouseLimit' | 'lineAt'>,
  known: {
    readonly state: RunState;
    readonly recordedFrom: string;
    readonly dbtVersion: string | null;
    readonly hasDocsGenerated: boolean;
    readonly hasSourcesGenerated: boolean;
    readonly artifactsSaved: boolean;
  },
): Promise<Run | null> {
  const { state, ...facts } = known;
  const [row] = await tx
    .insert(run)
    .values({ ...values, ...facts, ...stateColumns(state), causeCategory: values.trigger.causeCategory, shouldStartAt: values.createdAt })
    .onConflictDoNothing({ target: run.recordedFrom })
    .returning();
  return row ? readRun(row) : null;
}

export async function selectRecordedRun(db: Db | Tx, recordedFrom: string): Promise<Run | null> {
  const [row] = await db.select().from(run).where(eq(run.recordedFrom, recordedFrom));
  return row ? readRun(row) : null;
}

export async function selectRecordings(
  db: Db,
  which: { readonly recordedFrom: readonly string[] } | { readonly runId: Id<'run'> } | { readonly runIds: readonly Id<'run'>[] },
): Promise<{ runId: Id<'run'>; recordedFrom: string }[]> {
  const rows = await db
    .select({ runId: run.id, recordedFrom: run.recordedFrom })
    .from(run)
    .where(
      'runId' in which
        ? eq(run.id, which.runId)
        : 'runIds' in which
          ? inArray(run.id, [...which.runIds])
          : inArray(run.recordedFrom, [...which.recordedFrom]),
    );
  return rows.flatMap(({ runId, recordedFrom }) => (recordedFrom === null ? [] : [{ runId, recordedFrom }]));
}

export async function selectRun(db: Db | Tx, accountId: Id<'account'>, runId: Id<'run'>): Promise<Run | null> {
  const [row] = await db
    .select()
    .from(run)
    .where(and(eq(run.id, runId), eq(run.accountId, accountId)));
  return row ? readRun(row) : null;
}

export async function lockRun(tx: Tx, runId: Id<'run'>): Promise<Run | null> {
  const [row] = await tx.select().from(run).where(eq(run.id, runId)).for('update');
  return row ? readRun(row) : null;
}

/** Writes the state and nothing else; the row was locked when the run was read. */
export async function updateRunState(tx: Tx, changed: Run): Promise<void> {
  await tx.update(run).set(stateColumns(changed)).where(eq(run.id, changed.id));
}

export async function updateRunFacts(
  db: Db | Tx,
  runId: Id<'run'>,
  facts: { readonly warehouseLimit?: number } & Partial<
    Pick<
      RunFacts,
      | 'gitBranch'
      | 'gitSha'
      | 'dbtVersion'
      | 'warehouseKey'
      | 'hasDocsGenerated'
      | 'hasSourcesGenerated'
      | 'artifactsSaved'
      | 'cancelledBy'
      | 'deferral'
    >
  >,
): Promise<void> {
  await db.update(run).set(facts).where(eq(run.id, runId));
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

/** The newest run of each job; an index answers it without looking at the others. */
export async function selectLatestRunIds(db: Db, jobIds: readonly Id<'job'>[]): Promise<ReadonlyMap<Id<'job'>, Id<'run'>>> {
  const { rows } = await db.execute<{ jobId: Id<'job'>; runId: Id<'run'> }>(sql`
    select wanted as "jobId", (select max(id) from ${run} where job_id = wanted) as "runId"
    from unnest(${sql.param([...jobIds])}::bigint[]) as wanted`);
  return new Map(rows.map(({ jobId, runId }) => [jobId, runId]));
}

/** Runs that took up others where they failed, oldest first. */
export async function selectRetriesOf(db: Db, runIds: readonly Id<'run'>[]): Promise<Run[]> {
  const rows = await db
    .select()
    .from(run)
    .where(inArray(run.retryOf, [...runIds]))
    .orderBy(asc(run.id));
  return rows.map(readRun);
}

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

function isTallied(filter: RunFilter): boolean {
  const { ids, idAbove, dbtVersions, hasDocsGenerated, hasSourcesGenerated, createdBetween, finishedBetween } = filter;
  return [ids, idAbove, dbtVersions, hasDocsGenerated, hasSourcesGenerated, createdBetween, finishedBetween].every(
    (asked) => asked === undefined,
  );
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
