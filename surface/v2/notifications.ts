/** Notifications (dbt Cloud admin API v2): who is told of which jobs, by mail or in a channel. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { listUsers } from '@weft/domain/identity/get-account';
import type { User } from '@weft/domain/identity/model';
import type { Destination, Notification } from '@weft/domain/notify/notification-model';
import {
  changeNotification,
  createNotification,
  deleteNotification,
  findNotification,
  jobsOf,
  notificationNotFound,
} from '@weft/domain/notify/notifications';
import { unsubscribeUser } from '@weft/domain/notify/unsubscribe';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireNotification } from '@weft/wire/v2/notification';
import { z } from 'zod';
import { amongNumbers, amongWords, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { getWritable, readableNotifications, requireJobs } from './notification-reach.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, notificationId: idSchema<'notification'>() });
const base = '/api/v2/accounts/:accountId/notifications/';

const asked = z.unknown().optional();
const listQuery = pageSchema.extend({
  pk: asked,
  state: asked,
  type: asked,
  user_id: asked,
  external_email: asked,
  slack_channel_id: asked,
});

/** A form sends one value where a list has one; clients send null for none. */
const jobs = z.preprocess(
  (value) => (value === null || value === '' ? [] : value === undefined || Array.isArray(value) ? value : [value]),
  z.array(idSchema<'job'>()).max(1000).optional(),
);
const text = z.string().max(320).nullish();
const body = z.object({
  user_id: idSchema<'user'>().nullish(),
  type: z.coerce.number().int().optional(),
  external_email: text,
  slack_channel_id: text,
  slack_channel_name: text,
  on_success: jobs,
  on_failure: jobs,
  on_cancel: jobs,
  on_warning: jobs,
  state: z.coerce.number().int().optional(),
});
type Body = z.infer<typeof body>;

export const notificationRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: base,
    needs: 'notifications:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }, { caller }) => {
      const isDeleted = asksForDeleted(query.state);
      const isAll = String(query.state ?? '').toLowerCase() === 'all';
      const all = await readableNotifications(host, caller, accountId, isDeleted || isAll);
      const [users, pk, type, user] = [
        await listUsers(host, accountId),
        amongNumbers('pk', query.pk),
        amongNumbers('type', query.type),
        amongNumbers('user_id', query.user_id),
      ];
      const [email, channel] = [amongWords(query.external_email), amongWords(query.slack_channel_id)];
      const found = all
        .filter(({ deletedAt }) => isAll || (deletedAt !== null) === isDeleted)
        .map((it) => present(it, users))
        .filter((it) => pk(it.id) && type(it.type) && user(it.user_id) && email(it.external_email) && channel(it.slack_channel_id));
      return listedFrom(found, query, (it) => it);
    },
  }),
  route({
    method: 'POST',
    path: base,
    needs: 'notifications:write',
    isList: true,
    // The description has 200 here, unlike other creations.
    status: 200,
    input: z.object({ accountId, body }),
    changes: { event: 'notification.created' },
    answer: async (host, { accountId, body }, { caller }) => {
      const content = contentOf(body, null, caller.userId);
      await requireJobs(host, caller, accountId, jobsOf(content));
      return present(await createNotification(host, accountId, content), await listUsers(host, accountId));
    },
  }),
  route({
    method: 'GET',
    path: `${base}:notificationId/`,
    needs: 'notifications:read',
    isList: true,
    input: one,
    answer: async (host, { accountId, notificationId }, { caller }) => {
      const found = (await readableNotifications(host, caller, accountId)).find(({ id }) => id === notificationId);
      if (!found) throw notificationNotFound(notificationId);
      return present(found, await listUsers(host, accountId));
    },
  }),
  route({
    method: 'POST',
    path: `${base}:notificationId/`,
    needs: 'notifications:write',
    isList: true,
    input: one.extend({ body }),
    changes: { event: 'notification.changed', read },
    answer: async (host, { body, ...input }, { caller }) => {
      const before = await getWritable(host, caller, input);
      // The official way to delete is to write the state.
      if (body.state === 2) return remove(host, input);
      const content = contentOf(body, before, caller.userId);
      await requireJobs(host, caller, input.accountId, jobsOf(content));
      const after = await changeNotification(host, input.accountId, input.notificationId, content);
      return present(after, await listUsers(host, input.accountId));
    },
  }),
  route({
    method: 'DELETE',
    path: `${base}:notificationId/`,
    needs: 'notifications:write',
    isList: true,
    input: one,
    changes: { event: 'notification.deleted', read },
    answer: async (host, input, { caller }) => {
      await getWritable(host, caller, input);
      return remove(host, input);
    },
  }),
  route({
    method: 'POST',
    path: '/api/v2/notifications/unsubscribe/',
    needs: 'caller',
    input: z.object({}),
    changes: { event: 'notification.unsubscribed' },
    answer: async (host, _input, { caller }) => {
      if (caller.userId === null)
        throw new Fault('invalid', 'notification.no_person', 'This token is no person, and gets no mail. Use the token of a person.');
      await unsubscribeUser(host, caller.userId, [...new Set(caller.grants.map((grant) => grant.accountId))]);
      return {};
    },
  }),
];

