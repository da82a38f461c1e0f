/** The only SQL on webhooks: subscriptions, events, receipts. Notifications have `store-notifications.ts`, messages `store-messages.ts`. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, arrayContains, asc, count, desc, eq, inArray, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { EventState, EventType, Receipt, Subscription, SubscriptionContent, WebhookEvent } from './model.ts';
import { eventTypes } from './model.ts';
import { event, receipt, subscription } from './tables.ts';

const eventTypesSchema = z.array(z.enum(eventTypes));
const headersSchema = z.record(z.string(), z.string());

function readSubscription(row: typeof subscription.$inferSelect): Subscription {
  const { sealedSecret: _, deletedAt: __, ...rest } = row;
  return { ...rest, eventTypes: eventTypesSchema.parse(row.eventTypes) };
}

function readReceipt(row: typeof receipt.$inferSelect): Receipt {
  return { ...row, requestHeaders: headersSchema.parse(row.requestHeaders) };
}

const written = ({ eventTypes: types, jobIds, ...rest }: SubscriptionContent) => ({ ...rest, eventTypes: [...types], jobIds: [...jobIds] });

export async function insertSubscription(
  tx: Tx,
  values: SubscriptionContent & {
    readonly publicId: string;
    readonly accountId: Id<'account'>;
    readonly sealedSecret: string;
    readonly createdBy: string;
    readonly at: Date;
  },
): Promise<Subscription> {
  const { publicId, accountId, sealedSecret, createdBy, at, ...content } = values;
  const [row] = await tx
    .insert(subscription)
    .values({ ...written(content), publicId, accountId, sealedSecret, createdBy, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readSubscription(row);
}

export async function selectSubscriptions(db: Db | Tx, accountId: Id<'account'>): Promise<Subscription[]> {
  const rows = await db
    .select()
    .from(subscription)
    .where(and(eq(subscription.accountId, accountId), isNull(subscription.deletedAt)))
    .orderBy(asc(subscription.id));
  return rows.map(readSubscription);
}

export async function selectSubscription(db: Db | Tx, accountId: Id<'account'>, publicId: string): Promise<Subscription | null> {
  const [row] = await db
    .select()
    .from(subscription)
    .where(and(eq(subscription.accountId, accountId), eq(subscription.publicId, publicId), isNull(subscription.deletedAt)));
  return row ? readSubscription(row) : null;
}

/** Those that such an event of that job goes to. */
export async function selectInterested(db: Db | Tx, accountId: Id<'account'>, type: EventType, jobId: Id<'job'>): Promise<Subscription[]> {
  const rows = await db
    .select()
    .from(subscription)
    .where(
      and(
        eq(subscription.accountId, accountId),
        eq(subscription.isActive, true),
        isNull(subscription.deletedAt),
        arrayContains(subscription.eventTypes, [type]),
        or(eq(sql`cardinality(${subscription.jobIds})`, 0), arrayContains(subscription.jobIds, [jobId])),
      ),
    )
    .orderBy(asc(subscription.id));
  return rows.map(readSubscription);
}

export async function updateSubscription(
  tx: Tx,
  subscriptionId: Id<'subscription'>,
  change: Partial<SubscriptionContent> &
    Partial<Pick<Subscription, 'lastStatusCode' | 'lastDispatchedAt' | 'failingSince' | 'updatedAt'>> & { readonly deletedAt?: Date },
): Promise<void> {
  const { eventTypes: types, jobIds, ...rest } = change;
  await tx
    .update(subscription)
    .set({ ...rest, ...(types ? { eventTypes: [...types] } : {}), ...(jobIds ? { jobIds: [...jobIds] } : {}) })
    .where(eq(subscription.id, subscriptionId));
}

/** What carries an event out: where to, and the secret that signs it. Null: the subscription was deleted. */
export async function lockTarget(
  tx: Tx,
  subscriptionId: Id<'subscription'>,
): Promise<{ readonly subscription: Subscription; readonly sealedSecret: string } | null> {
  const [row] = await tx
    .select()
    .from(subscription)
    .where(and(eq(subscription.id, subscriptionId), isNull(subscription.deletedAt)))
    .for('no key update');
  return row ? { subscription: readSubscription(row), sealedSecret: row.sealedSecret } : null;
}

