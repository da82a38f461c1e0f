/** The only SQL on connections.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Connection, ConnectionConfig, Credential } from './model.ts';
import { duckdbConfigSchema, postgresConfigSchema } from './model.ts';
import { connection, credential } from './tables.ts';

type ConnectionRow = typeof connection.$inferSelect;
type CredentialRow = typeof credential.$inferSelect;

function readConnection(row: ConnectionRow): Connection {
  const { adapter, config, deletedAt: _, ...rest } = row;
  return adapter === 'duckdb'
    ? { ...rest, adapter, config: duckdbConfigSchema.parse(config) }
    : { ...rest, adapter, config: postgresConfigSchema.parse(config) };
}

function readCredential(row: CredentialRow): Credential {
  const { sealedPassword, ...rest } = row;
  return { ...rest, hasPassword: sealedPassword !== null };
}

export async function insertConnection(
  tx: Tx,
  values: { accountId: Id<'account'>; name: string } & ConnectionConfig,
  at: Date,
): Promise<Connection> {
  const [row] = await tx
    .insert(connection)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readConnection(row);
}

export async function selectConnection(db: Db | Tx, accountId: Id<'account'>, connectionId: Id<'connection'>): Promise<Connection | null> {
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
  return rows.map(readConnection);
}

export async function insertCredential(
  tx: Tx,
  values: Omit<typeof credential.$inferInsert, 'createdAt' | 'updatedAt' | 'sealedPassword'>,
  at: Date,
): Promise<Credential> {
  const [row] = await tx
    .insert(credential)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readCredential(row);
}

/** The password is sealed under the credential's own id, so it is set once the id is known. */
export async function updateCredentialPassword(tx: Tx, credentialId: Id<'credential'>, sealedPassword: string): Promise<void> {
  await tx.update(credential).set({ sealedPassword }).where(eq(credential.id, credentialId));
}

export async function selectCredential(
  db: Db | Tx,
  accountId: Id<'account'>,
  credentialId: Id<'credential'>,
): Promise<{ credential: Credential; sealedPassword: string | null } | null> {
  const [row] = await db
    .select()
    .from(credential)
    .where(and(eq(credential.id, credentialId), eq(credential.accountId, accountId)));
  return row ? { credential: readCredential(row), sealedPassword: row.sealedPassword } : null;
}
