/** The nouns of webhooks and every decision about them: who wants an event, when to try again, what an address may be. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';

/** dbt Cloud's own names (docs, "webhooks"). */
export const eventTypes = ['job.run.started', 'job.run.completed', 'job.run.errored'] as const;
export type EventType = (typeof eventTypes)[number];

/** What a test sends: no receiver takes it for news of a run. */
export const testEventType = 'webhook.test';

export interface Subscription {
  readonly id: Id<'subscription'>;
  /** `wsu_…`: what clients know it by. */
  readonly publicId: string;
  readonly accountId: Id<'account'>;
  readonly name: string;
  readonly description: string;
  readonly eventTypes: readonly EventType[];
  /** Empty: all jobs of the account, those to come too. */
  readonly jobIds: readonly Id<'job'>[];
  readonly clientUrl: string;
  readonly isActive: boolean;
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  /** Of the last answer; null: nothing was sent yet, or nobody answered. */
  readonly lastStatusCode: number | null;
  readonly lastDispatchedAt: Date | null;
  /** Nothing has arrived since; null: the last delivery did, or there was none. */
  readonly failingSince: Date | null;
}

export type SubscriptionContent = Pick<Subscription, 'name' | 'description' | 'eventTypes' | 'jobIds' | 'clientUrl' | 'isActive'>;

export type EventState = 'pending' | 'delivered' | 'failed' | 'dropped';

export interface WebhookEvent {
  readonly id: Id<'webhookEvent'>;
  /** `wev_…`; the same at every try, so that a receiver can tell what it has had. */
  readonly publicId: string;
  readonly accountId: Id<'account'>;
  readonly subscriptionId: Id<'subscription'>;
  readonly eventType: string;
  /** Null: a test. */
  readonly runId: Id<'run'> | null;
  readonly jobId: Id<'job'> | null;
  readonly body: string;
  readonly state: EventState;
  /** Failed tries of the present round. */
  readonly tries: number;
  readonly nextTryAt: Date | null;
  readonly createdAt: Date;
}

/** One request that left, and what came back. */
export interface Receipt {
  readonly id: Id<'receipt'>;
  /** `wre_…` */
  readonly publicId: string;
  readonly eventId: Id<'webhookEvent'>;
  /** From 1, over all rounds. */
  readonly attempt: number;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly startedAt: Date;
  /** Null: it is under way. */
  readonly finishedAt: Date | null;
  readonly statusCode: number | null;
  /** Null: the receiver took it. */
  readonly error: string | null;
  /** Its first characters. */
  readonly responseBody: string;
}

export const triesMax = 5;
export const keptDays = 30;
const pausesSeconds = [10, 60, 600, 3600];

/** How long after so many failed tries the next one is made; null: that was the last. */
export function pauseAfter(tries: number): number | null {
  return tries >= triesMax ? null : (pausesSeconds[tries - 1] ?? null);
}

/** Receivers answer 2xx when they have taken it; a redirect is not followed, since its target was never agreed on. */
export function isTaken(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

export function wants(it: Pick<Subscription, 'eventTypes' | 'jobIds' | 'isActive'>, type: EventType, jobId: Id<'job'>): boolean {
  return it.isActive && it.eventTypes.includes(type) && (it.jobIds.length === 0 || it.jobIds.includes(jobId));
}

const urlLengthMax = 2048;

/** Faults: invalid `webhook.invalid`. */
export function checkContent(content: SubscriptionContent): void {
  const refuse = (message: string) => new Fault('invalid', 'webhook.invalid', message);
  const { name, description, jobIds } = content;
  if (name.trim() === '' || name.length > 255) throw refuse('A webhook needs a name of at most 255 characters.');
  if (description.length > 2000) throw refuse('The description of a webhook has at most 2,000 characters.');
  if (content.eventTypes.length === 0) throw refuse(`A webhook needs at least one of the events ${eventTypes.join(', ')}.`);
  if (jobIds.length > 1000) throw refuse('A webhook names at most 1,000 jobs; leave job_ids empty for all of them.');
  readOutwardUrl(content.clientUrl, 'client_url');
}

/** Fault: invalid `webhook.url_invalid`. */
export function readOutwardUrl(text: string, field: string): URL {
  const refuse = (why: string) => new Fault('invalid', 'webhook.url_invalid', `${field} ${why}, such as https://hooks.example.com/weft.`);
  if (text.length > urlLengthMax) throw refuse(`has more than ${urlLengthMax} characters; give a shorter address`);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) throw refuse('must be an http or https address');
  // The header that user and password would travel in carries the signature.
  if (url.username !== '' || url.password !== '') throw refuse('cannot hold a user or password; give a plain address');
  return url;
}
