/** Carries a webhook event to its receiver: every request is written down before it leaves, and tried again after growing pauses. */
import { createHmac } from 'node:crypto';
import { idSchema } from '@weft/base/id';
import { type OutwardAnswer, postOutward } from '@weft/host/ask-outward';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { EventState, Receipt, Subscription, WebhookEvent } from './model.ts';
import { isTaken, pauseAfter } from './model.ts';
import { makePublicId } from './public-id.ts';
import { finishReceipt, insertReceipt, lockEvent, lockTarget, selectReceipts, updateEvent, updateSubscription } from './store.ts';
import { secretPurpose } from './subscriptions.ts';

export const deliveryQueue = 'notify.deliver';

/** `attempt`: the number that this request is to have; work that came back after its attempt was made does nothing. */
const workSchema = z.object({ eventId: idSchema<'webhookEvent'>(), attempt: z.number().int() });
type Work = z.infer<typeof workSchema>;

const interrupted = 'Weft ended before it had the answer; the request may have arrived all the same.';

/** A receiver that is slow holds up one of these, not the others. */
const concurrency = 8;

export async function workDeliveries(host: Host): Promise<void> {
  await host.queue.work(deliveryQueue, { concurrency, retries: 20 }, (data, signal) => deliverEvent(host, workSchema.parse(data), signal));
}

export async function deliverEvent(host: Host, work: Work, signal?: AbortSignal): Promise<void> {
  const begun = await beginAttempt(host, work);
  if (!begun) return;
  const { event, subscription, receipt } = begun;
  const url = new URL(subscription.clientUrl);
  const post = { url, headers: receipt.requestHeaders, body: event.body };
  const answer = await postOutward(signal ? { ...post, signal } : post);
  await endAttempt(host, begun, answer, signal?.aborted === true);
}

interface Begun {
  readonly event: WebhookEvent;
  readonly subscription: Subscription;
  readonly receipt: Receipt;
}

/** Null: there is nothing to send now. */
async function beginAttempt(host: Host, { eventId, attempt }: Work): Promise<Begun | null> {
  return host.database.transaction(async (tx) => {
    const event = await lockEvent(tx, eventId);
    if (event?.state !== 'pending') return null;
    const receipts = await selectReceipts(tx, [eventId]);
    const last = receipts.at(-1);
    const at = host.clock.now();
    if (last && last.attempt >= attempt) {
      // A process died while it waited for the answer: that request is in the log as it was, and another one follows it.
      const isOpen = last.attempt === attempt && last.finishedAt === null;
      if (isOpen) {
        await finishReceipt(tx, last.id, { finishedAt: at, statusCode: null, error: interrupted, responseBody: '' });
        await host.queue.send(tx, deliveryQueue, { eventId, attempt: attempt + 1 });
      }
      return null;
    }
    const target = await lockTarget(tx, event.subscriptionId);
    if (!target?.subscription.isActive) {
      await updateEvent(tx, eventId, { state: 'dropped', tries: event.tries, nextTryAt: null });
      return null;
    }
    const { subscription, sealedSecret } = target;
    const secret = host.secretBox.open(sealedSecret, secretPurpose(subscription.publicId));
    const requestHeaders = headersOf(event.body, secret);
    const receipt = await insertReceipt(tx, { publicId: makePublicId('wre'), eventId, attempt, requestHeaders, startedAt: at });
    return { event, subscription, receipt };
  });
}

/** dbt Cloud's header is the bare hex digest; some receivers refuse an Authorization that they do not know, and read the other one. */
export function headersOf(body: string, secret: string): Readonly<Record<string, string>> {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    authorization: signature,
    'content-type': 'application/json',
    'user-agent': 'Weft',
    'x-weft-signature': `sha256=${signature}`,
  };
}

async function endAttempt(host: Host, { event, subscription, receipt }: Begun, answer: OutwardAnswer, wasStopped: boolean): Promise<void> {
  const at = host.clock.now();
  const statusCode = answer.kind === 'answered' ? answer.statusCode : null;
  const error = problemOf(answer);
  const responseBody = answer.kind === 'answered' ? host.scrubber.scrub(answer.body) : '';
  await host.database.transaction(async (tx) => {
    const now = await lockEvent(tx, event.id);
    if (!now || !(await finishReceipt(tx, receipt.id, { finishedAt: at, statusCode, error, responseBody }))) return;
    if (error !== null && wasStopped) {
      await host.queue.send(tx, deliveryQueue, { eventId: event.id, attempt: receipt.attempt + 1 });
      return;
    }
    await noteHealth(tx, subscription, { at, statusCode, isTaken: error === null });
    const tries = now.tries + (error === null ? 0 : 1);
    const pause = error === null ? null : pauseAfter(tries);
    const state: EventState = error === null ? 'delivered' : pause === null ? 'failed' : 'pending';
    const nextTryAt = pause === null ? null : new Date(at.getTime() + pause * 1000);
    await updateEvent(tx, event.id, { state, tries, nextTryAt });
    if (pause !== null)
      await host.queue.send(tx, deliveryQueue, { eventId: event.id, attempt: receipt.attempt + 1 }, { startAfterSeconds: pause });
  });
}

export function problemOf(answer: OutwardAnswer): string | null {
  if (answer.kind === 'unanswered') return answer.message;
  if (isTaken(answer.statusCode)) return null;
  if (answer.statusCode >= 300 && answer.statusCode < 400)
    return `The receiver answered ${answer.statusCode}, a redirect, which Weft does not follow: give the address that it leads to.`;
  return `The receiver answered ${answer.statusCode}.`;
}

/** Never switched off by itself: who looks sees since when nothing has arrived. */
export async function noteHealth(
  tx: Tx,
  { id }: Pick<Subscription, 'id'>,
  last: { readonly at: Date; readonly statusCode: number | null; readonly isTaken: boolean },
): Promise<void> {
  const target = await lockTarget(tx, id);
  const failingSince = last.isTaken ? null : (target?.subscription.failingSince ?? last.at);
  await updateSubscription(tx, id, { lastStatusCode: last.statusCode, lastDispatchedAt: last.at, failingSince });
}
