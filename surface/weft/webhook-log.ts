/** The delivery log of a webhook, with every attempt, and sending again by hand: Weft's own, for its page. */
import { idSchema } from '@weft/base/id';
import { eventNotFound, getEvent, type LoggedEvent, listEvents, redeliverEvent } from '@weft/domain/notify/webhook-log';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireLoggedEvent } from '@weft/wire/weft/webhook-log';
import { z } from 'zod';
import { pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Listed, route } from '../kit/route.ts';
import { getReachable } from '../v3/webhook-reach.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, subscriptionId: z.string().max(64) });
const base = '/api/weft/accounts/:accountId/webhooks/:subscriptionId';

export const webhookLogRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: `${base}/log/`,
    needs: 'webhooks:read',
    isList: true,
    input: one.extend({ query: pageSchema }),
    answer: async (host, { query: { limit, offset }, ...input }, { caller }) => {
      const { events, total } = await listEvents(host, await getReachable(host, caller, 'webhooks:read', input), { limit, offset });
      return new Listed({ items: events.map(present), totalCount: total, limit, offset });
    },
  }),
  route({
    method: 'POST',
    path: `${base}/events/:eventId/redeliver/`,
    needs: 'webhooks:write',
    isList: true,
    status: 202,
    input: one.extend({ eventId: z.string().max(64) }),
    changes: { event: 'webhook_event.redelivered' },
    answer: async (host, { accountId, subscriptionId, eventId }, { caller }) => {
      const subscription = await getReachable(host, caller, 'webhooks:write', { accountId, subscriptionId });
      const { event } = await getEvent(host, accountId, eventId);
      if (event.subscriptionId !== subscription.id) throw eventNotFound(eventId);
      return present(await redeliverEvent(host, accountId, eventId));
    },
  }),
];

function present({ event, receipts }: LoggedEvent): WireLoggedEvent {
  return {
    id: event.publicId,
    event_type: event.eventType,
    run_id: event.runId,
    job_id: event.jobId,
    state: event.state,
    created_at: wireTimestamp(event.createdAt),
    next_try_at: event.nextTryAt === null ? null : wireTimestamp(event.nextTryAt),
    body: event.body,
    attempts: receipts.map((receipt) => ({
      id: receipt.publicId,
      number: receipt.attempt,
      started_at: wireTimestamp(receipt.startedAt),
      finished_at: receipt.finishedAt === null ? null : wireTimestamp(receipt.finishedAt),
      status_code: receipt.statusCode,
      error: receipt.error,
      request_headers: receipt.requestHeaders,
      response_body: receipt.responseBody,
    })),
  };
}
