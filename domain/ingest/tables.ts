/** The tables of ingest. */
import type { Id } from '@weft/base/id';
import {
  bigint,
  boolean,
  customType,
  doublePrecision,
  integer,
  jsonb,
  pgSchema,
  real,
  smallint,
  text,
  timestamp,
} from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const number = (name: string) => bigint(name, { mode: 'number' });
const accountId = () => number('account_id').$type<Id<'account'>>();
const projectId = () => number('project_id').$type<Id<'project'>>();
const environmentId = () => number('environment_id').$type<Id<'environment'>>();
const invocationId = () => number('invocation_id').$type<Id<'invocation'>>();
const stateVersionId = () => number('state_version_id').$type<Id<'stateVersion'>>();
const entryId = (name = 'entry_id') => number(name).$type<Id<'entry'>>();
const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export const ingest = pgSchema('ingest');

export const intake = ingest.table('intake', {
  id: number('id').$type<Id<'invocation'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: accountId().notNull(),
  projectId: projectId().notNull(),
  environmentId: environmentId().notNull(),
  uploadId: number('upload_id').$type<Id<'upload'>>(),
  startedAt: at('started_at').notNull(),
  sealedAt: at('sealed_at'),
  staged: jsonb('staged'),
  manifestEntryIds: bytea('manifest_entry_ids'),
  catalogEntryIds: bytea('catalog_entry_ids'),
});

export const upload = ingest.table('upload', {
  id: number('id').$type<Id<'upload'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: accountId().notNull(),
  projectId: projectId().notNull(),
  environmentId: environmentId().notNull(),
  createdBy: text('created_by').notNull(),
  jobIdHint: number('job_id_hint'),
  secretHash: bytea('secret_hash').notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  state: text('state', { enum: ['open', 'received', 'completed', 'accepted', 'rejected', 'duplicate', 'expired'] }).notNull(),
  sizeBytes: number('size_bytes'),
  crc32: number('crc32'),
  intakeId: number('intake_id').$type<Id<'invocation'>>(),
  receivedAt: at('received_at'),
  completedAt: at('completed_at'),
  settledAt: at('settled_at'),
  failures: integer('failures').notNull().default(0),
  invocationId: invocationId(),
  reasonKind: text('reason_kind'),
  reasonCode: text('reason_code'),
  reasonMessage: text('reason_message'),
});

export const entry = ingest.table('entry', {
  id: entryId('id').primaryKey(),
  projectId: projectId().notNull(),
  packId: number('pack_id').$type<Id<'invocation'>>().notNull(),
  packOffset: number('pack_offset').notNull(),
  packLength: integer('pack_length').notNull(),
  packIndex: smallint('pack_index').notNull(),
  isExternal: boolean('is_external').notNull(),
  isContractEnforced: boolean('is_contract_enforced').notNull(),
  section: text('section').notNull(),
  key: text('key').notNull(),
  hash: bytea('hash').notNull(),
  resourceType: text('resource_type'),
  name: text('name'),
  packageName: text('package_name'),
  database: text('database_name'),
  schema: text('schema_name'),
  identifier: text('identifier'),
  relationName: text('relation_name'),
  access: text('access', { enum: ['public', 'protected', 'private'] }),
  group: text('group_name'),
  version: text('version'),
  latestVersion: text('latest_version'),
  deprecationDate: text('deprecation_date'),
  materialized: text('materialized'),
  originalFilePath: text('original_file_path'),
  dependsOn: text('depends_on').array(),
});

export const stateVersion = ingest.table('state_version', {
  id: number('id').$type<Id<'stateVersion'>>().generatedAlwaysAsIdentity().primaryKey(),
  projectId: projectId().notNull(),
  digest: bytea('digest').notNull(),
  entryIds: bytea('entry_ids').notNull(),
  entryCount: integer('entry_count').notNull(),
  sections: jsonb('sections').notNull(),
  schemaVersion: integer('schema_version').notNull(),
  invocationId: invocationId().notNull(),
  createdAt: at('created_at').notNull(),
});

