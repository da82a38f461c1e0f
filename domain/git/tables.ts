/** The table of repositories: those that Weft keeps, and those that it fetches from elsewhere. */
import type { Id } from '@weft/base/id';
import { bigint, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

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
});
