/** The only SQL on ingest.entry and ingest.state_version. */
import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';
import type { Database, Db, Tx } from '@weft/host/database';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { copyLine } from './copy-line.ts';
import { RowCopier } from './copy-rows.ts';
import type { EntryFacts } from './entry-facts.ts';
import type { Section } from './entry-list.ts';
import { entry, intake, stateVersion } from './tables.ts';

/** `increment by` of the sequence: nextval answers the first id of a block. */
const idsPerBlock = 4096;

/** Where an entry's body lies. */
export interface PackPlace {
  readonly packId: Id<'invocation'>;
  /** Of the block in the pack, in bytes. */
  readonly packOffset: number;
  readonly packLength: number;
  /** Of the body in the block. */
  readonly packIndex: number;
}

export interface EntryRow extends PackPlace, EntryFacts {
  readonly id: Id<'entry'>;
  readonly projectId: Id<'project'>;
  readonly section: string;
  readonly key: string;
  /** 40 hex digits. */
  readonly hash: string;
}

export interface StateVersion {
  readonly id: Id<'stateVersion'>;
  readonly projectId: Id<'project'>;
  /** As `decodeEntryIds` reads it. */
  readonly entryIds: Buffer;
  readonly entryCount: number;
  readonly sections: readonly Section[];
  readonly schemaVersion: number;
}

const sectionsSchema = z.array(z.tuple([z.string(), z.number()]));

export async function reserveEntryIds(db: Db): Promise<{ next: number; end: number }> {
  const { rows } = await db.execute(sql`select nextval('ingest.entry_id') as first`);
  const first = z.object({ first: z.coerce.number() }).parse(rows[0]).first;
  return { next: first, end: first + idsPerBlock };
}

const columns =
  'id, project_id, pack_id, pack_offset, pack_length, pack_index, is_external, is_contract_enforced, section, key, hash, resource_type, name, ' +
  'package_name, database_name, schema_name, identifier, relation_name, access, group_name, version, latest_version, deprecation_date, ' +
  'materialized, original_file_path, depends_on';

/** A row for `entryCopier`, in the order of `columns`. */
export function entryLine(row: EntryRow): string {
  return copyLine([
    ...[row.id, row.projectId, row.packId, row.packOffset, row.packLength, row.packIndex, row.isExternal, row.isContractEnforced],
    ...[row.section, row.key, `\\x${row.hash}`, row.resourceType, row.name, row.packageName, row.database, row.schema, row.identifier],
    ...[row.relationName, row.access, row.group, versionText(row.version), versionText(row.latestVersion), row.deprecationDate],
    ...[row.materialized, row.originalFilePath, row.dependsOn],
  ]);
}

export function entryCopier(database: Database): RowCopier {
  return new RowCopier(database, `ingest.entry (${columns})`, 'entry_pkey');
}

export async function hasEntries(db: Db, projectId: Id<'project'>): Promise<boolean> {
  const [row] = await db.select({ id: entry.id }).from(entry).where(eq(entry.projectId, projectId)).limit(1);
  return row !== undefined;
}

/** Ids by wanted entry; only those whose bodies are surely on disk. */
export async function selectEntryIdsByHash<Wanted extends { section: string; key: string; hash: string }>(
  db: Db,
  projectId: Id<'project'>,
  wanted: readonly Wanted[],
): Promise<Map<Wanted, Id<'entry'>>> {
  const hashes = wanted.map(({ hash }) => `\\x${hash}`);
  const { rows } = await db.execute(sql`
    select e.id, e.section, e.key, encode(e.hash, 'hex') as hash
    from ${entry} e join ${intake} i on i.id = e.pack_id
    where e.project_id = ${projectId} and e.hash = any(${sql.param(hashes)}::bytea[]) and i.sealed_at is not null`);
  const found = new Map(foundSchema.parse(rows).map((row) => [identityOf(row), row.id]));
  return new Map(
    wanted.flatMap((each) => {
      const id = found.get(identityOf(each));
      return id === undefined ? [] : [[each, asId<'entry'>(id)]];
    }),
  );
}

const foundSchema = z.array(z.object({ id: z.number(), section: z.string(), key: z.string(), hash: z.string() }));

function identityOf({ section, key, hash }: { section: string; key: string; hash: string }): string {
  return `${hash} ${section} ${key}`;
}

