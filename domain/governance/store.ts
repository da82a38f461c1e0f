/** The only SQL on governance.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { eq } from 'drizzle-orm';
import type { Retention } from './model.ts';
import { retention } from './tables.ts';

export async function selectRetention(db: Db, accountId: Id<'account'>): Promise<Retention | null> {
  const { days, statesMin } = retention;
  const [row] = await db.select({ days, statesMin }).from(retention).where(eq(retention.accountId, accountId));
  return row ?? null;
}

export async function selectRetentions(db: Db): Promise<(Retention & { readonly accountId: Id<'account'> })[]> {
  const { accountId, days, statesMin } = retention;
  return db.select({ accountId, days, statesMin }).from(retention).orderBy(accountId);
}

export async function upsertRetention(tx: Tx, accountId: Id<'account'>, values: Retention, at: Date): Promise<void> {
  const set = { ...values, changedAt: at };
  await tx
    .insert(retention)
    .values({ accountId, ...set })
    .onConflictDoUpdate({ target: retention.accountId, set });
}

export async function deleteRetention(tx: Tx, accountId: Id<'account'>): Promise<void> {
  await tx.delete(retention).where(eq(retention.accountId, accountId));
}
