/** The only SQL on single rows of runs.run; lists have `store-lists.ts`, steps and what hangs on them `step-store.ts`, the queue `queue-store.ts`. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Hold, Run, RunFacts, RunPlan, RunState, RunTrigger } from './model.ts';
import { readRun, stateColumns } from './read-row.ts';
import { run } from './tables.ts';

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
    readonly warningCount: number;
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
      | 'warningCount'
    >
  >,
): Promise<void> {
  await db.update(run).set(facts).where(eq(run.id, runId));
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
