/** The only SQL on ingest.node_result and on what is applied: ingest.applied_node, applied_catalog and applied_source. */
import { type Id, idSchema } from '@weft/base/id';
import type { Database, Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { copyLine } from './copy-line.ts';
import { RowCopier } from './copy-rows.ts';
import { successStatuses } from './model.ts';
import type { Freshness } from './staged.ts';
import { appliedCatalog, appliedNode, appliedSource, entry, invocation, nodeResult, unmerged } from './tables.ts';

export type NodeResult = Readonly<Omit<typeof nodeResult.$inferSelect, 'invocationId'>>;
export type AppliedNode = Readonly<Omit<typeof appliedNode.$inferSelect, 'environmentId'>>;
export type AppliedSource = Readonly<Omit<typeof appliedSource.$inferSelect, 'environmentId'>>;
export type AppliedCatalogEntry = Readonly<Omit<typeof appliedCatalog.$inferSelect, 'environmentId'>>;

const resultColumns =
  'invocation_id, position, failures, started_at, completed_at, execution_seconds, unique_id, status, message, relation_name';

/** Before acceptance. */
export function resultCopier(database: Database): RowCopier {
  return new RowCopier(database, `ingest.node_result (${resultColumns})`, 'node_result_pkey');
}

/** A row for `resultCopier`. */
export function resultLine(invocationId: Id<'invocation'>, row: NodeResult): string {
  return copyLine([
    ...[invocationId, row.position, row.failures, row.startedAt, row.completedAt, row.executionSeconds],
    ...[row.uniqueId, row.status, row.message, row.relationName],
  ]);
}

/** In dbt's order. */
export async function selectNodeResults(
  db: Db,
  invocationId: Id<'invocation'>,
  uniqueIds: readonly string[] | null = null,
): Promise<NodeResult[]> {
  const isWanted = uniqueIds === null ? undefined : inArray(nodeResult.uniqueId, [...uniqueIds]);
  const rows = await db
    .select()
    .from(nodeResult)
    .where(and(eq(nodeResult.invocationId, invocationId), isWanted))
    .orderBy(asc(nodeResult.position));
  return rows.map(({ invocationId: _, ...row }) => row);
}

export async function deleteNodeResults(tx: Tx, invocationId: Id<'invocation'>): Promise<void> {
  await tx.delete(nodeResult).where(eq(nodeResult.invocationId, invocationId));
}

export async function insertUnmerged(tx: Tx, environmentId: Id<'environment'>, invocationId: Id<'invocation'>): Promise<void> {
  await tx.insert(unmerged).values({ environmentId, invocationId });
}

export interface Unmerged {
  readonly invocationId: Id<'invocation'>;
  /** When the command ended: a result without times of its own (a skipped node) counts as of then. */
  readonly finishedAt: Date;
  readonly stateVersionId: Id<'stateVersion'> | null;
}

export async function selectUnmerged(db: Db, environmentId: Id<'environment'>): Promise<Unmerged[]> {
  return db
    .select({ invocationId: unmerged.invocationId, finishedAt: invocation.finishedAt, stateVersionId: invocation.stateVersionId })
    .from(unmerged)
    .innerJoin(invocation, eq(invocation.id, unmerged.invocationId))
    .where(eq(unmerged.environmentId, environmentId))
    .orderBy(asc(invocation.id));
}

/** False: somebody else merged it, or is at it. */
export async function deleteUnmerged(tx: Tx, environmentId: Id<'environment'>, invocationId: Id<'invocation'>): Promise<boolean> {
  const rows = await tx
    .delete(unmerged)
    .where(and(eq(unmerged.environmentId, environmentId), eq(unmerged.invocationId, invocationId)))
    .returning({ id: unmerged.invocationId });
  return rows.length === 1;
}

/** What the invocation did to each node, as of `entryIds`, the state it ran with; nothing older than what is known already. */
export async function mergeNodeResults(
  tx: Tx,
  environmentId: Id<'environment'>,
  { invocationId, finishedAt }: Unmerged,
  entryIds: Float64Array,
): Promise<void> {
  await tx.execute(sql`
    insert into ${appliedNode} as known (environment_id, unique_id, completed_at, started_at, invocation_id, entry_id,
      success_at, success_invocation_id, success_entry_id, execution_seconds, failures, status, message, relation_name)
    select distinct on (unique_id) ${environmentId}::bigint, unique_id, done_at, started_at, invocation_id, entry_id,
      case when is_success then done_at end, case when is_success then invocation_id end, case when is_success then entry_id end,
      execution_seconds, failures, status, message, relation_name
    from (
      select result.*, ran.id as entry_id, coalesce(completed_at, ${finishedAt.toISOString()}::timestamptz) as done_at,
        status = any(${sql.param([...successStatuses])}::text[]) as is_success
      from ${nodeResult} result left join (${entriesWithResults(entryIds)}) ran on ran.key = result.unique_id
      where result.invocation_id = ${invocationId}
    ) result
    order by unique_id, position desc
    on conflict (environment_id, unique_id) do update set
      completed_at = excluded.completed_at, started_at = excluded.started_at,
      invocation_id = excluded.invocation_id, entry_id = excluded.entry_id,
      success_at = coalesce(excluded.success_at, known.success_at),
      success_invocation_id = coalesce(excluded.success_invocation_id, known.success_invocation_id),
      success_entry_id = case when excluded.success_at is null then known.success_entry_id else excluded.success_entry_id end,
      execution_seconds = excluded.execution_seconds, failures = excluded.failures, status = excluded.status,
      message = excluded.message, relation_name = coalesce(excluded.relation_name, known.relation_name)
    where known.completed_at < excluded.completed_at`);
}

/** Entries by unique id, of those that dbt can have results of. */
export async function selectEntriesWithResults(
  db: Db,
  entryIds: Float64Array,
  uniqueIds: readonly string[],
): Promise<Map<string, Id<'entry'>>> {
  if (entryIds.length === 0) return new Map();
  const { rows } = await db.execute(
    sql`select * from (${entriesWithResults(entryIds)}) ran where key = any(${sql.param([...uniqueIds])}::text[])`,
  );
  return new Map(
    z
      .array(z.object({ id: idSchema<'entry'>(), key: z.string() }))
      .parse(rows)
      .map(({ id, key }) => [key, id]),
  );
}

/** Ids and keys of what dbt can have results of; keys are unique among these sections. */
function entriesWithResults(entryIds: Float64Array): SQL {
  return sql`select id, key from ${entry} where id = any(${sql.param([...entryIds])}::bigint[])
    and section in ('nodes', 'sources', 'unit_tests', 'exposures', 'saved_queries', 'functions')`;
}

/** Merges, `exceptKeys` left out: relations that this catalog does not list keep what an earlier one said. */
export async function applyCatalog(
  tx: Tx,
  values: {
    environmentId: Id<'environment'>;
    invocationId: Id<'invocation'>;
    generatedAt: Date;
    entryIds: Float64Array;
    exceptKeys: readonly string[];
  },
): Promise<void> {
  const { environmentId, invocationId, generatedAt, entryIds, exceptKeys } = values;
  await tx.execute(sql`
    insert into ${appliedCatalog} as known (environment_id, unique_id, entry_id, invocation_id, generated_at)
    select ${environmentId}, key, id, ${invocationId}, ${generatedAt} from ${entry} where id = any(${sql.param([...entryIds])}::bigint[]) and key <> all(${sql.param([...exceptKeys])}::text[])
    on conflict (environment_id, unique_id) do update set
      entry_id = excluded.entry_id, invocation_id = excluded.invocation_id, generated_at = excluded.generated_at
    where known.generated_at < excluded.generated_at`);
}

export async function applyFreshness(
  tx: Tx,
  values: { environmentId: Id<'environment'>; invocationId: Id<'invocation'>; freshness: readonly Freshness[] },
): Promise<void> {
  const { environmentId, invocationId, freshness } = values;
  await tx.execute(sql`
    insert into ${appliedSource} as known (environment_id, unique_id, checked_at, status, max_loaded_at, age_seconds, criteria, message, invocation_id)
    select distinct on ("uniqueId") ${environmentId}, "uniqueId", "checkedAt", status, "maxLoadedAt", "ageSeconds", criteria, message, ${invocationId}
    from jsonb_to_recordset(${JSON.stringify(freshness)}::jsonb) as found ("uniqueId" text, "checkedAt" timestamptz, status text,
      "maxLoadedAt" timestamptz, "ageSeconds" double precision, criteria jsonb, message text)
    on conflict (environment_id, unique_id) do update set
      checked_at = excluded.checked_at, status = excluded.status, max_loaded_at = coalesce(excluded.max_loaded_at, known.max_loaded_at),
      age_seconds = excluded.age_seconds, criteria = excluded.criteria, message = excluded.message, invocation_id = excluded.invocation_id
    where known.checked_at < excluded.checked_at`);
}

export async function selectAppliedNodes(
  db: Db,
  environmentId: Id<'environment'>,
  uniqueIds: readonly string[] | null,
): Promise<AppliedNode[]> {
  const isWanted = uniqueIds === null ? undefined : inArray(appliedNode.uniqueId, [...uniqueIds]);
  const rows = await db
    .select()
    .from(appliedNode)
    .where(and(eq(appliedNode.environmentId, environmentId), isWanted));
  return rows.map(({ environmentId: _, ...row }) => row);
}

export async function selectAppliedSources(db: Db, environmentId: Id<'environment'>): Promise<AppliedSource[]> {
  const rows = await db
    .select()
    .from(appliedSource)
    .where(eq(appliedSource.environmentId, environmentId))
    .orderBy(asc(appliedSource.uniqueId));
  return rows.map(({ environmentId: _, ...row }) => row);
}

export async function selectAppliedCatalog(db: Db, environmentId: Id<'environment'>, uniqueId?: string): Promise<AppliedCatalogEntry[]> {
  const isWanted = uniqueId === undefined ? undefined : eq(appliedCatalog.uniqueId, uniqueId);
  const rows = await db
    .select()
    .from(appliedCatalog)
    .where(and(eq(appliedCatalog.environmentId, environmentId), isWanted))
    .orderBy(asc(appliedCatalog.uniqueId));
  return rows.map(({ environmentId: _, ...row }) => row);
}
