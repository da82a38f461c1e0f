/** Shows webhooks, their events and receipts in the words of v3. */
import type { Subscription } from '@weft/domain/notify/model';
import type { LoggedEvent } from '@weft/domain/notify/webhook-log';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireReceipt, WireSubscription, WireWebhookEvent } from '@weft/wire/v3/webhook';

export function presentSubscription(it: Subscription): WireSubscription {
  return {
    id: it.publicId,
    account_id: it.accountId,
    account_identifier: identifierOf(it.accountId),
    name: it.name,
    description: it.description,
    event_types: it.eventTypes,
    job_ids: it.jobIds,
    client_url: it.clientUrl,
    active: it.isActive,
    http_status_code: String(it.lastStatusCode ?? 0),
    dispatched_at: microseconds(it.lastDispatchedAt),
    deactivate_reason: '',
    created_at: microseconds(it.createdAt),
    updated_at: microseconds(it.updatedAt),
    failing_since: it.failingSince === null ? null : wireTimestamp(it.failingSince),
    created_by: it.createdBy,
  };
}

export function presentEvent({ event, receipts }: LoggedEvent, subscription: Subscription): WireWebhookEvent {
  return {
    id: event.publicId,
    subscription_id: subscription.publicId,
    account_identifier: identifierOf(event.accountId),
    account_id: String(event.accountId),
    job_id: event.jobId === null ? '' : String(event.jobId),
    trigger_event_type: event.eventType,
    payload: event.body,
    http_status_code: String(receipts.at(-1)?.statusCode ?? 0),
  };
}

export function presentReceipts({ event, receipts }: LoggedEvent, subscription: Subscription): WireReceipt[] {
  return receipts.map((receipt) => ({
    id: receipt.publicId,
    event_id: event.publicId,
    subscription_id: subscription.publicId,
    dispatched_at: microseconds(receipt.startedAt),
    http_status_code: String(receipt.statusCode ?? 0),
    error_info: receipt.error ?? '',
    request_body: event.body,
    request_headers: JSON.stringify(receipt.requestHeaders),
    response_body: receipt.responseBody,
  }));
}

function identifierOf(accountId: number): string {
  return `act_${accountId}`;
}

function microseconds(at: Date | null): string {
  return at === null ? '0' : `${at.getTime()}000`;
}
