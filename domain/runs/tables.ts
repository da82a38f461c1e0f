/** The tables of runs: the queue and the history in one, with steps, per-node progress and the files that steps left. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, doublePrecision, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const runs = pgSchema('runs');

export const run = runs.table('run', {
  id: id<'run'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  environmentId: id<'environment'>('environment_id').notNull(),
  jobId: id<'job'>('job_id').notNull(),
  state: text('state', { enum: ['queued', 'starting', 'running', 'succeeded', 'failed', 'cancelled'] }).notNull(),
  plan: jsonb('plan').$type<unknown>().notNull(),
  causeCategory: text('cause_category').notNull(),
  trigger: jsonb('trigger').$type<unknown>().notNull(),
  gitBranch: text('git_branch'),
  gitSha: text('git_sha'),
  dbtVersion: text('dbt_version'),
  createdAt: at('created_at').notNull(),
  shouldStartAt: at('should_start_at').notNull(),
  dequeuedAt: at('dequeued_at'),
  startedAt: at('started_at'),
  finishedAt: at('finished_at'),
  heartbeatAt: at('heartbeat_at'),
  cancelRequestedAt: at('cancel_requested_at'),
  cancelReason: text('cancel_reason'),
  statusMessage: text('status_message'),
  warehouseKey: text('warehouse_key'),
  warehouseLimit: integer('warehouse_limit').notNull().default(1),
  lineAt: at('line_at'),
  waitReason: text('wait_reason'),
  blockedBy: bigint('blocked_by', { mode: 'number' }).array().$type<Id<'run'>[]>().notNull().default([]),
  workerPlace: text('worker_place'),
  workerId: uuid('worker_id'),
  hasDocsGenerated: boolean('has_docs_generated').notNull().default(false),
  hasSourcesGenerated: boolean('has_sources_generated').notNull().default(false),
  artifactsSaved: boolean('artifacts_saved').notNull().default(false),
  recordedFrom: text('recorded_from'),
  retryOf: id<'run'>('retry_of'),
  cancelledBy: jsonb('cancelled_by').$type<unknown>(),
  hold: jsonb('hold').$type<unknown>(),
  deferral: jsonb('deferral').$type<unknown>(),
  warningCount: integer('warning_count').notNull().default(0),
});

export const step = runs.table(
  'step',
  {
    runId: id<'run'>('run_id').notNull(),
    index: integer('index').notNull(),
    kind: text('kind', { enum: ['clone', 'profile', 'deps', 'freshness', 'lint', 'command', 'docs', 'ingest'] }).notNull(),
    name: text('name').notNull(),
    command: text('command'),
    state: text('state', { enum: ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'skipped'] }).notNull(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    exitCode: integer('exit_code'),
    message: text('message'),
    invocationId: id<'invocation'>('invocation_id'),
    isLogStored: boolean('is_log_stored').notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.runId, table.index] })],
);

export const node = runs.table(
  'node',
  {
    runId: id<'run'>('run_id').notNull(),
    stepIndex: integer('step_index').notNull(),
    uniqueId: text('unique_id').notNull(),
    name: text('name').notNull(),
    resourceType: text('resource_type').notNull(),
    materialized: text('materialized'),
    relationName: text('relation_name'),
    nodeIndex: integer('node_index'),
    nodeTotal: integer('node_total'),
    state: text('state', { enum: ['running', 'succeeded', 'failed', 'warned', 'skipped', 'cancelled'] }).notNull(),
    dbtStatus: text('dbt_status'),
    message: text('message'),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    executionSeconds: doublePrecision('execution_seconds'),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepIndex, table.uniqueId] })],
);

export const artifact = runs.table(
  'artifact',
  {
    runId: id<'run'>('run_id').notNull(),
    stepIndex: integer('step_index').notNull(),
    path: text('path').notNull(),
    blobKey: text('blob_key').notNull(),
    byteOffset: bigint('byte_offset', { mode: 'number' }).notNull(),
    sizeBytes: bigint('size_bytes', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepIndex, table.path] })],
);

/** How many finished runs there are of each kind; kept by triggers. */
export const tally = runs.table(
  'tally',
  {
    accountId: id<'account'>('account_id').notNull(),
    projectId: id<'project'>('project_id').notNull(),
    environmentId: id<'environment'>('environment_id').notNull(),
    jobId: id<'job'>('job_id').notNull(),
    causeCategory: text('cause_category').notNull(),
    state: text('state').notNull(),
    runCount: bigint('run_count', { mode: 'number' }).notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.accountId, table.projectId, table.environmentId, table.jobId, table.causeCategory, table.state] }),
  ],
);

/** What CI runs wrote into warehouses. */
export const relation = runs.table(
  'relation',
  {
    runId: id<'run'>('run_id').notNull(),
    accountId: id<'account'>('account_id').notNull(),
    projectId: id<'project'>('project_id').notNull(),
    environmentId: id<'environment'>('environment_id').notNull(),
    jobId: id<'job'>('job_id').notNull(),
    scope: text('scope').notNull(),
    place: text('place').notNull(),
    key: text('key').notNull(),
    kind: text('kind', { enum: ['relation', 'schema'] }).notNull(),
    database: text('database_name').notNull(),
    schema: text('schema_name').notNull(),
    identifier: text('identifier').notNull(),
    uniqueId: text('unique_id'),
    resourceType: text('resource_type'),
    materialized: text('materialized'),
    recordedAt: at('recorded_at').notNull(),
    settledAt: at('settled_at'),
    fate: text('fate', { enum: ['dropped', 'gone', 'kept'] }),
  },
  (table) => [primaryKey({ columns: [table.runId, table.kind, table.key] })],
);

/** Who uses a single-writer warehouse beside runs, or wants to. */
export const warehouseTurn = runs.table('warehouse_turn', {
  id: bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  warehouseKey: text('warehouse_key').notNull(),
  reason: text('reason').notNull(),
  askedAt: at('asked_at').notNull(),
  takenAt: at('taken_at'),
  heartbeatAt: at('heartbeat_at').notNull(),
});

/** What a linter found in the files of a run. */
export const lintFinding = runs.table(
  'lint_finding',
  {
    runId: id<'run'>('run_id').notNull(),
    stepIndex: integer('step_index').notNull(),
    position: integer('position').notNull(),
    path: text('path').notNull(),
    line: integer('line').notNull(),
    column: integer('line_column').notNull(),
    rule: text('rule').notNull(),
    ruleName: text('rule_name').notNull(),
    message: text('message').notNull(),
    isWarning: boolean('is_warning').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepIndex, table.position] })],
);
/** Why a step selected what it did by `state:`; the whole is in the blob. */
export const selection = runs.table(
  'selection',
  {
    runId: id<'run'>('run_id').notNull(),
    stepIndex: integer('step_index').notNull(),
    summary: jsonb('summary').$type<unknown>().notNull(),
    blobKey: text('blob_key').notNull(),
    writtenAt: at('written_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepIndex] })],
);

export const ignoreRule = runs.table('ignore_rule', {
  id: id<'ignoreRule'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  nodePattern: text('node_pattern').notNull(),
  facet: text('facet').notNull(),
  key: text('key'),
  why: text('why').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  removedAt: at('removed_at'),
});
