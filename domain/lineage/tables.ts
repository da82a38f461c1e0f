/** The tables of lineage integrations and what is watched in them. */
import type { Id } from '@weft/base/id';
import { bigint, jsonb, pgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';

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
