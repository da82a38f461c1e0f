/** The tables of git: repositories that Weft keeps or fetches from elsewhere, what lets somebody into one, and moves out of Weft. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, customType, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

export const git = pgSchema('git');

export const repository = git.table('repository', {
  id: bigint('id', { mode: 'number' }).$type<Id<'repository'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>().notNull(),
  name: text('name').notNull(),
  defaultBranch: text('default_branch').notNull(),
  remoteUrl: text('remote_url'),
  fullName: text('full_name'),
  gitCloneStrategy: text('git_clone_strategy').notNull().default('deploy_key'),
  pullRequestUrlTemplate: text('pull_request_url_template').notNull().default(''),
  provider: jsonb('provider').$type<unknown>().notNull().default({}),
  username: text('username'),
  sealedToken: text('sealed_token'),
  sealedPrivateKey: text('sealed_private_key'),
  publicKey: text('public_key'),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
  updatedAt: timestamp('updated_at', { withTimezone: true }).notNull(),
  deletedAt: timestamp('deleted_at', { withTimezone: true }),
  branches: jsonb('branches').$type<unknown>(),
  fetchedAt: at('fetched_at'),
  fetchFailure: text('fetch_failure'),
});

export const deployCredential = git.table('deploy_credential', {
  id: bigint('id', { mode: 'number' }).$type<Id<'deployCredential'>>().generatedAlwaysAsIdentity().primaryKey(),
  repositoryId: bigint('repository_id', { mode: 'number' }).$type<Id<'repository'>>().notNull(),
  name: text('name').notNull(),
  mayPush: boolean('may_push').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  tokenHint: text('token_hint').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at'),
  revokedAt: at('revoked_at'),
});

export const move = git.table('move', {
  repositoryId: bigint('repository_id', { mode: 'number' }).$type<Id<'repository'>>().primaryKey(),
  remoteUrl: text('remote_url').notNull(),
  username: text('username'),
  sealedToken: text('sealed_token'),
  sealedPrivateKey: text('sealed_private_key'),
  publicKey: text('public_key'),
  state: text('state').notNull(),
  steps: jsonb('steps').$type<unknown>().notNull(),
  askedBy: text('asked_by').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});