interface One {
  readonly accountId: Id<'account'>;
  readonly notificationId: Id<'notification'>;
}

async function remove(host: Host, { accountId, notificationId }: One): Promise<WireNotification> {
  const deleted = await deleteNotification(host, accountId, notificationId);
  return { ...present(deleted, await listUsers(host, accountId)), state: 2 };
}

async function read(host: Host, { accountId, notificationId }: One): Promise<unknown> {
  const found = await findNotification(host, accountId, notificationId);
  return found === null ? null : present(found, await listUsers(host, accountId));
}

/** What is left out stays as it was. */
function contentOf(body: Body, before: Notification | null, callerId: Id<'user'> | null) {
  const userId = body.user_id ?? before?.userId ?? callerId;
  return {
    userId,
    destination: readDestination(body, before?.destination ?? null, userId),
    onSuccess: body.on_success ?? before?.onSuccess ?? [],
    onFailure: body.on_failure ?? before?.onFailure ?? [],
    onCancel: body.on_cancel ?? before?.onCancel ?? [],
    onWarning: body.on_warning ?? before?.onWarning ?? [],
  };
}

function readDestination(body: Body, before: Destination | null, userId: Id<'user'> | null): Destination {
  const type = body.type ?? before?.type;
  const refuse = (message: string) => new Fault('invalid', 'notification.invalid', message);
  if (type === 1) {
    if (userId === null) throw refuse('Say in user_id to whom the mail goes.');
    return { type, userId };
  }
  if (type === 2) {
    const slackChannelId = body.slack_channel_id || (before?.type === 2 ? before.slackChannelId : '');
    if (slackChannelId === '') throw refuse('Say in slack_channel_id to which channel of Settings, Integrations it goes.');
    return { type, slackChannelId, slackChannelName: body.slack_channel_name ?? '' };
  }
  if (type === 4) {
    const externalEmail = body.external_email || (before?.type === 4 ? before.externalEmail : '');
    if (externalEmail === '') throw refuse('Say in external_email to which address the mail goes.');
    return { type, externalEmail };
  }
  throw refuse('The type of a notification is 1 (mail to a user), 2 (a channel), or 4 (mail to any address).');
}

function present(it: Notification, users: readonly User[]): WireNotification {
  const { destination: to } = it;
  const user = users.find(({ id }) => id === it.userId);
  return {
    id: it.id,
    account_id: it.accountId,
    user_id: it.userId,
    user: { id: user?.id ?? null, email: user?.email ?? null, first_name: user?.firstName ?? '', last_name: user?.lastName ?? '' },
    type: to.type,
    external_email: to.type === 4 ? to.externalEmail : null,
    slack_channel_id: to.type === 2 ? to.slackChannelId : null,
    slack_channel_name: to.type === 2 ? to.slackChannelName : null,
    on_success: it.onSuccess,
    on_failure: it.onFailure,
    on_cancel: it.onCancel,
    on_warning: it.onWarning,
    state: it.deletedAt === null ? 1 : 2,
    created_at: wireTimestamp(it.createdAt),
    updated_at: wireTimestamp(it.updatedAt),
  };
}
