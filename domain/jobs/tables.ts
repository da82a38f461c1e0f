/** The table of jobs. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, integer, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const jobs = pgSchema('jobs');

export const job = jobs.table('job', {
  id: id<'job'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  environmentId: id<'environment'>('environment_id').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  dbtVersion: text('dbt_version'),
  executeSteps: text('execute_steps').array().notNull(),
  threads: integer('threads').notNull(),
  targetName: text('target_name').notNull(),
  timeoutSeconds: integer('timeout_seconds').notNull(),
  generateDocs: boolean('generate_docs').notNull(),
  runGenerateSources: boolean('run_generate_sources').notNull(),
  triggers: jsonb('triggers').$type<unknown>().notNull(),
  schedule: jsonb('schedule').$type<unknown>(),
  jobType: text('job_type').notNull(),
  completionTrigger: jsonb('completion_trigger').$type<unknown>(),
  upstream: jsonb('upstream').$type<unknown>(),
  nextRunAt: at('next_run_at'),
  deferringEnvironmentId: id<'environment'>('deferring_environment_id'),
  deferringJobId: id<'job'>('deferring_job_id'),
  settings: jsonb('settings').$type<unknown>().notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  deletedAt: at('deleted_at'),
});
