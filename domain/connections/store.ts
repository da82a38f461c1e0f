/** SQL on connections and credentials. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Connection, ConnectionFacts, Credential, DuckdbPlace, ServerPlace } from './model.ts';
import { connection, credential } from './tables.ts';

type ConnectionRow = typeof connection.$inferSelect;
type CredentialRow = typeof credential.$inferSelect;

const valuesSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]));
export const sealedSchema = z.record(z.string(), z.string());

/** Something with secrets, still sealed. */
export interface Sealed<Thing> {
  readonly thing: Thing;
  readonly sealed: Readonly<Record<string, string>>;
}

function readConnection(row: ConnectionRow): Sealed<Connection> {
  const { adapter, config, sealed: rawSealed, deletedAt: _, ...rest } = row;
  const sealed = sealedSchema.parse(rawSealed);
  const facts: ConnectionFacts = { ...rest, secretNames: Object.keys(sealed).sort() };
  const thing: Connection =
    adapter === 'duckdb'
      ? { ...facts, adapter, config: z.object({ path: z.string() }).parse(config) }
      : { ...facts, adapter, config: valuesSchema.parse(config) };
  return { thing, sealed };
}

function readCredential(row: CredentialRow): Sealed<Credential> {
  const { plain, sealed: rawSealed, deletedAt: _, ...rest } = row;
  const sealed = sealedSchema.parse(rawSealed);
  return { thing: { ...rest, values: valuesSchema.parse(plain), secretNames: Object.keys(sealed).sort() }, sealed };
}

export type NewConnection = Pick<
  ConnectionFacts,
  'accountId' | 'name' | 'adapterVersion' | 'isSshTunnelEnabled' | 'oauthConfigurationId' | 'maxRuns' | 'createdBy'
> &
  (DuckdbPlace | ServerPlace);

export async function insertConnection(tx: Tx, values: NewConnection, at: Date): Promise<Connection> {
  const [row] = await tx
    .insert(connection)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readConnection(row).thing;
}

type ConnectionChange = Partial<
  Pick<
    ConnectionRow,
    'name' | 'adapterVersion' | 'config' | 'sealed' | 'isSshTunnelEnabled' | 'oauthConfigurationId' | 'maxRuns' | 'deletedAt'
  >
>;

export async function updateConnection(
  tx: Tx,
  connectionId: Id<'connection'>,
  change: ConnectionChange & { updatedAt: Date },
): Promise<void> {
  await tx.update(connection).set(change).where(eq(connection.id, connectionId));
}

export async function selectConnection(
  db: Db | Tx,
  accountId: Id<'account'>,
  connectionId: Id<'connection'>,
): Promise<Sealed<Connection> | null> {
  const [row] = await db
    .select()
    .from(connection)
    .where(and(eq(connection.id, connectionId), eq(connection.accountId, accountId), isNull(connection.deletedAt)));
  return row ? readConnection(row) : null;
}

export async function selectConnections(db: Db, accountId: Id<'account'>): Promise<Connection[]> {
  const rows = await db
    .select()
    .from(connection)
    .where(and(eq(connection.accountId, accountId), isNull(connection.deletedAt)))
    .orderBy(asc(connection.id));
  return rows.map((row) => readConnection(row).thing);
}

export type NewCredential = Pick<
  Credential,
  'accountId' | 'projectId' | 'adapter' | 'adapterVersion' | 'targetSchema' | 'targetName' | 'threads' | 'values'
>;

export async function insertCredential(tx: Tx, { values: plain, ...rest }: NewCredential, at: Date): Promise<Credential> {
  const [row] = await tx
    .insert(credential)
    .values({ ...rest, plain, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readCredential(row).thing;
}

type CredentialChange = Partial<
  Pick<
    CredentialRow,
    'adapter' | 'adapterVersion' | 'targetSchema' | 'targetName' | 'threads' | 'plain' | 'sealed' | 'rotatedAt' | 'deletedAt'
  >
>;

export async function updateCredential(
  tx: Tx,
  credentialId: Id<'credential'>,
  change: CredentialChange & { updatedAt: Date },
): Promise<void> {
  await tx.update(credential).set(change).where(eq(credential.id, credentialId));
}

export async function selectCredential(
  db: Db | Tx,
  accountId: Id<'account'>,
  credentialId: Id<'credential'>,
): Promise<Sealed<Credential> | null> {
  const [row] = await db
    .select()
    .from(credential)
    .where(and(eq(credential.id, credentialId), eq(credential.accountId, accountId), isNull(credential.deletedAt)));
  return row ? readCredential(row) : null;
}

/** In order of id. */
export async function selectCredentialsOf(db: Db, projectId: Id<'project'>): Promise<Credential[]> {
  const rows = await db
    .select()
    .from(credential)
    .where(and(eq(credential.projectId, projectId), isNull(credential.deletedAt)))
    .orderBy(asc(credential.id));
  return rows.map((row) => readCredential(row).thing);
}

export async function selectCredentialsById(db: Db, ids: readonly Id<'credential'>[]): Promise<Credential[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .select()
    .from(credential)
    .where(and(inArray(credential.id, [...ids]), isNull(credential.deletedAt)));
  return rows.map((row) => readCredential(row).thing);
}
