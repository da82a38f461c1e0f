/** Small artifacts as dbt writes them, for tests that say what is in them. */

export interface MadeModel {
  readonly name: string;
  readonly sql?: string;
  readonly access?: 'public' | 'protected' | 'private';
  /** Unique ids. */
  readonly dependsOn?: readonly string[];
  /** Of another project, as a plugin puts it there: it has no file. */
  readonly isExternal?: boolean;
  /** Default: the manifest's project. */
  readonly project?: string;
  readonly version?: number;
  readonly latestVersion?: number;
  /** Names. */
  readonly columns?: readonly string[];
}

export interface MadeManifest {
  readonly invocationId?: string;
  readonly generatedAt?: string;
  readonly project?: string;
  readonly models?: readonly MadeModel[];
  /** When it was parsed: every node has this time, and equal code has any. */
  readonly createdAt?: number;
  readonly schemaVersion?: number;
}

export const madeInvocationId = '11111111-1111-4111-8111-111111111111';
export const madeAt = '2026-01-01T12:00:00.000000Z';

export function makeManifest(made: MadeManifest = {}): object {
  const { invocationId = madeInvocationId, generatedAt = madeAt, project = 'shop', createdAt = 1_767_000_000.5, schemaVersion = 12 } = made;
  const models = made.models ?? [{ name: 'orders' }];
  return {
    metadata: {
      dbt_schema_version: `https://schemas.getdbt.com/dbt/manifest/v${schemaVersion}.json`,
      dbt_version: '1.11.16',
      generated_at: generatedAt,
      invocation_id: invocationId,
      env: { SECRET_OF_SOMEBODY: 'hunter2' },
      project_name: project,
      project_id: '0',
      user_id: 'somebody',
      adapter_type: 'duckdb',
      quoting: { database: true, schema: true, identifier: true, column: null },
    },
    nodes: Object.fromEntries(models.map((model) => [uniqueIdOf(model, project), makeNode(model, project, createdAt)])),
    sources: {},
    macros: {},
    docs: {},
    exposures: {},
    metrics: {},
    groups: {},
    selectors: {},
    disabled: {},
    parent_map: Object.fromEntries(models.map((model) => [uniqueIdOf(model, project), model.dependsOn ?? []])),
    child_map: {},
    group_map: {},
    saved_queries: {},
    semantic_models: {},
    unit_tests: {},
  };
}

export interface MadeResult {
  readonly uniqueId: string;
  readonly status?: string;
  readonly completedAt?: string;
  readonly message?: string;
}

export function makeRunResults(made: {
  readonly invocationId?: string;
  readonly generatedAt?: string;
  readonly which?: string;
  readonly results?: readonly MadeResult[];
}): object {
  const { invocationId = madeInvocationId, generatedAt = madeAt, which = 'run', results = [] } = made;
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/run-results/v6.json',
      dbt_version: '1.11.16',
      generated_at: generatedAt,
      invocation_id: invocationId,
      invocation_started_at: new Date(Date.parse(generatedAt) - 5000).toISOString(),
      env: {},
    },
    results: results.map(({ uniqueId, status = 'success', completedAt = generatedAt, message = 'OK' }) => ({
      status,
      timing: [{ name: 'execute', started_at: new Date(Date.parse(completedAt) - 1000).toISOString(), completed_at: completedAt }],
      thread_id: 'Thread-1',
      execution_time: 1,
      adapter_response: {},
      message,
      failures: null,
      unique_id: uniqueId,
      compiled: true,
      compiled_code: 'select 1',
      relation_name: `"warehouse"."prod"."${uniqueId.split('.')[2]}"`,
    })),
    elapsed_time: 4.5,
    args: { which, invocation_command: `dbt ${which} --vars {"password": "hunter2"}`, vars: { password: 'hunter2' } },
  };
}

export function makeCatalog(made: {
  readonly invocationId?: string;
  readonly generatedAt?: string;
  readonly uniqueIds: readonly string[];
}): object {
  const { invocationId = madeInvocationId, generatedAt = madeAt, uniqueIds } = made;
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/catalog/v1.json',
      dbt_version: '1.11.16',
      generated_at: generatedAt,
      invocation_id: invocationId,
      env: {},
    },
    nodes: Object.fromEntries(
      uniqueIds.map((uniqueId) => [
        uniqueId,
        {
          metadata: { type: 'BASE TABLE', schema: 'prod', name: uniqueId.split('.')[2], database: 'warehouse', comment: null, owner: null },
          columns: { id: { type: 'INTEGER', index: 1, name: 'id', comment: null } },
          stats: {},
          unique_id: uniqueId,
        },
      ]),
    ),
    sources: {},
    errors: null,
  };
}

export function makeSources(made: {
  readonly invocationId?: string;
  readonly generatedAt?: string;
  readonly sources: readonly { readonly uniqueId: string; readonly status: string }[];
}): object {
  const { invocationId = madeInvocationId, generatedAt = madeAt, sources } = made;
  return {
    metadata: {
      dbt_schema_version: 'https://schemas.getdbt.com/dbt/sources/v3.json',
      dbt_version: '1.11.16',
      generated_at: generatedAt,
      invocation_id: invocationId,
      invocation_started_at: generatedAt,
      env: {},
    },
    results: sources.map(({ uniqueId, status }) => ({
      unique_id: uniqueId,
      max_loaded_at: generatedAt,
      snapshotted_at: generatedAt,
      max_loaded_at_time_ago_in_s: 60,
      status,
      criteria: { warn_after: { count: 1, period: 'hour' }, error_after: { count: null, period: null }, filter: null },
      adapter_response: {},
      timing: [],
      thread_id: 'Thread-1',
      execution_time: 1,
    })),
    elapsed_time: 1,
  };
}

function uniqueIdOf({ name, project: own, version }: MadeModel, project: string): string {
  return `model.${own ?? project}.${name}${version === undefined ? '' : `.v${version}`}`;
}

function makeNode(model: MadeModel, project: string, createdAt: number): object {
  const { name, sql = 'select 1', access = 'protected', dependsOn = [], isExternal = false, version = null } = model;
  const file = isExternal ? '' : `models/${name}.sql`;
  const alias = version === null ? name : `${name}_v${version}`;
  return {
    database: 'warehouse',
    schema: 'prod',
    name,
    resource_type: 'model',
    package_name: model.project ?? project,
    path: isExternal ? '' : `${name}.sql`,
    original_file_path: file,
    unique_id: uniqueIdOf(model, project),
    alias,
    config: { enabled: true, materialized: 'table', access },
    created_at: createdAt,
    relation_name: `"warehouse"."prod"."${alias}"`,
    raw_code: isExternal ? '' : sql,
    depends_on: { macros: [], nodes: dependsOn },
    access,
    version,
    latest_version: model.latestVersion ?? null,
    columns: Object.fromEntries((model.columns ?? []).map((column) => [column, { name: column, description: '', data_type: 'integer' }])),
  };
}
