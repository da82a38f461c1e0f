/** Webhooks, channels and notifications, as their pages ask for them. */
import { queryOptions } from '@tanstack/react-query';
import type { WireNotification } from '@weft/wire/v2/notification';
import type { WireMadeSubscription, WireSubscription, WireWebhookTest } from '@weft/wire/v3/webhook';
import type { WireChannel, WireMessage, WireModelNotifications, WireMyNotifications } from '@weft/wire/weft/notify';
import type { WireLoggedEvent } from '@weft/wire/weft/webhook-log';
import { ask, get, getPage, tell } from '../../kit/api.ts';

export const eventTypes = [
  { value: 'job.run.started', title: 'Run started' },
  { value: 'job.run.completed', title: 'Run completed' },
  { value: 'job.run.errored', title: 'Run errored' },
] as const;

export interface WebhookInput {
  readonly name: string;
  readonly description: string;
  readonly client_url: string;
  readonly event_types: readonly string[];
  readonly job_ids: readonly number[];
  readonly active: boolean;
}

const webhooks = (accountId: number) => `/api/v3/accounts/${accountId}/webhooks`;

export function webhooksQuery(accountId: number) {
  return queryOptions({
    queryKey: ['webhooks', accountId],
    queryFn: async () => (await getPage<WireSubscription>(`${webhooks(accountId)}/subscriptions?limit=1000`)).items,
  });
}

export function webhookQuery(accountId: number, id: string) {
  return queryOptions({
    queryKey: ['webhooks', accountId, id],
    queryFn: () => get<WireSubscription>(`${webhooks(accountId)}/subscription/${id}`),
  });
}

/** The newest hundred; asked again while something is on its way. */
export function webhookLogQuery(accountId: number, id: string) {
  return queryOptions({
    queryKey: ['webhooks', accountId, id, 'log'],
    queryFn: () => getPage<WireLoggedEvent>(`/api/weft/accounts/${accountId}/webhooks/${id}/log/?limit=100`),
    refetchInterval: ({ state }) => (state.data?.items.some((event) => event.state === 'pending') ? 2_000 : 15_000),
  });
}

/** The answer is the only place where the secret ever is. */
export function createWebhook(accountId: number, input: WebhookInput): Promise<WireMadeSubscription> {
  return ask('POST', `${webhooks(accountId)}/subscriptions`, input);
}

export function changeWebhook(accountId: number, id: string, input: WebhookInput): Promise<WireSubscription> {
  return ask('PUT', `${webhooks(accountId)}/subscription/${id}`, input);
}

export function deleteWebhook(accountId: number, id: string): Promise<void> {
  return tell('DELETE', `${webhooks(accountId)}/subscription/${id}`);
}

export function testWebhook(accountId: number, id: string): Promise<WireWebhookTest> {
  return get(`${webhooks(accountId)}/subscription/${id}/test`);
}

export function redeliver(accountId: number, id: string, eventId: string): Promise<void> {
  return tell('POST', `/api/weft/accounts/${accountId}/webhooks/${id}/events/${eventId}/redeliver/`);
}

export function channelsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['channels', accountId],
    queryFn: async () => (await getPage<WireChannel>(`/api/weft/accounts/${accountId}/channels/?limit=1000`)).items,
  });
}

export function createChannel(
  accountId: number,
  input: { readonly kind: string; readonly name: string; readonly url: string; readonly channel_id: string },
): Promise<WireChannel> {
  return ask('POST', `/api/weft/accounts/${accountId}/channels/`, input);
}

export function deleteChannel(accountId: number, id: number): Promise<void> {
  return tell('DELETE', `/api/weft/accounts/${accountId}/channels/${id}/`);
}

export function testChannel(accountId: number, id: number): Promise<{ readonly problem: string | null }> {
  return ask('POST', `/api/weft/accounts/${accountId}/channels/${id}/test/`);
}

export const occasions = [
  { key: 'on_success', title: 'Succeeds' },
  { key: 'on_warning', title: 'Warns' },
  { key: 'on_failure', title: 'Fails' },
  { key: 'on_cancel', title: 'Is cancelled' },
] as const;
export type Occasion = (typeof occasions)[number]['key'];
export type JobsByOccasion = Readonly<Record<Occasion, readonly number[]>>;

export function myNotificationsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['notifications', accountId, 'mine'],
    queryFn: () => get<WireMyNotifications>(`/api/weft/accounts/${accountId}/notifications/mine/`),
  });
}

export function setMyNotifications(accountId: number, jobs: JobsByOccasion): Promise<WireMyNotifications> {
  const { on_success, on_failure, on_cancel, on_warning } = jobs;
  return ask('PUT', `/api/weft/accounts/${accountId}/notifications/mine/`, { on_success, on_failure, on_cancel, on_warning });
}

export function notificationsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['notifications', accountId],
    queryFn: async () => (await getPage<WireNotification>(`/api/v2/accounts/${accountId}/notifications/?limit=1000`)).items,
  });
}

export function createNotification(accountId: number, input: object): Promise<WireNotification> {
  return ask('POST', `/api/v2/accounts/${accountId}/notifications/`, { account_id: accountId, state: 1, ...input });
}

export function deleteNotification(accountId: number, id: number): Promise<void> {
  return tell('DELETE', `/api/v2/accounts/${accountId}/notifications/${id}/`);
}

export function messagesQuery(accountId: number) {
  return queryOptions({
    queryKey: ['messages', accountId],
    queryFn: async () => (await getPage<WireMessage>(`/api/weft/accounts/${accountId}/messages/?limit=100`)).items,
    refetchInterval: 15_000,
  });
}

export function modelNotificationsQuery(accountId: number, environmentId: number) {
  return queryOptions({
    queryKey: ['model-notifications', accountId, environmentId],
    queryFn: () => get<WireModelNotifications>(`/api/v3/accounts/${accountId}/environments/${environmentId}/model-notifications/`),
  });
}

export function setModelNotifications(accountId: number, environmentId: number, change: object): Promise<WireModelNotifications> {
  return ask('POST', `/api/v3/accounts/${accountId}/environments/${environmentId}/model-notifications/`, change);
}

/** Who asks by the link in a mail need not be signed in. */
export function unsubscribe(link: string): Promise<{ readonly email: string }> {
  return ask('POST', '/api/weft/unsubscribe/', { link });
}
