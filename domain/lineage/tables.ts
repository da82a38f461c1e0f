/** The tables of lineage integrations and what is watched in them. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, customType, integer, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const lineage = pgSchema('lineage');

export const integration = lineage.table('integration', {
  id: id<'lineageIntegration'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  name: text('name').notNull(),
  config: jsonb('config').$type<unknown>().notNull(),
  sealedSecrets: text('sealed_secrets'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const selection = lineage.table(
  'selection',
  {
    integrationId: id<'lineageIntegration'>('integration_id').notNull(),
    identifier: text('identifier').notNull(),
    name: text('name').notNull(),
    type: text('type', { enum: ['folder', 'dashboard'] }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.integrationId, table.identifier] })],
);

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const node = lineage.table(
  'node',
  {
    environmentId: id<'environment'>('environment_id').notNull(),
    accountId: id<'account'>('account_id').notNull(),
    projectId: id<'project'>('project_id').notNull(),
    uniqueId: text('unique_id').notNull(),
    entryId: id<'entry'>('entry_id').notNull(),
    inputsDigest: bytea('inputs_digest').notNull(),
    columnsDigest: bytea('columns_digest').notNull(),
    producer: text('producer'),
    isPublic: boolean('is_public').notNull(),
    answer: jsonb('answer').$type<unknown>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.environmentId, table.uniqueId] })],
);

export const progress = lineage.table('progress', {
  environmentId: id<'environment'>('environment_id').primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  stateVersionId: id<'stateVersion'>('state_version_id').notNull(),
  nodeCount: integer('node_count').notNull(),
  doneCount: integer('done_count').notNull(),
  tracedCount: integer('traced_count').notNull(),
  startedAt: at('started_at').notNull(),
  finishedAt: at('finished_at'),
});
