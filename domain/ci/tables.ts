/** The tables of CI. */
import type { Id } from '@weft/base/id';
import { bigint, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

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
