/** The tables of notify: webhook subscriptions with their log, channels, notifications, and the messages that they led to. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();
const jobIds = (name: string) => bigint(name, { mode: 'number' }).array().$type<Id<'job'>[]>();

export const notify = pgSchema('notify');

export const subscription = notify.table('subscription', {
  id: id<'subscription'>('id').generatedAlwaysAsIdentity().primaryKey(),
  publicId: text('public_id').notNull(),
  accountId: id<'account'>('account_id').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  eventTypes: text('event_types').array().notNull(),
  jobIds: jobIds('job_ids').notNull(),
  clientUrl: text('client_url').notNull(),
  isActive: boolean('is_active').notNull(),
  sealedSecret: text('sealed_secret').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  deletedAt: at('deleted_at'),
  lastStatusCode: integer('last_status_code'),
  lastDispatchedAt: at('last_dispatched_at'),
  failingSince: at('failing_since'),
});

export const event = notify.table('event', {
  id: id<'webhookEvent'>('id').generatedAlwaysAsIdentity().primaryKey(),
  publicId: text('public_id').notNull(),
  accountId: id<'account'>('account_id').notNull(),
  subscriptionId: id<'subscription'>('subscription_id').notNull(),
  eventType: text('event_type').notNull(),
  runId: id<'run'>('run_id'),
  jobId: id<'job'>('job_id'),
  body: text('body').notNull(),
  state: text('state', { enum: ['pending', 'delivered', 'failed', 'dropped'] }).notNull(),
  tries: integer('tries').notNull(),
  nextTryAt: at('next_try_at'),
  createdAt: at('created_at').notNull(),
});

export const receipt = notify.table('receipt', {
  id: id<'receipt'>('id').generatedAlwaysAsIdentity().primaryKey(),
  publicId: text('public_id').notNull(),
  eventId: id<'webhookEvent'>('event_id').notNull(),
  attempt: integer('attempt').notNull(),
  requestHeaders: jsonb('request_headers').$type<unknown>().notNull(),
  startedAt: at('started_at').notNull(),
  finishedAt: at('finished_at'),
  statusCode: integer('status_code'),
  error: text('error'),
  responseBody: text('response_body').notNull(),
});

export const channel = notify.table('channel', {
  id: id<'channel'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  kind: text('kind', { enum: ['slack', 'teams'] }).notNull(),
  name: text('name').notNull(),
  channelId: text('channel_id').notNull(),
  sealedUrl: text('sealed_url').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  lastSentAt: at('last_sent_at'),
  problem: text('problem'),
  failingSince: at('failing_since'),
  deletedAt: at('deleted_at'),
});

export const notification = notify.table('notification', {
  id: id<'notification'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  userId: id<'user'>('user_id'),
  type: integer('type').notNull(),
  externalEmail: text('external_email'),
  slackChannelId: text('slack_channel_id'),
  slackChannelName: text('slack_channel_name'),
  onSuccess: jobIds('on_success').notNull(),
  onFailure: jobIds('on_failure').notNull(),
  onCancel: jobIds('on_cancel').notNull(),
  onWarning: jobIds('on_warning').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  deletedAt: at('deleted_at'),
});

export const modelSetting = notify.table('model_setting', {
  environmentId: id<'environment'>('environment_id').primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  isEnabled: boolean('is_enabled').notNull(),
  onSuccess: boolean('on_success').notNull(),
  onFailure: boolean('on_failure').notNull(),
  onWarning: boolean('on_warning').notNull(),
  onSkipped: boolean('on_skipped').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const message = notify.table('message', {
  id: id<'message'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  runId: id<'run'>('run_id').notNull(),
  kind: text('kind', { enum: ['run', 'models_at_once', 'models'] }).notNull(),
  target: text('target').notNull(),
  subject: text('subject').notNull(),
  content: jsonb('content').$type<unknown>().notNull(),
  state: text('state', { enum: ['queued', 'sent', 'failed'] }).notNull(),
  tries: integer('tries').notNull(),
  problem: text('problem'),
  createdAt: at('created_at').notNull(),
  sentAt: at('sent_at'),
});

export const unsubscribed = notify.table(
  'unsubscribed',
  {
    accountId: id<'account'>('account_id').notNull(),
    email: text('email').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.email] })],
);
