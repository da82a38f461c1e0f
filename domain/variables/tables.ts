/** The table of variables: one row a name and place. */
import type { Id } from '@weft/base/id';
import { bigint, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import { levels } from './model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const variables = pgSchema('variables');

export const variable = variables.table('variable', {
  id: id<'variable'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  name: text('name').notNull(),
  level: text('level', { enum: levels }).notNull(),
  environmentId: id<'environment'>('environment_id'),
  jobId: id<'job'>('job_id'),
  userId: id<'user'>('user_id'),
  sealedValue: text('sealed_value').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});
