/** Webhooks (dbt Cloud admin API v3): subscriptions, a test of one, and what was sent for it. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { eventTypes, type Subscription } from '@weft/domain/notify/model';
import { changeSubscription, createSubscription, deleteSubscription, findSubscription } from '@weft/domain/notify/subscriptions';
import { eventNotFound, getEvent, getReceipt, type LoggedEvent, listEvents, testSubscription } from '@weft/domain/notify/webhook-log';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { presentEvent, presentReceipts, presentSubscription } from './present-webhook.ts';
import { getReachable, readableSubscriptions, requireReach } from './webhook-reach.ts';

const accountId = idSchema<'account'>();
const subscriptionId = z.string().max(64);
const eventId = z.string().max(64);
const one = z.object({ accountId, subscriptionId });
const base = '/api/v3/accounts/:accountId/webhooks';

/** Clients send a list, one value, or null. */
const listed = <Item extends z.ZodType>(item: Item) =>
  z.preprocess(
    (value) => (value === null || value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(1000),
  );
/** A form sends words. */
const flag = z.preprocess(
  (value) => (value === 'true' || value === 'True' ? true : value === 'false' || value === 'False' ? false : value),
  z.boolean(),
);
const content = z.object({
  name: z.string(),
  client_url: z.string(),
  event_types: listed(z.enum(eventTypes)),
  job_ids: listed(idSchema<'job'>()),
  description: z.string().nullish(),
  active: flag.nullish(),
});

export const webhookRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/subscriptions/`,
    needs: 'webhooks:read',
    isList: true,
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, { accountId, query }, { caller }) => {
      const found = await readableSubscriptions(host, caller, accountId);
      const { limit, offset } = query;
      const items = found.slice(offset, offset + limit).map(presentSubscription);
      return new Listed({ items, totalCount: found.length, limit, offset });
    },
  }),
  route({
    method: 'POST',
    path: `${base}/subscriptions/`,
    needs: 'webhooks:write',
    isList: true,
    status: 201,
    input: z.object({ accountId, body: content }),
    changes: { event: 'webhook.created' },
    answer: async (host, { accountId, body }, { caller }) => {
      await requireReach(host, caller, accountId, body.job_ids);
      const asked = {
        ...{ name: body.name, clientUrl: body.client_url, eventTypes: unique(body.event_types), jobIds: unique(body.job_ids) },
        ...{ description: body.description ?? '', isActive: body.active ?? true },
      };
      const { subscription, secret } = await createSubscription(host, accountId, asked, caller.label);
      return { ...presentSubscription(subscription), hmac_secret: secret };
    },
  }),
  route({
    method: 'GET',
    path: `${base}/subscription/:subscriptionId/`,
    needs: 'webhooks:read',
    isList: true,
    input: one,
    answer: async (host, input, { caller }) => presentSubscription(await getReachable(host, caller, 'webhooks:read', input)),
  }),
  route({
    method: 'PUT',
    path: `${base}/subscription/:subscriptionId/`,
    needs: 'webhooks:write',
    isList: true,
    input: one.extend({ body: content.partial() }),
    changes: { event: 'webhook.changed', read: readAsBefore },
    answer: async (host, { accountId, subscriptionId, body }, { caller }) => {
      await getReachable(host, caller, 'webhooks:write', { accountId, subscriptionId });
      const jobIds = body.job_ids === undefined ? undefined : unique(body.job_ids);
      if (jobIds) await requireReach(host, caller, accountId, jobIds);
      const change = {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(body.client_url === undefined ? {} : { clientUrl: body.client_url }),
        ...(body.event_types === undefined ? {} : { eventTypes: unique(body.event_types) }),
        ...(jobIds === undefined ? {} : { jobIds }),
        ...(body.description === undefined ? {} : { description: body.description ?? '' }),
        ...(body.active == null ? {} : { isActive: body.active }),
      };
      return presentSubscription(await changeSubscription(host, accountId, subscriptionId, change));
    },
  }),
  route({
    method: 'DELETE',
    path: `${base}/subscription/:subscriptionId/`,
    needs: 'webhooks:write',
    isList: true,
    input: one,
    changes: { event: 'webhook.deleted', read: readAsBefore },
    answer: async (host, input, { caller }) => {
      await getReachable(host, caller, 'webhooks:write', input);
      return { id: (await deleteSubscription(host, input.accountId, input.subscriptionId)).publicId };
    },
  }),
  // The official API tests by GET; it sends, so it takes the right to write.
  route({
    method: 'GET',
    path: `${base}/subscription/:subscriptionId/test/`,
    needs: 'webhooks:write',
    isList: true,
    input: one,
    answer: async (host, input, { caller }) => {
      const { event, receipts } = await testSubscription(host, await getReachable(host, caller, 'webhooks:write', input));
      const last = receipts.at(-1);
      return {
        event_id: event.publicId,
        verification_error: last?.error ?? null,
        verification_status_code: String(last?.statusCode ?? 0),
      };
    },
  }),
  route({
    method: 'GET',
    path: `${base}/subscription/:subscriptionId/events/`,
    needs: 'webhooks:read',
    isList: true,
    input: one.extend({ query: pageSchema }),
    answer: async (host, { query: { limit, offset }, ...input }, { caller }) => {
      const subscription = await getReachable(host, caller, 'webhooks:read', input);
      const { events, total } = await listEvents(host, subscription, { limit, offset });
      return new Listed({ items: events.map((event) => presentEvent(event, subscription)), totalCount: total, limit, offset });
    },
  }),
  route({
    method: 'GET',
    path: `${base}/subscription/:subscriptionId/event/:eventId/receipt/`,
    needs: 'webhooks:read',
    isList: true,
    input: one.extend({ eventId }),
    answer: async (host, input, { caller }) => {
      const subscription = await getReachable(host, caller, 'webhooks:read', input);
      const found = await getReachableEvent(host, caller, input, subscription);
      return presentReceipts(found.logged, found.subscription);
    },
  }),
  route({
    method: 'GET',
    path: `${base}/event/:eventId/`,
    needs: 'webhooks:read',
    isList: true,
    input: z.object({ accountId, eventId }),
    answer: async (host, input, { caller }) => {
      const { logged, subscription } = await getReachableEvent(host, caller, input);
      return presentEvent(logged, subscription);
    },
  }),
  route({
    method: 'GET',
    path: `${base}/event/:eventId/receipts/`,
    needs: 'webhooks:read',
    isList: true,
    input: z.object({ accountId, eventId }),
    answer: async (host, input, { caller }) => {
      const { logged, subscription } = await getReachableEvent(host, caller, input);
      return presentReceipts(logged, subscription);
    },
  }),
  route({
    method: 'GET',
    path: `${base}/receipt/:receiptId/`,
    needs: 'webhooks:read',
    isList: true,
    input: z.object({ accountId, receiptId: z.string().max(64) }),
    answer: async (host, { accountId, receiptId }, { caller }) => {
      const { event } = await getReceipt(host, accountId, receiptId);
      const { logged, subscription } = await getReachableEvent(host, caller, { accountId, eventId: event.publicId });
      return presentReceipts(logged, subscription).find(({ id }) => id === receiptId);
    },
  }),
];

/** Faults: not_found `webhook_event.not_found`, `webhook.not_found`. */
async function getReachableEvent(
  host: Host,
  caller: Caller,
  asked: { readonly accountId: Id<'account'>; readonly eventId: string },
  of?: Subscription,
): Promise<{ readonly logged: LoggedEvent; readonly subscription: Subscription }> {
  const logged = await getEvent(host, asked.accountId, asked.eventId);
  const subscription = (await readableSubscriptions(host, caller, asked.accountId)).find(({ id }) => id === logged.event.subscriptionId);
  if (!subscription || (of && of.id !== subscription.id)) throw eventNotFound(asked.eventId);
  return { logged, subscription };
}

async function readAsBefore(host: Host, input: { readonly accountId: Id<'account'>; readonly subscriptionId: string }): Promise<unknown> {
  const found = await findSubscription(host, input.accountId, input.subscriptionId);
  return found === null ? null : presentSubscription(found);
}

function unique<Value>(values: readonly Value[]): Value[] {
  return [...new Set(values)];
}
