/** SQL on who people are at a warehouse, and on those who are at its sign-in page just now. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, lt } from 'drizzle-orm';
import { oauthRequest, warehouseIdentity } from './tables.ts';

export type WarehouseIdentity = Readonly<typeof warehouseIdentity.$inferSelect>;
export type OauthRequest = Readonly<typeof oauthRequest.$inferSelect>;

export async function insertRequest(db: Db, values: OauthRequest, forgottenBefore: Date): Promise<void> {
  await db.delete(oauthRequest).where(lt(oauthRequest.createdAt, forgottenBefore));
  await db.insert(oauthRequest).values(values);
}

/** Once only: whoever comes second with the same state finds nothing. */
export async function takeRequest(db: Db, stateHash: string): Promise<OauthRequest | null> {
  const [row] = await db.delete(oauthRequest).where(eq(oauthRequest.stateHash, stateHash)).returning();
  return row ?? null;
}

/** One a person and connection: a new one takes the place of the one before. */
export async function replaceIdentity(tx: Tx, values: Omit<WarehouseIdentity, 'id'>): Promise<Id<'warehouseIdentity'>> {
  await tx
    .delete(warehouseIdentity)
    .where(and(eq(warehouseIdentity.userId, values.userId), eq(warehouseIdentity.connectionId, values.connectionId)));
  const [row] = await tx.insert(warehouseIdentity).values(values).returning({ id: warehouseIdentity.id });
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

/** In order of id. */
export async function selectIdentities(db: Db, userId: Id<'user'>): Promise<WarehouseIdentity[]> {
  return db.select().from(warehouseIdentity).where(eq(warehouseIdentity.userId, userId)).orderBy(asc(warehouseIdentity.id));
}

export async function deleteIdentity(db: Db, id: Id<'warehouseIdentity'>): Promise<void> {
  await db.delete(warehouseIdentity).where(eq(warehouseIdentity.id, id));
}
