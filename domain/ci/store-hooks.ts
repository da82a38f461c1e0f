/** The only SQL on ci.hook and ci.delivery. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, desc, eq, inArray, lt, or, sql } from 'drizzle-orm';
import { hookEventSchema } from '../git/providers/provider.ts';
import type { Delivery, DeliveryOutcome, Hook } from './pull-request-model.ts';
import { delivery, hook } from './tables.ts';

function readHook({ sealedSecret: _, ...row }: typeof hook.$inferSelect): Hook {
  return row;
}

function readDelivery({ bodyHash: _, ...row }: typeof delivery.$inferSelect): Delivery {
  return { ...row, event: hookEventSchema.parse(row.event) };
}

export async function selectHook(db: Db | Tx, repositoryId: Id<'repository'>): Promise<Hook | null> {
  const [row] = await db.select().from(hook).where(eq(hook.repositoryId, repositoryId));
  return row ? readHook(row) : null;
}

export async function selectHookAt(db: Db, publicId: string): Promise<{ readonly hook: Hook; readonly sealedSecret: string } | null> {
  const [row] = await db.select().from(hook).where(eq(hook.publicId, publicId));
  return row ? { hook: readHook(row), sealedSecret: row.sealedSecret } : null;
}

export async function insertHook(tx: Tx, values: typeof hook.$inferInsert): Promise<Hook> {
  const [row] = await tx.insert(hook).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return readHook(row);
}

export async function updateHook(tx: Tx, repositoryId: Id<'repository'>, change: Partial<typeof hook.$inferInsert>): Promise<void> {
  await tx.update(hook).set(change).where(eq(hook.repositoryId, repositoryId));
}

export async function deleteHook(tx: Tx, repositoryId: Id<'repository'>): Promise<void> {
  await tx.delete(hook).where(eq(hook.repositoryId, repositoryId));
}

export async function countRefused(db: Db, repositoryId: Id<'repository'>, reason: string, at: Date): Promise<void> {
  await db
    .update(hook)
    .set({ refusedCount: sql`${hook.refusedCount} + 1`, refusedAt: at, refusedReason: reason })
    .where(eq(hook.repositoryId, repositoryId));
}

/** Null: it was seen before, by its name or by what it says. */
export async function insertDelivery(
  tx: Tx,
  values: Omit<typeof delivery.$inferInsert, 'id' | 'count' | 'lastReceivedAt'>,
): Promise<Delivery | null> {
  const [row] = await tx
    .insert(delivery)
    .values({ ...values, count: 1, lastReceivedAt: values.receivedAt })
    .onConflictDoNothing()
    .returning();
  return row ? readDelivery(row) : null;
}

export async function countRepeated(
  tx: Tx,
  which: { readonly repositoryId: Id<'repository'>; readonly deliveryKey: string; readonly bodyHash: string },
  at: Date,
): Promise<void> {
  await tx
    .update(delivery)
    .set({ count: sql`${delivery.count} + 1`, lastReceivedAt: at })
    .where(
      and(
        eq(delivery.repositoryId, which.repositoryId),
        or(eq(delivery.deliveryKey, which.deliveryKey), eq(delivery.bodyHash, which.bodyHash)),
      ),
    );
}

export async function selectDelivery(db: Db, id: Id<'hookDelivery'>): Promise<Delivery | null> {
  const [row] = await db.select().from(delivery).where(eq(delivery.id, id));
  return row ? readDelivery(row) : null;
}

export async function updateDelivery(
  db: Db,
  id: Id<'hookDelivery'>,
  change: { readonly outcome: DeliveryOutcome; readonly explanation: string },
): Promise<void> {
  await db.update(delivery).set(change).where(eq(delivery.id, id));
}

/** Newest first. */
export async function selectDeliveries(db: Db, repositoryId: Id<'repository'>, limit: number): Promise<Delivery[]> {
  const rows = await db.select().from(delivery).where(eq(delivery.repositoryId, repositoryId)).orderBy(desc(delivery.id)).limit(limit);
  return rows.map(readDelivery);
}

/** Those that are still to be acted on stay. */
export async function deleteDeliveriesBefore(db: Db, before: Date): Promise<void> {
  await db.delete(delivery).where(and(lt(delivery.receivedAt, before), inArray(delivery.outcome, ['acted', 'nothing', 'failed'])));
}
