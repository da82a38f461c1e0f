/** The table of managed repositories. */
import type { Id } from '@weft/base/id';
import { bigint, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

export const git = pgSchema('git');

export const repository = git.table('repository', {
  id: bigint('id', { mode: 'number' }).$type<Id<'repository'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>().notNull(),
  name: text('name').notNull(),
  defaultBranch: text('default_branch').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
});
