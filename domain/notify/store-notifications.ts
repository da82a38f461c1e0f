/** The only SQL on notifications: who is told, the channels, what owners of models are told, and who wants no more. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, arrayContains, asc, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Channel, Destination, ModelSetting, Notification, Occasions } from './notification-model.ts';
import { channel, modelSetting, notification, unsubscribed } from './tables.ts';

function readNotification(row: typeof notification.$inferSelect): Notification {
  const { type: _, externalEmail: __, slackChannelId: ___, slackChannelName: ____, ...rest } = row;
  return { ...rest, destination: readDestination(row) };
}

function readDestination(row: typeof notification.$inferSelect): Destination {
  if (row.externalEmail !== null) return { type: 4, externalEmail: row.externalEmail };
  if (row.slackChannelId !== null) return { type: 2, slackChannelId: row.slackChannelId, slackChannelName: row.slackChannelName ?? '' };
  if (row.userId === null) throw new Error(`notification ${row.id} goes to nobody`);
  return { type: 1, userId: row.userId };
}

const writtenTo = (to: Destination) => ({
  type: to.type,
  externalEmail: to.type === 4 ? to.externalEmail : null,
  slackChannelId: to.type === 2 ? to.slackChannelId : null,
  slackChannelName: to.type === 2 ? to.slackChannelName : null,
});

const writtenOccasions = ({ onSuccess, onFailure, onCancel, onWarning }: Occasions) => ({
  ...{ onSuccess: [...onSuccess], onFailure: [...onFailure], onCancel: [...onCancel], onWarning: [...onWarning] },
});

export interface NotificationContent extends Occasions {
  readonly userId: Id<'user'> | null;
  readonly destination: Destination;
}

export async function insertNotification(tx: Tx, accountId: Id<'account'>, content: NotificationContent, at: Date): Promise<Notification> {
  const { userId, destination } = content;
  const [row] = await tx
    .insert(notification)
    .values({ accountId, userId, ...writtenTo(destination), ...writtenOccasions(content), createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readNotification(row);
}

export async function updateNotification(tx: Tx, id: Id<'notification'>, content: NotificationContent, at: Date): Promise<void> {
  const { userId, destination } = content;
  await tx
    .update(notification)
    .set({ userId, ...writtenTo(destination), ...writtenOccasions(content), updatedAt: at })
    .where(eq(notification.id, id));
}

/** Of the account; all of them, or only those chosen. Deleted ones only where they are asked for. */
export async function selectNotifications(
  db: Db | Tx,
  accountId: Id<'account'>,
  filter: { readonly id?: Id<'notification'>; readonly withDeleted?: boolean } = {},
): Promise<Notification[]> {
  const conditions = [eq(notification.accountId, accountId)];
  if (filter.id !== undefined) conditions.push(eq(notification.id, filter.id));
  if (!filter.withDeleted) conditions.push(isNull(notification.deletedAt));
  const rows = await db
    .select()
    .from(notification)
    .where(and(...conditions))
    .orderBy(asc(notification.id));
  return rows.map(readNotification);
}

/** Those that name the job on any occasion. */
export async function selectNotificationsOf(db: Db | Tx, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Notification[]> {
  const { onSuccess, onFailure, onCancel, onWarning } = notification;
  const named: SQL[] = [onSuccess, onFailure, onCancel, onWarning].map((column) => arrayContains(column, [jobId]));
  const rows = await db
    .select()
    .from(notification)
    .where(and(eq(notification.accountId, accountId), isNull(notification.deletedAt), or(...named)))
    .orderBy(asc(notification.id));
  return rows.map(readNotification);
}

export async function markNotificationsDeleted(
  tx: Tx,
  accountId: Id<'account'>,
  which: { readonly id: Id<'notification'> } | { readonly userId: Id<'user'> } | { readonly externalEmail: string },
  at: Date,
): Promise<number> {
  const chosen =
    'id' in which
      ? eq(notification.id, which.id)
      : 'userId' in which
        ? and(eq(notification.userId, which.userId), eq(notification.type, 1))
        : eq(sql`lower(${notification.externalEmail})`, which.externalEmail.toLowerCase());
  const rows = await tx
    .update(notification)
    .set({ deletedAt: at, updatedAt: at })
    .where(and(eq(notification.accountId, accountId), isNull(notification.deletedAt), chosen))
    .returning({ id: notification.id });
  return rows.length;
}

export async function insertChannel(
  tx: Tx,
  values: Pick<Channel, 'accountId' | 'kind' | 'name' | 'channelId' | 'createdBy' | 'createdAt'> & { readonly sealedUrl: string },
): Promise<Channel> {
  const [row] = await tx.insert(channel).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return readChannel(row);
}

export async function selectChannels(db: Db | Tx, accountId: Id<'account'>): Promise<Channel[]> {
  const rows = await db
    .select()
    .from(channel)
    .where(and(eq(channel.accountId, accountId), isNull(channel.deletedAt)))
    .orderBy(asc(channel.id));
  return rows.map(readChannel);
}

/** With what its address is sealed as. Null: it was deleted. */
export async function selectChannelTarget(db: Db | Tx, id: Id<'channel'>): Promise<{ channel: Channel; sealedUrl: string } | null> {
  const [row] = await db
    .select()
    .from(channel)
    .where(and(eq(channel.id, id), isNull(channel.deletedAt)));
  return row ? { channel: readChannel(row), sealedUrl: row.sealedUrl } : null;
}

export async function updateChannel(
  tx: Tx,
  id: Id<'channel'>,
  change: Partial<Pick<Channel, 'name' | 'lastSentAt' | 'problem' | 'failingSince'>> & { readonly deletedAt?: Date },
): Promise<void> {
  await tx.update(channel).set(change).where(eq(channel.id, id));
}

function readChannel({ sealedUrl: _, deletedAt: __, ...rest }: typeof channel.$inferSelect): Channel {
  return rest;
}

export async function selectModelSetting(db: Db | Tx, environmentId: Id<'environment'>): Promise<ModelSetting | null> {
  const [row] = await db.select().from(modelSetting).where(eq(modelSetting.environmentId, environmentId));
  return row ?? null;
}

/** Of all accounts: where owners hear of a failure at once. */
export async function selectWatchedEnvironments(db: Db): Promise<Pick<ModelSetting, 'accountId' | 'environmentId'>[]> {
  return db
    .select({ accountId: modelSetting.accountId, environmentId: modelSetting.environmentId })
    .from(modelSetting)
    .where(and(eq(modelSetting.isEnabled, true), eq(modelSetting.onFailure, true)));
}

export async function upsertModelSetting(tx: Tx, values: Omit<ModelSetting, 'createdAt' | 'updatedAt'>, at: Date): Promise<ModelSetting> {
  const { accountId, environmentId, ...set } = values;
  const [row] = await tx
    .insert(modelSetting)
    .values({ accountId, environmentId, ...set, createdAt: at, updatedAt: at })
    .onConflictDoUpdate({ target: modelSetting.environmentId, set: { ...set, updatedAt: at } })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function insertUnsubscribed(tx: Tx, accountId: Id<'account'>, email: string, at: Date): Promise<void> {
  await tx.insert(unsubscribed).values({ accountId, email: email.toLowerCase(), createdAt: at }).onConflictDoNothing();
}

export async function selectUnsubscribed(db: Db | Tx, accountId: Id<'account'>): Promise<ReadonlySet<string>> {
  const rows = await db.select({ email: unsubscribed.email }).from(unsubscribed).where(eq(unsubscribed.accountId, accountId));
  return new Set(rows.map(({ email }) => email));
}