/** What tells entries apart, for the list that an environment's next upload is held against; in no order. */
export async function selectEntryIdentities(
  db: Db,
  ids: Float64Array,
): Promise<{ id: number; section: string; key: string; hash: string }[]> {
  const { rows } = await db.execute(
    sql`select id, section, key, encode(hash, 'hex') as hash from ${entry} where id = any(${sql.param([...ids])}::bigint[])`,
  );
  return foundSchema.parse(rows);
}

const { id, section, key, resourceType, name, packageName, database, schema, identifier, relationName, access, group } = entry;
const { version, latestVersion, deprecationDate, materialized, originalFilePath, dependsOn, isExternal, isContractEnforced } = entry;
const factColumns = {
  ...{ id, section, key, resourceType, name, packageName, database, schema, identifier, relationName, access, group },
  ...{ version, latestVersion, deprecationDate, materialized, originalFilePath, dependsOn, isExternal, isContractEnforced },
};

/** In no order. */
export async function selectEntries(
  db: Db,
  ids: Float64Array,
  resourceTypes: readonly string[] | null,
  isSkippingOwnTests = false,
): Promise<(EntryFacts & { id: Id<'entry'>; section: string; key: string })[]> {
  const rows = await db
    .select(factColumns)
    .from(entry)
    .where(
      and(
        sql`${entry.id} = any(${sql.param([...ids])}::bigint[])`,
        resourceTypes === null ? undefined : inArray(entry.resourceType, [...resourceTypes]),
        isSkippingOwnTests
          ? sql`not (${entry.resourceType} = 'test' and cardinality(${entry.dependsOn}) = 1 and ${entry.originalFilePath} ~ '[.]ya?ml$')`
          : undefined,
      ),
    );
  return rows.map((row) => ({
    ...row,
    version: readVersion(row.version),
    latestVersion: readVersion(row.latestVersion),
    dependsOn: row.dependsOn ?? [],
  }));
}

/** Keys of entries that another project's publication put there. */
export async function selectExternalKeys(db: Db | Tx, ids: Float64Array): Promise<string[]> {
  const rows = await db
    .select({ key: entry.key })
    .from(entry)
    .where(and(sql`${entry.id} = any(${sql.param([...ids])}::bigint[])`, eq(entry.isExternal, true)));
  return rows.map((row) => row.key);
}

export async function selectPackPlaces(db: Db, ids: readonly Id<'entry'>[]): Promise<(PackPlace & { id: Id<'entry'> })[]> {
  const { id, packId, packOffset, packLength, packIndex } = entry;
  return db
    .select({ id, packId, packOffset, packLength, packIndex })
    .from(entry)
    .where(sql`${entry.id} = any(${sql.param(ids)}::bigint[])`);
}

export async function deleteEntriesOfPack(tx: Tx, packId: Id<'invocation'>): Promise<void> {
  await tx.delete(entry).where(eq(entry.packId, packId));
}

/** The version with this content, made now or found. */
export async function upsertStateVersion(
  tx: Tx,
  values: Omit<typeof stateVersion.$inferInsert, 'id' | 'sections'> & { sections: readonly Section[] },
): Promise<Id<'stateVersion'>> {
  const [made] = await tx
    .insert(stateVersion)
    .values(values)
    .onConflictDoNothing({ target: [stateVersion.projectId, stateVersion.digest] })
    .returning({ id: stateVersion.id });
  if (made) return made.id;
  const [found] = await tx
    .select({ id: stateVersion.id })
    .from(stateVersion)
    .where(and(eq(stateVersion.projectId, values.projectId), eq(stateVersion.digest, values.digest)));
  if (!found) throw new Error('a state version was neither made nor found');
  return found.id;
}

export async function selectStateVersion(db: Db, stateVersionId: Id<'stateVersion'>): Promise<StateVersion | null> {
  const { id, projectId, entryIds, entryCount, sections, schemaVersion } = stateVersion;
  const [row] = await db
    .select({ id, projectId, entryIds, entryCount, sections, schemaVersion })
    .from(stateVersion)
    .where(eq(stateVersion.id, stateVersionId));
  return row ? { ...row, sections: sectionsSchema.parse(row.sections) } : null;
}

function versionText(version: string | number | null): string | null {
  return version === null ? null : JSON.stringify(version);
}

function readVersion(text: string | null): string | number | null {
  return text === null ? null : z.union([z.string(), z.number()]).parse(JSON.parse(text));
}
