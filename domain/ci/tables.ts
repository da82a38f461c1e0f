/** The tables of CI: webhooks of repositories and what came by them, pull requests, what was done about each commit, what providers are told, and clean-ups. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const ci = pgSchema('ci');

export const cleanUp = ci.table('clean_up', {
  id: id<'cleanUp'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  subject: jsonb('subject').$type<unknown>().notNull(),
  reason: text('reason', { enum: ['closed', 'merged', 'expired', 'job_deleted', 'environment_deleted', 'by_hand'] }).notNull(),
  actor: jsonb('actor').$type<unknown>(),
  madeBy: text('made_by'),
  state: text('state', { enum: ['queued', 'running', 'succeeded', 'failed'] }).notNull(),
  message: text('message'),
  attempts: integer('attempts').notNull().default(0),
  createdAt: at('created_at').notNull(),
  startedAt: at('started_at'),
  finishedAt: at('finished_at'),
});

export const cleanUpItem = ci.table(
  'clean_up_item',
  {
    cleanUpId: id<'cleanUp'>('clean_up_id').notNull(),
    key: text('key').notNull(),
    kind: text('kind', { enum: ['relation', 'schema'] }).notNull(),
    environmentId: id<'environment'>('environment_id').notNull(),
    database: text('database_name').notNull(),
    schema: text('schema_name').notNull(),
    identifier: text('identifier').notNull(),
    outcome: text('outcome', { enum: ['planned', 'dropped', 'gone', 'kept', 'failed'] }).notNull(),
    message: text('message'),
    settledAt: at('settled_at'),
  },
  (table) => [primaryKey({ columns: [table.cleanUpId, table.kind, table.key] })],
);

export const hook = ci.table('hook', {
  repositoryId: id<'repository'>('repository_id').primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  publicId: text('public_id').notNull(),
  provider: text('provider', { enum: ['github', 'gitlab', 'bitbucket', 'generic'] }).notNull(),
  apiBaseUrl: text('api_base_url'),
  sealedSecret: text('sealed_secret').notNull(),
  isCommenting: boolean('is_commenting').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  refusedCount: bigint('refused_count', { mode: 'number' }).notNull().default(0),
  refusedAt: at('refused_at'),
  refusedReason: text('refused_reason'),
});

export const delivery = ci.table('delivery', {
  id: id<'hookDelivery'>('id').generatedAlwaysAsIdentity().primaryKey(),
  repositoryId: id<'repository'>('repository_id').notNull(),
  deliveryKey: text('delivery_key').notNull(),
  bodyHash: text('body_hash').notNull(),
  name: text('name').notNull(),
  event: jsonb('event').$type<unknown>().notNull(),
  outcome: text('outcome', { enum: ['waiting', 'acted', 'nothing', 'failed'] }).notNull(),
  explanation: text('explanation').notNull(),
  count: integer('count').notNull(),
  receivedAt: at('received_at').notNull(),
  lastReceivedAt: at('last_received_at').notNull(),
});

export const pullRequest = ci.table('pull_request', {
  id: id<'pullRequest'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  repositoryId: id<'repository'>('repository_id').notNull(),
  provider: text('provider', { enum: ['github', 'gitlab', 'azure', 'bitbucket', 'generic'] }).notNull(),
  number: bigint('number', { mode: 'number' }).notNull(),
  title: text('title').notNull(),
  author: text('author'),
  url: text('url'),
  headSha: text('head_sha'),
  headBranch: text('head_branch'),
  baseBranch: text('base_branch'),
  isDraft: boolean('is_draft').notNull(),
  isFork: boolean('is_fork').notNull(),
  state: text('state', { enum: ['open', 'closed', 'merged'] }).notNull(),
  openings: integer('openings').notNull(),
  toldAt: at('told_at').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const prCheck = ci.table('pr_check', {
  id: id<'prCheck'>('id').generatedAlwaysAsIdentity().primaryKey(),
  pullRequestId: id<'pullRequest'>('pull_request_id').notNull(),
  jobId: id<'job'>('job_id').notNull(),
  headSha: text('head_sha'),
  outcome: text('outcome', { enum: ['run', 'not_affected', 'refused'] }).notNull(),
  explanation: text('explanation').notNull(),
  runId: id<'run'>('run_id'),
  supersededBy: id<'run'>('superseded_by'),
  madeAt: at('made_at').notNull(),
});

export const report = ci.table('report', {
  id: id<'report'>('id').generatedAlwaysAsIdentity().primaryKey(),
  pullRequestId: id<'pullRequest'>('pull_request_id').notNull(),
  kind: text('kind', { enum: ['status', 'comment'] }).notNull(),
  sha: text('sha').notNull(),
  /** 0: the comment, which is of all jobs. */
  jobId: bigint('job_id', { mode: 'number' }).notNull(),
  wanted: jsonb('wanted').$type<unknown>().notNull(),
  version: integer('version').notNull(),
  sentVersion: integer('sent_version').notNull(),
  remoteId: text('remote_id'),
  tries: integer('tries').notNull(),
  problem: text('problem'),
  isGivenUp: boolean('is_given_up').notNull().default(false),
  heldUntil: at('held_until'),
  sentAt: at('sent_at'),
  updatedAt: at('updated_at').notNull(),
});
