/** The tables of the mesh. */
import type { Id } from '@weft/base/id';
import { bigint, integer, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const mesh = pgSchema('mesh');

export const publication = mesh.table('publication', {
  id: bigint('id', { mode: 'number' }).$type<Id<'publication'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>().notNull(),
  environmentId: bigint('environment_id', { mode: 'number' }).$type<Id<'environment'>>().notNull(),
  dbtProjectName: text('dbt_project_name').notNull(),
  invocationId: bigint('invocation_id', { mode: 'number' }).$type<Id<'invocation'>>().notNull(),
  digest: text('digest').notNull(),
  body: text('body').notNull(),
  publicModelCount: integer('public_model_count').notNull(),
  generatedAt: at('generated_at').notNull(),
  confirmedInvocationId: bigint('confirmed_invocation_id', { mode: 'number' }).$type<Id<'invocation'>>().notNull(),
  confirmedAt: at('confirmed_at').notNull(),
});

export const currentPublication = mesh.table('current_publication', {
  environmentId: bigint('environment_id', { mode: 'number' }).$type<Id<'environment'>>().primaryKey(),
  publicationId: bigint('publication_id', { mode: 'number' }).$type<Id<'publication'>>().notNull(),
});

export const dependency = mesh.table('dependency', {
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>().notNull(),
  upstreamName: text('upstream_name').notNull(),
  seenAt: at('seen_at').notNull(),
});

export const reference = mesh.table('reference', {
  environmentId: bigint('environment_id', { mode: 'number' }).$type<Id<'environment'>>().notNull(),
  consumerUniqueId: text('consumer_unique_id').notNull(),
  upstreamUniqueId: text('upstream_unique_id').notNull(),
});