export const invocation = ingest.table('invocation', {
  id: number('id').$type<Id<'invocation'>>().primaryKey(),
  accountId: accountId().notNull(),
  projectId: projectId().notNull(),
  environmentId: environmentId().notNull(),
  source: text('source', { enum: ['upload', 'run'] }).notNull(),
  uploadId: number('upload_id').$type<Id<'upload'>>(),
  runId: number('run_id').$type<Id<'run'>>(),
  stepIndex: integer('step_index'),
  isCi: boolean('is_ci').notNull(),
  dbtInvocationId: text('dbt_invocation_id').notNull(),
  generatedAt: at('generated_at').notNull(),
  command: text('command'),
  invocationCommand: text('invocation_command'),
  dbtVersion: text('dbt_version').notNull(),
  adapterType: text('adapter_type'),
  outcome: text('outcome', { enum: ['success', 'error'] }).notNull(),
  statusCounts: jsonb('status_counts').notNull(),
  startedAt: at('started_at').notNull(),
  finishedAt: at('finished_at').notNull(),
  elapsedSeconds: doublePrecision('elapsed_seconds'),
  stateVersionId: stateVersionId(),
  manifestHead: jsonb('manifest_head'),
  acceptedAt: at('accepted_at').notNull(),
});

export const artifact = ingest.table('artifact', {
  invocationId: invocationId().notNull(),
  name: text('name').notNull(),
  sizeBytes: number('size_bytes').notNull(),
  sha256: bytea('sha256'),
  blobKey: text('blob_key'),
});

export const nodeResult = ingest.table('node_result', {
  invocationId: invocationId().notNull(),
  position: integer('position').notNull(),
  failures: integer('failures'),
  startedAt: at('started_at'),
  completedAt: at('completed_at'),
  executionSeconds: real('execution_seconds'),
  uniqueId: text('unique_id').notNull(),
  status: text('status').notNull(),
  message: text('message'),
  relationName: text('relation_name'),
});

export const definition = ingest.table('definition', {
  environmentId: environmentId().primaryKey(),
  stateVersionId: stateVersionId().notNull(),
  invocationId: invocationId().notNull(),
  generatedAt: at('generated_at').notNull(),
});

export const unmerged = ingest.table('unmerged', {
  environmentId: environmentId().notNull(),
  invocationId: invocationId().notNull(),
});

export const appliedNode = ingest.table('applied_node', {
  environmentId: environmentId().notNull(),
  uniqueId: text('unique_id').notNull(),
  completedAt: at('completed_at').notNull(),
  startedAt: at('started_at'),
  invocationId: invocationId().notNull(),
  entryId: entryId(),
  successAt: at('success_at'),
  successInvocationId: number('success_invocation_id').$type<Id<'invocation'>>(),
  successEntryId: entryId('success_entry_id'),
  executionSeconds: real('execution_seconds'),
  failures: integer('failures'),
  status: text('status').notNull(),
  message: text('message'),
  relationName: text('relation_name'),
});

export const appliedCatalog = ingest.table('applied_catalog', {
  environmentId: environmentId().notNull(),
  uniqueId: text('unique_id').notNull(),
  entryId: entryId().notNull(),
  invocationId: invocationId().notNull(),
  generatedAt: at('generated_at').notNull(),
});

export const appliedSource = ingest.table('applied_source', {
  environmentId: environmentId().notNull(),
  uniqueId: text('unique_id').notNull(),
  checkedAt: at('checked_at').notNull(),
  status: text('status').notNull(),
  maxLoadedAt: at('max_loaded_at'),
  ageSeconds: doublePrecision('age_seconds'),
  criteria: jsonb('criteria'),
  message: text('message'),
  invocationId: invocationId().notNull(),
});