/** Null: it is there already, since news may come twice. */
export async function insertEvent(
  tx: Tx,
  values: Pick<WebhookEvent, 'publicId' | 'accountId' | 'subscriptionId' | 'eventType' | 'runId' | 'jobId' | 'body' | 'createdAt'>,
): Promise<WebhookEvent | null> {
  const [row] = await tx
    .insert(event)
    .values({ ...values, state: 'pending', tries: 0, nextTryAt: values.createdAt })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

export async function lockEvent(tx: Tx, eventId: Id<'webhookEvent'>): Promise<WebhookEvent | null> {
  const [row] = await tx.select().from(event).where(eq(event.id, eventId)).for('update');
  return row ?? null;
}

export async function updateEvent(
  tx: Tx,
  eventId: Id<'webhookEvent'>,
  change: { readonly state: EventState; readonly tries: number; readonly nextTryAt: Date | null },
): Promise<void> {
  await tx.update(event).set(change).where(eq(event.id, eventId));
}

export async function selectEvent(db: Db | Tx, accountId: Id<'account'>, publicId: string): Promise<WebhookEvent | null> {
  const [row] = await db
    .select()
    .from(event)
    .where(and(eq(event.accountId, accountId), eq(event.publicId, publicId)));
  return row ?? null;
}

/** Newest first. */
export async function selectEvents(
  db: Db,
  subscriptionId: Id<'subscription'>,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly events: readonly WebhookEvent[]; readonly total: number }> {
  const ofIt = eq(event.subscriptionId, subscriptionId);
  const [events, totals] = await Promise.all([
    db.select().from(event).where(ofIt).orderBy(desc(event.id)).limit(page.limit).offset(page.offset),
    db.select({ total: count() }).from(event).where(ofIt),
  ]);
  return { events, total: totals[0]?.total ?? 0 };
}

export async function insertReceipt(
  tx: Tx,
  values: Pick<Receipt, 'publicId' | 'eventId' | 'attempt' | 'requestHeaders' | 'startedAt'>,
): Promise<Receipt> {
  const [row] = await tx
    .insert(receipt)
    .values({ ...values, responseBody: '' })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readReceipt(row);
}

/** False: somebody else has written its end, having taken this process for dead. */
export async function finishReceipt(
  tx: Tx,
  receiptId: Id<'receipt'>,
  end: { readonly finishedAt: Date; readonly statusCode: number | null; readonly error: string | null; readonly responseBody: string },
): Promise<boolean> {
  const rows = await tx
    .update(receipt)
    .set(end)
    .where(and(eq(receipt.id, receiptId), isNull(receipt.finishedAt)))
    .returning({ id: receipt.id });
  return rows.length > 0;
}

/** In the order in which they left. */
export async function selectReceipts(db: Db | Tx, eventIds: readonly Id<'webhookEvent'>[]): Promise<Receipt[]> {
  const rows = await db
    .select()
    .from(receipt)
    .where(inArray(receipt.eventId, [...eventIds]))
    .orderBy(asc(receipt.eventId), asc(receipt.attempt));
  return rows.map(readReceipt);
}

export async function selectReceipt(
  db: Db,
  accountId: Id<'account'>,
  publicId: string,
): Promise<{ readonly receipt: Receipt; readonly event: WebhookEvent } | null> {
  const [row] = await db
    .select({ receipt, event })
    .from(receipt)
    .innerJoin(event, eq(event.id, receipt.eventId))
    .where(and(eq(event.accountId, accountId), eq(receipt.publicId, publicId)));
  return row ? { receipt: readReceipt(row.receipt), event: row.event } : null;
}

/** With their receipts. */
export async function deleteEventsBefore(tx: Tx, at: Date): Promise<number> {
  const isOld: SQL | undefined = and(lt(event.createdAt, at), sql`${event.state} <> 'pending'`);
  const rows = await tx.delete(event).where(isOld).returning({ id: event.id });
  return rows.length;
}
