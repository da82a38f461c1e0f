/** What the pages about notifications ask: one's own mails, Slack and Teams channels, what was sent, and how to get no more. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { seesProject } from '@weft/domain/access/model';
import { listUsers } from '@weft/domain/identity/get-account';
import { createChannel, deleteChannel, getChannel, listChannels, testChannel } from '@weft/domain/notify/channels';
import type { Channel, Occasions } from '@weft/domain/notify/notification-model';
import { jobsOf, listNotifications, setOwnNotification } from '@weft/domain/notify/notifications';
import { listMessages } from '@weft/domain/notify/queue-message';
import { getJobsNamed, jobNotFound } from '@weft/domain/notify/subscriptions';
import { unsubscribeByLink } from '@weft/domain/notify/unsubscribe';
import type { Host } from '@weft/host/host';
import { isMailConfigured } from '@weft/host/mail';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireChannel, WireMessage, WireMyNotifications } from '@weft/wire/weft/notify';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const inAccount = z.object({ accountId });
const oneChannel = z.object({ accountId, channelId: idSchema<'channel'>() });
const base = '/api/weft/accounts/:accountId';
const jobs = z.array(idSchema<'job'>()).max(1000).default([]);
const link = z.string().max(4000);

const ownRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/notifications/mine/`,
    needs: 'notifications:read',
    isList: true,
    input: inAccount,
    answer: async (host, { accountId }, { caller }) => presentOwn(host, accountId, caller),
  }),
  route({
    method: 'PUT',
    path: `${base}/notifications/mine/`,
    needs: 'notifications:read',
    isList: true,
    input: inAccount.extend({ body: z.object({ on_success: jobs, on_failure: jobs, on_cancel: jobs, on_warning: jobs }) }),
    changes: { event: 'notification.own_changed' },
    answer: async (host, { accountId, body }, { caller }) => {
      const occasions = { onSuccess: body.on_success, onFailure: body.on_failure, onCancel: body.on_cancel, onWarning: body.on_warning };
      for (const { id, projectId } of await getJobsNamed(host, accountId, jobsOf(occasions)))
        if (!seesProject(caller, { accountId, projectId })) throw jobNotFound(id);
      await setOwnNotification(host, accountId, personOf(caller), occasions);
      return presentOwn(host, accountId, caller);
    },
  }),
  // By the link in a mail, which was sent to its address alone: whoever reads it need not be signed in, or have a user at all.
  route({
    method: 'POST',
    path: '/api/weft/unsubscribe/',
    needs: 'nobody',
    input: z.object({ query: z.object({ link: link.optional() }), body: z.object({ link: link.optional() }).optional() }),
    changes: null,
    answer: async (host, { query, body }) => ({ email: await unsubscribeByLink(host, query.link ?? body?.link ?? '') }),
  }),
];

const channelRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/channels/`,
    needs: 'notifications:read',
    isList: true,
    input: inAccount.extend({ query: pageSchema }),
    answer: async (host, { accountId, query }) => listedFrom(await listChannels(host, accountId), query, presentChannel),
  }),
  route({
    method: 'POST',
    path: `${base}/channels/`,
    needs: 'notifications:write',
    status: 201,
    input: inAccount.extend({
      body: z.object({
        kind: z.enum(['slack', 'teams']),
        name: z.string(),
        url: z.string(),
        channel_id: z.preprocess((value) => (value === '' ? null : value), z.string().nullish()),
      }),
    }),
    changes: { event: 'channel.created' },
    answer: async (host, { accountId, body }, { caller }) => {
      const { kind, name, url, channel_id } = body;
      return presentChannel(await createChannel(host, accountId, { kind, name, url, channelId: channel_id ?? null }, caller.label));
    },
  }),
  route({
    method: 'DELETE',
    path: `${base}/channels/:channelId/`,
    needs: 'notifications:write',
    input: oneChannel,
    changes: { event: 'channel.deleted', read: readChannel },
    answer: async (host, { accountId, channelId }) => {
      const channel = await getChannel(host, accountId, channelId);
      await deleteChannel(host, accountId, channelId);
      return presentChannel(channel);
    },
  }),
  route({
    method: 'POST',
    path: `${base}/channels/:channelId/test/`,
    needs: 'notifications:write',
    input: oneChannel,
    changes: null,
    answer: async (host, { accountId, channelId }, { caller }) => ({
      problem: await testChannel(host, accountId, channelId, caller.label),
    }),
  }),
  route({
    method: 'GET',
    path: `${base}/messages/`,
    needs: 'notifications:write',
    input: inAccount.extend({ query: pageSchema }),
    answer: async (host, { accountId, query }) => {
      const found = await listMessages(host, accountId, 500);
      const present = ({ id, runId, kind, target, subject, state, problem, createdAt }: (typeof found)[number]): WireMessage => ({
        ...{ id, kind, target, subject, state, problem },
        run_id: runId,
        created_at: wireTimestamp(createdAt),
      });
      return listedFrom(found, { ...query, order_by: query.order_by ?? '-id' }, present);
    },
  }),
];

export const notifyRoutes: AnyRoute[] = [...ownRoutes, ...channelRoutes];

function personOf(caller: Caller): Id<'user'> {
  if (caller.userId === null)
    throw new Fault('invalid', 'notification.no_person', 'This token is no person, and gets no mail. Use the token of a person.');
  return caller.userId;
}

async function presentOwn(host: Host, accountId: Id<'account'>, caller: Caller): Promise<WireMyNotifications> {
  const userId = personOf(caller);
  const all = await listNotifications(host, accountId);
  const own = all.filter(({ destination }) => destination.type === 1 && destination.userId === userId);
  const among = (key: keyof Occasions) => [...new Set(own.flatMap((it) => it[key]))];
  const user = (await listUsers(host, accountId)).find(({ id }) => id === userId);
  return {
    email: user?.email ?? '',
    sends_mail: isMailConfigured(host),
    on_success: among('onSuccess'),
    on_failure: among('onFailure'),
    on_cancel: among('onCancel'),
    on_warning: among('onWarning'),
  };
}

async function readChannel(
  host: Host,
  { accountId, channelId }: { readonly accountId: Id<'account'>; readonly channelId: Id<'channel'> },
): Promise<unknown> {
  const channel = (await listChannels(host, accountId)).find(({ id }) => id === channelId);
  return channel ? presentChannel(channel) : null;
}

function presentChannel(it: Channel): WireChannel {
  return {
    ...{ id: it.id, kind: it.kind, name: it.name, problem: it.problem },
    channel_id: it.channelId,
    created_by: it.createdBy,
    created_at: wireTimestamp(it.createdAt),
    last_sent_at: it.lastSentAt === null ? null : wireTimestamp(it.lastSentAt),
    failing_since: it.failingSince === null ? null : wireTimestamp(it.failingSince),
  };
}
