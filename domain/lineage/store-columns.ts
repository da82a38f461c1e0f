/** The only SQL on lineage.node and lineage.progress. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, eq, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import { type NodeColumns, nodeColumnsSchema } from './node-columns.ts';
import { node, progress } from './tables.ts';

export type NodeRow = Readonly<Omit<typeof node.$inferSelect, 'answer'> & { answer: NodeColumns }>;
type NodePlace = Pick<NodeRow, 'environmentId' | 'accountId' | 'projectId'>;
export type Progress = Readonly<typeof progress.$inferSelect>;

function read(row: typeof node.$inferSelect): NodeRow {
  return { ...row, answer: nodeColumnsSchema.parse(row.answer) };
}

export async function selectNodes(db: Db, environmentIds: readonly Id<'environment'>[]): Promise<NodeRow[]> {
  if (environmentIds.length === 0) return [];
  return (
    await db
      .select()
      .from(node)
      .where(inArray(node.environmentId, [...environmentIds]))
  ).map(read);
}

export async function selectNode(db: Db, environmentId: Id<'environment'>, uniqueId: string): Promise<NodeRow | null> {
  const [row] = await db
    .select()
    .from(node)
    .where(and(eq(node.environmentId, environmentId), eq(node.uniqueId, uniqueId)));
  return row ? read(row) : null;
}

/** Of which of these entries answers are kept, and from what: those of all environments. */
export async function selectInputs(db: Db, entryIds: readonly Id<'entry'>[]): Promise<{ entryId: Id<'entry'>; inputsDigest: Buffer }[]> {
  return db
    .select({ entryId: node.entryId, inputsDigest: node.inputsDigest })
    .from(node)
    .where(sql`${node.entryId} = any(${sql.param([...entryIds])}::bigint[])`);
}

/** What another environment of the project has found out from the same. */
export async function selectSame(db: Db, entryId: Id<'entry'>, inputsDigest: Buffer): Promise<NodeRow | null> {
  const [row] = await db
    .select()
    .from(node)
    .where(and(eq(node.entryId, entryId), eq(node.inputsDigest, inputsDigest)))
    .limit(1);
  return row ? read(row) : null;
}

/** All of one environment. */
export async function upsertNodes(
  db: Db | Tx,
  { environmentId, accountId, projectId }: NodePlace,
  rows: readonly NodeRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const list = <Value>(of: (row: NodeRow) => Value) => sql.param(rows.map(of));
  await db.execute(sql`
    insert into ${node} (environment_id, account_id, project_id, unique_id, entry_id, inputs_digest, columns_digest, producer, is_public, answer)
    select ${environmentId}::bigint, ${accountId}::bigint, ${projectId}::bigint, * from unnest(
      ${list((row) => row.uniqueId)}::text[], ${list((row) => row.entryId)}::bigint[],
      ${list((row) => row.inputsDigest)}::bytea[], ${list((row) => row.columnsDigest)}::bytea[],
      ${list((row) => row.producer)}::text[], ${list((row) => row.isPublic)}::boolean[], ${list((row) => JSON.stringify(row.answer))}::jsonb[])
    on conflict (environment_id, unique_id) do update set entry_id = excluded.entry_id, inputs_digest = excluded.inputs_digest,
      columns_digest = excluded.columns_digest, producer = excluded.producer, is_public = excluded.is_public, answer = excluded.answer`);
}

export async function deleteNodesExcept(tx: Tx, environmentId: Id<'environment'>, uniqueIds: readonly string[]): Promise<void> {
  const isGone = uniqueIds.length === 0 ? undefined : sql`not (${node.uniqueId} = any(${sql.param([...uniqueIds])}::text[]))`;
  await tx.delete(node).where(and(eq(node.environmentId, environmentId), isGone));
}

/** Environments whose newest state reads models of that dbt project. */
export async function selectConsumers(
  db: Db | Tx,
  accountId: Id<'account'>,
  producer: string,
  except: Id<'environment'>,
): Promise<Id<'environment'>[]> {
  const rows = await db
    .selectDistinct({ environmentId: node.environmentId })
    .from(node)
    .where(and(eq(node.accountId, accountId), eq(node.producer, producer), isNotNull(node.producer), ne(node.environmentId, except)));
  return rows.map(({ environmentId }) => environmentId);
}

export async function upsertProgress(tx: Tx | Db, row: typeof progress.$inferInsert): Promise<void> {
  const { environmentId, accountId: _, ...set } = row;
  await tx.insert(progress).values(row).onConflictDoUpdate({ target: progress.environmentId, set });
}

export async function selectProgress(db: Db, environmentIds: readonly Id<'environment'>[]): Promise<Progress[]> {
  if (environmentIds.length === 0) return [];
  return db
    .select()
    .from(progress)
    .where(inArray(progress.environmentId, [...environmentIds]));
}
