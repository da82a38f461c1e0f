/** The tables of projects and their environments. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const projects = pgSchema('projects');

export const project = projects.table('project', {
  id: bigint('id', { mode: 'number' }).$type<Id<'project'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  name: text('name').notNull(),
  description: text('description').notNull().default(''),
  kind: text('kind', { enum: ['default', 'hybrid'] }).notNull(),
  dbtProjectName: text('dbt_project_name'),
  dbtProjectSubdirectory: text('dbt_project_subdirectory'),
  docsJobId: bigint('docs_job_id', { mode: 'number' }).$type<Id<'job'>>(),
  freshnessJobId: bigint('freshness_job_id', { mode: 'number' }).$type<Id<'job'>>(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  deletedAt: at('deleted_at'),
});

export const environment = projects.table('environment', {
  id: bigint('id', { mode: 'number' }).$type<Id<'environment'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>().notNull(),
  name: text('name').notNull(),
  type: text('type', { enum: ['development', 'deployment'] }).notNull(),
  deploymentType: text('deployment_type', { enum: ['production', 'staging'] }),
  dbtVersion: text('dbt_version').notNull(),
  customBranch: text('custom_branch'),
  dbtProjectSubdirectory: text('dbt_project_subdirectory'),
  supportsDocs: boolean('supports_docs').notNull().default(true),
  enableModelQueryHistory: boolean('enable_model_query_history').notNull().default(false),
  enableDbtState: boolean('enable_dbt_state').notNull().default(false),
  connectionId: bigint('connection_id', { mode: 'number' }).$type<Id<'connection'>>(),
  credentialId: bigint('credential_id', { mode: 'number' }).$type<Id<'credential'>>(),
  extendedAttributesId: bigint('extended_attributes_id', { mode: 'number' }).$type<Id<'extendedAttributes'>>(),
  primaryProfileId: bigint('primary_profile_id', { mode: 'number' }).$type<Id<'profile'>>(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  deletedAt: at('deleted_at'),
});
