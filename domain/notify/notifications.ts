/** Makes, changes, deletes and finds notifications: who is told of which jobs, and when (dbt Cloud admin API v2, notifications). */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listUsers } from '../identity/get-account.ts';
import { isEmail } from '../identity/model.ts';
import type { Destination, Notification, Occasions } from './notification-model.ts';
import {
  insertNotification,
  markNotificationsDeleted,
  type NotificationContent,
  selectChannels,
  selectNotifications,
  updateNotification,
} from './store-notifications.ts';
import { getJobsNamed } from './subscriptions.ts';

/** Faults: invalid `notification.invalid`; not_found `job.not_found`. */
export async function createNotification(host: Host, accountId: Id<'account'>, content: NotificationContent): Promise<Notification> {
  const checked = await check(host, accountId, content);
  return host.database.transaction((tx) => insertNotification(tx, accountId, checked, host.clock.now()));
}

/** Faults as above, and not_found `notification.not_found`. */
export async function changeNotification(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'notification'>,
  content: NotificationContent,
): Promise<Notification> {
  await getNotification(host, accountId, id);
  const checked = await check(host, accountId, content);
  await host.database.transaction((tx) => updateNotification(tx, id, checked, host.clock.now()));
  return getNotification(host, accountId, id);
}

export async function deleteNotification(host: Host, accountId: Id<'account'>, id: Id<'notification'>): Promise<Notification> {
  const notification = await getNotification(host, accountId, id);
  await host.database.transaction((tx) => markNotificationsDeleted(tx, accountId, { id }, host.clock.now()));
  return notification;
}

/** Faults: not_found `notification.not_found`. */
export async function getNotification(host: Host, accountId: Id<'account'>, id: Id<'notification'>): Promise<Notification> {
  const found = await findNotification(host, accountId, id);
  if (!found) throw notificationNotFound(id);
  return found;
}

/** Null: there is none, or it was deleted. */
export async function findNotification(host: Host, accountId: Id<'account'>, id: Id<'notification'>): Promise<Notification | null> {
  const [found] = await selectNotifications(host.database.db, accountId, { id });
  return found ?? null;
}

export function notificationNotFound(id: Id<'notification'>): Fault {
  return new Fault('not_found', 'notification.not_found', `There is no notification ${id} in this account.`);
}

/** In the order in which they were made. */
export function listNotifications(host: Host, accountId: Id<'account'>, withDeleted = false): Promise<Notification[]> {
  return selectNotifications(host.database.db, accountId, { withDeleted });
}

export function jobsOf({ onSuccess, onFailure, onCancel, onWarning }: Occasions): Id<'job'>[] {
  return [...new Set([...onSuccess, ...onFailure, ...onCancel, ...onWarning])];
}

async function check(host: Host, accountId: Id<'account'>, content: NotificationContent): Promise<NotificationContent> {
  await getJobsNamed(host, accountId, jobsOf(content));
  return { ...content, destination: await checkDestination(host, accountId, content.destination) };
}

async function checkDestination(host: Host, accountId: Id<'account'>, to: Destination): Promise<Destination> {
  const refuse = (message: string) => new Fault('invalid', 'notification.invalid', message);
  if (to.type === 1) {
    const users = await listUsers(host, accountId);
    if (!users.some(({ id }) => id === to.userId)) throw refuse(`There is no user ${to.userId} in this account to send mail to.`);
    return to;
  }
  if (to.type === 4) {
    if (!isEmail(to.externalEmail)) throw refuse(`"${to.externalEmail}" is not an e-mail address.`);
    return to;
  }
  const channels = await selectChannels(host.database.db, accountId);
  const channel = channels.find(({ channelId }) => channelId === to.slackChannelId);
  if (!channel)
    throw refuse(
      `There is no channel "${to.slackChannelId}" in this account: add it under Settings, Integrations, with the address of its incoming webhook.`,
    );
  return { ...to, slackChannelName: to.slackChannelName || channel.name };
}

/** The mails that a person gets about jobs are one notification; several, such as programs made, become one. */
export async function setOwnNotification(
  host: Host,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  occasions: Occasions,
): Promise<Notification | null> {
  await getJobsNamed(host, accountId, jobsOf(occasions));
  return host.database.transaction(async (tx) => {
    const at = host.clock.now();
    await markNotificationsDeleted(tx, accountId, { userId }, at);
    if (jobsOf(occasions).length === 0) return null;
    return insertNotification(tx, accountId, { ...occasions, userId, destination: { type: 1, userId } }, at);
  });
}
