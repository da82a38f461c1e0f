/** The only SQL on catalog.document. */
import type { Id } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import type { Database, Db } from '@weft/host/database';
import { uniqueViolation } from '@weft/host/unique-violation';
import { sql } from 'drizzle-orm';
import { copyText } from '../ingest/copy-rows.ts';
import { document } from './tables.ts';

/** Written by us, by `readNodeDocument`: nobody else writes this table. */
function parse(value: unknown): NodeDocument {
  if (!isRecord(value)) throw new Error('a document of the catalog is no object');
  return value as unknown as NodeDocument;
}

/** Those that are there; in no order. */
export async function selectDocuments(db: Db, entryIds: Iterable<number>): Promise<(readonly [Id<'entry'>, NodeDocument])[]> {
  const rows = await db
    .select({ entryId: document.entryId, document: document.document })
    .from(document)
    .where(sql`${document.entryId} = any(${sql.param([...entryIds])}::bigint[])`);
  return rows.map((row) => [row.entryId, parse(row.document)] as const);
}

/** What was written, by entry. */
export async function selectCodes(db: Db, entryIds: readonly number[]): Promise<Map<number, string>> {
  if (entryIds.length === 0) return new Map();
  const rows = await db
    .select({ entryId: document.entryId, code: document.code })
    .from(document)
    .where(sql`${document.entryId} = any(${sql.param(entryIds)}::bigint[]) and ${document.code} is not null`);
  return new Map(rows.flatMap((row) => (row.code === null ? [] : [[row.entryId, row.code] as const])));
}

export interface StoredWords {
  /** A line for each of the entries that have a document. */
  readonly lines: string;
  readonly entryIds: readonly Id<'entry'>[];
  /** Those whose words were not made yet; their lines are empty. */
  readonly withoutWords: readonly Id<'entry'>[];
}

/** `entryIds`: ascending. */
export async function selectWords(db: Db, entryIds: readonly Id<'entry'>[]): Promise<StoredWords> {
  // One value for all: a row each would cost more than reading them.
  const { rows } = await db.execute<{ lines: string | null; there: Id<'entry'>[] | null; missing: Id<'entry'>[] | null }>(sql`
    select string_agg(coalesce(words, ''), E'\n' order by entry_id) as lines,
      case when count(*) < ${entryIds.length}::int then array_agg(entry_id::float8 order by entry_id) end as there,
      array_agg(entry_id::float8) filter (where words is null) as missing
    from ${document} where entry_id = any(${sql.param(entryIds)}::bigint[])`);
  const [row] = rows;
  const isWhole = row !== undefined && row.lines !== null && row.there === null;
  return { lines: row?.lines ?? '', entryIds: isWhole ? entryIds : (row?.there ?? []), withoutWords: row?.missing ?? [] };
}

export async function updateWords(db: Db, rows: readonly { readonly entryId: Id<'entry'>; readonly words: string }[]): Promise<void> {
  await db.execute(sql`
    update ${document} set words = made.words
    from unnest(${sql.param(rows.map(({ entryId }) => entryId))}::bigint[], ${sql.param(rows.map(({ words }) => words))}::text[]) made (id, words)
    where entry_id = made.id`);
}

/** Ids among those asked for that have no document yet. */
export async function selectWithoutDocument(db: Db, entryIds: Float64Array): Promise<Id<'entry'>[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    select asked.id::float8 as id from unnest(${sql.param([...entryIds])}::bigint[]) asked (id)
    where not exists (select from ${document} d where d.entry_id = asked.id)`);
  return rows.map(({ id }) => id as Id<'entry'>);
}

/**
 * `lines`: as `makeDocuments` makes them. False: one of them is there already, and the others are not.
 * Not waiting for the disk costs nothing: what a power cut takes is missing, and made again when it is asked for.
 */
export async function copyDocuments(database: Database, lines: Uint8Array): Promise<boolean> {
  try {
    await copyText(database, 'catalog.document (entry_id, project_id, document, code, words)', lines);
    return true;
  } catch (error) {
    if (uniqueViolation(error) === null) throw error;
    return false;
  }
}

export async function deleteDocuments(db: Db, entryIds: readonly Id<'entry'>[]): Promise<void> {
  await db.delete(document).where(sql`${document.entryId} = any(${sql.param(entryIds)}::bigint[])`);
}
