/** The tables of the audit log: what was done or refused, for how long it is kept, and what was exported. */
import type { Id } from '@weft/base/id';
import { bigint, integer, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const audit = pgSchema('audit');

export const event = audit.table('event', {
  id: id<'auditEvent'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id'),
  at: at('at').notNull(),
  actorKind: text('actor_kind').notNull(),
  actorId: bigint('actor_id', { mode: 'number' }),
  actorLabel: text('actor_label').notNull(),
  address: text('address'),
  userAgent: text('user_agent'),
  event: text('event').notNull(),
  subjectType: text('subject_type'),
  subjectId: text('subject_id'),
  subjectLabel: text('subject_label'),
  projectId: id<'project'>('project_id'),
  outcome: text('outcome', { enum: ['done', 'refused', 'failed'] }),
  before: jsonb('before').$type<unknown>(),
  after: jsonb('after').$type<unknown>(),
  faultCode: text('fault_code'),
  requestCount: integer('request_count').notNull().default(1),
});

export const retention = audit.table('retention', {
  accountId: id<'account'>('account_id').primaryKey(),
  days: integer('days').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const bulkExport = audit.table('export', {
  id: id<'auditExport'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  jobIdentifier: text('job_identifier').notNull(),
  requestedBy: text('requested_by').notNull(),
  filter: jsonb('filter').$type<unknown>().notNull(),
  createdAt: at('created_at').notNull(),
  finishedAt: at('finished_at'),
  blobKey: text('blob_key'),
  sizeBytes: bigint('size_bytes', { mode: 'number' }),
  eventCount: bigint('event_count', { mode: 'number' }),
  failure: text('failure'),
});
