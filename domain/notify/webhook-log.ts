/** What was sent for a subscription and what came back: read, tested, sent again by hand, and forgotten after thirty days. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { postOutward } from '@weft/host/ask-outward';
import type { Host } from '@weft/host/host';
import { deliveryQueue, headersOf, noteHealth, problemOf } from './deliver-event.ts';
import type { Receipt, Subscription, WebhookEvent } from './model.ts';
import { keptDays, testEventType } from './model.ts';
import { makePublicId } from './public-id.ts';
import { testPayload } from './run-payload.ts';
import {
  deleteEventsBefore,
  finishReceipt,
  insertEvent,
  insertReceipt,
  lockEvent,
  lockTarget,
  selectEvent,
  selectEvents,
  selectReceipt,
  selectReceipts,
  updateEvent,
} from './store.ts';
import { secretPurpose, webhookNotFound } from './subscriptions.ts';

export interface LoggedEvent {
  readonly event: WebhookEvent;
  readonly receipts: readonly Receipt[];
}

/** Newest first. */
export async function listEvents(
  host: Host,
  subscription: Subscription,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly events: readonly LoggedEvent[]; readonly total: number }> {
  const { events, total } = await selectEvents(host.database.db, subscription.id, page);
  const receipts =
    events.length === 0
      ? []
      : await selectReceipts(
          host.database.db,
          events.map(({ id }) => id),
        );
  return { events: events.map((event) => ({ event, receipts: receipts.filter(({ eventId }) => eventId === event.id) })), total };
}

/** Faults: not_found `webhook_event.not_found`. */
export async function getEvent(host: Host, accountId: Id<'account'>, publicId: string): Promise<LoggedEvent> {
  const event = await selectEvent(host.database.db, accountId, publicId);
  if (!event) throw eventNotFound(publicId);
  return { event, receipts: await selectReceipts(host.database.db, [event.id]) };
}

/** Faults: not_found `webhook_receipt.not_found`. */
export async function getReceipt(
  host: Host,
  accountId: Id<'account'>,
  publicId: string,
): Promise<{ readonly receipt: Receipt; readonly event: WebhookEvent }> {
  const found = await selectReceipt(host.database.db, accountId, publicId);
  if (!found) throw new Fault('not_found', 'webhook_receipt.not_found', `There is no receipt ${publicId} in this account.`);
  return found;
}

/** Sends a made-up event now and waits for the answer; it is in the log, and is not tried again. */
export async function testSubscription(host: Host, subscription: Subscription): Promise<LoggedEvent> {
  const at = host.clock.now();
  const publicId = makePublicId('wev');
  const body = testPayload({ subscription, eventId: publicId, at });
  const { id: subscriptionId, accountId } = subscription;
  const sent = await host.database.transaction(async (tx) => {
    const target = await lockTarget(tx, subscriptionId);
    if (!target) throw webhookNotFound(subscription.publicId);
    const secret = host.secretBox.open(target.sealedSecret, secretPurpose(subscription.publicId));
    const values = { publicId, accountId, subscriptionId, eventType: testEventType, runId: null, jobId: null, body, createdAt: at };
    const event = await insertEvent(tx, values);
    if (!event) throw new Error('a test was made twice');
    // Whatever becomes of this process, nobody is to send a test later.
    await updateEvent(tx, event.id, { state: 'failed', tries: 1, nextTryAt: null });
    const requestHeaders = headersOf(body, secret);
    return insertReceipt(tx, { publicId: makePublicId('wre'), eventId: event.id, attempt: 1, requestHeaders, startedAt: at });
  });
  const answer = await postOutward({ url: new URL(subscription.clientUrl), headers: sent.requestHeaders, body });
  const statusCode = answer.kind === 'answered' ? answer.statusCode : null;
  const error = problemOf(answer);
  const responseBody = answer.kind === 'answered' ? host.scrubber.scrub(answer.body) : '';
  await host.database.transaction(async (tx) => {
    const end = { finishedAt: host.clock.now(), statusCode, error, responseBody };
    await finishReceipt(tx, sent.id, end);
    await updateEvent(tx, sent.eventId, { state: error === null ? 'delivered' : 'failed', tries: error === null ? 0 : 1, nextTryAt: null });
    await noteHealth(tx, subscription, { at: end.finishedAt, statusCode, isTaken: error === null });
  });
  return getEvent(host, accountId, publicId);
}

/** The same body under the same event id, with five new tries. Faults: not_found `webhook_event.not_found`; conflict `webhook_event.under_way`. */
export async function redeliverEvent(host: Host, accountId: Id<'account'>, publicId: string): Promise<LoggedEvent> {
  const { event } = await getEvent(host, accountId, publicId);
  await host.database.transaction(async (tx) => {
    const now = await lockEvent(tx, event.id);
    if (!now) throw eventNotFound(publicId);
    if (now.state === 'pending')
      throw new Fault(
        'conflict',
        'webhook_event.under_way',
        `The event ${publicId} is still being delivered; it is tried again ${now.nextTryAt === null ? 'soon' : `at ${now.nextTryAt.toISOString()}`}.`,
      );
    const last = (await selectReceipts(tx, [event.id])).at(-1)?.attempt ?? 0;
    await updateEvent(tx, event.id, { state: 'pending', tries: 0, nextTryAt: host.clock.now() });
    await host.queue.send(tx, deliveryQueue, { eventId: event.id, attempt: last + 1 });
  });
  return getEvent(host, accountId, publicId);
}

/** Those that are still to be sent stay. */
export async function forgetOldEvents(host: Host): Promise<void> {
  const before = new Date(host.clock.now().getTime() - keptDays * 24 * 3600 * 1000);
  const count = await host.database.transaction((tx) => deleteEventsBefore(tx, before));
  if (count > 0) host.log.info('webhook_log.forgotten', { count });
}

export function eventNotFound(publicId: string): Fault {
  return new Fault(
    'not_found',
    'webhook_event.not_found',
    `There is no webhook event ${publicId} in this account, or it is older than ${keptDays} days.`,
  );
}
