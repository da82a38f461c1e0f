/** Bodies of a manifest's entries, with the fields and in the order of dbt 1.11. */
import type { Dumpable } from './dump-json.ts';
import { type Column, checksumOf } from './invent.ts';

/** What all entries of one upload share. */
export interface Making {
  readonly project: string;
  readonly database: string;
  readonly schema: string;
  /** Unix seconds of parsing: the one thing that differs between two parses of the same code. */
  readonly createdAt: number;
}

type Fields = Record<string, Dumpable>;

export interface ModelPlan {
  readonly name: string;
  readonly folder: string;
  readonly columns: readonly Column[];
  readonly description: string;
  readonly isPublic: boolean;
  readonly group: string | null;
  readonly parents: readonly string[];
  readonly rawCode: string;
  readonly compiledCode: string;
}

const relationConfig = (materialized: string): Fields => ({
  enabled: true,
  alias: null,
  schema: null,
  database: null,
  tags: [],
  meta: {},
  group: null,
  static_analysis: null,
  materialized,
  incremental_strategy: null,
  batch_size: null,
  lookback: 1,
  begin: null,
  persist_docs: {},
  'post-hook': [],
  'pre-hook': [],
  quoting: {},
  column_types: {},
  full_refresh: null,
  unique_key: null,
  on_schema_change: 'ignore',
  on_configuration_change: 'apply',
  grants: {},
  packages: [],
  docs: { show: true, node_color: null },
  contract: { enforced: false, alias_types: true },
  event_time: null,
  concurrent_batches: null,
});

const testConfig: Fields = {
  enabled: true,
  alias: null,
  schema: 'dbt_test__audit',
  database: null,
  tags: [],
  meta: {},
  group: null,
  static_analysis: null,
  materialized: 'test',
  severity: 'ERROR',
  store_failures: null,
  store_failures_as: null,
  where: null,
  limit: null,
  fail_calc: 'count(*)',
  warn_if: '!= 0',
  error_if: '!= 0',
};

export function makeModel(making: Making, plan: ModelPlan): Fields {
  const { project, database, schema } = making;
  const { name, isPublic, group } = plan;
  const path = `${plan.folder}/${name}.sql`;
  const contract = { enforced: isPublic, alias_types: true };
  const access = isPublic ? 'public' : 'protected';
  return {
    ...head(making, 'model', name, path, `models/${path}`, [plan.folder, name]),
    config: { ...relationConfig('table'), group, contract, access, freshness: null },
    tags: [],
    description: plan.description,
    columns: columnsOf(plan.columns, isPublic),
    meta: {},
    group,
    docs: { show: true, node_color: null },
    patch_path: `${project}://models/${plan.folder}/models.yml`,
    build_path: `target/run/${project}/models/${path}`,
    unrendered_config: { materialized: 'table', access },
    created_at: making.createdAt,
    relation_name: `"${database}"."${schema}"."${name}"`,
    ...code(plan, 'model'),
    compiled_path: `target/compiled/${project}/models/${path}`,
    compiled: true,
    compiled_code: plan.compiledCode,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { ...contract, checksum: isPublic ? checksumOf(name) : null },
    access,
    constraints: [],
    version: null,
    latest_version: null,
    deprecation_date: null,
    primary_key: ['id'],
    time_spine: null,
  };
}

export function makeSnapshot(making: Making, name: string, parent: string): Fields {
  const { project, database, schema } = making;
  return {
    ...head(making, 'snapshot', name, `${name}.sql`, `snapshots/${name}.sql`, [name]),
    config: { ...relationConfig('snapshot'), strategy: 'check', target_schema: null, updated_at: null, check_cols: 'all' },
    tags: [],
    description: '',
    columns: {},
    meta: {},
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: `target/run/${project}/snapshots/${name}.sql`,
    unrendered_config: { strategy: 'check' },
    created_at: making.createdAt,
    relation_name: `"${database}"."${schema}"."${name}"`,
    ...code({ parents: [parent], rawCode: `select * from {{ ref('${lastOf(parent)}') }}` }, 'snapshot'),
    compiled_path: null,
    compiled: true,
    compiled_code: `select * from "${database}"."${schema}"."${lastOf(parent)}"`,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: false, alias_types: true, checksum: null },
  };
}

/** A generic test on a column of a model. */
export function makeTest(making: Making, kind: string, model: string, column: string): Fields {
  const { project, database, schema } = making;
  const on = lastOf(model);
  const name = `${kind}_${on}_${column}`;
  const relation = `"${database}"."${schema}"."${on}"`;
  return {
    ...head({ ...making, schema: `${schema}_dbt_test__audit` }, 'test', name, `${name}.sql`, 'models/models.yml', [name]),
    unique_id: testId(making, kind, model, column),
    config: testConfig,
    tags: [],
    description: '',
    columns: {},
    meta: {},
    group: null,
    docs: { show: true, node_color: null },
    patch_path: null,
    build_path: `target/run/${project}/models/models.yml/${name}.sql`,
    unrendered_config: {},
    created_at: making.createdAt,
    relation_name: null,
    ...code({ parents: [model], rawCode: `{{ test_${kind}(**_dbt_generic_test_kwargs) }}` }, 'test'),
    compiled_path: `target/compiled/${project}/models/models.yml/${name}.sql`,
    compiled: true,
    compiled_code: `\n    \n    \n\nselect\n    ${column} as unique_field,\n    count(*) as n_records\n\nfrom ${relation}\nwhere ${column} is not null\ngroup by ${column}\nhaving count(*) > 1\n\n\n`,
    extra_ctes_injected: true,
    extra_ctes: [],
    contract: { enforced: false, alias_types: true, checksum: null },
    column_name: column,
    file_key_name: `models.${on}`,
    attached_node: model,
    test_metadata: { name: kind, kwargs: { column_name: column, model: `{{ get_where_subquery(ref('${on}')) }}` }, namespace: null },
  };
}

export function testId({ project }: Making, kind: string, model: string, column: string): string {
  const name = `${kind}_${lastOf(model)}_${column}`;
  return `test.${project}.${name}.${checksumOf(name).slice(0, 10)}`;
}

/** The fields that every node begins with. */
export function head(making: Making, type: string, name: string, path: string, file: string, place: readonly string[]): Fields {
  return {
    database: making.database,
    schema: making.schema,
    name,
    resource_type: type,
    package_name: making.project,
    path,
    original_file_path: file,
    unique_id: `${type}.${making.project}.${name}`,
    fqn: [making.project, ...place],
    alias: name,
    checksum: type === 'test' ? { name: 'none', checksum: '' } : { name: 'sha256', checksum: checksumOf(name) },
  };
}

function code(plan: Pick<ModelPlan, 'parents' | 'rawCode'>, type: string): Fields {
  const sources = plan.parents.filter((parent) => parent.startsWith('source.'));
  const refs = plan.parents.filter((parent) => !parent.startsWith('source.'));
  return {
    raw_code: plan.rawCode,
    doc_blocks: [],
    language: 'sql',
    refs: refs.map((parent) => ({ name: lastOf(parent), package: null, version: null })),
    sources: sources.map((parent) => parent.split('.').slice(2)),
    metrics: [],
    functions: [],
    depends_on: { macros: type === 'test' ? testMacros : [], nodes: [...plan.parents] },
  };
}

const testMacros = ['test_unique', 'get_where_subquery', 'get_limit_subquery_sql', 'should_store_failures', 'statement'].map(
  (name) => `macro.dbt.${name}`,
);

export function columnsOf(columns: readonly Column[], withTypes: boolean): Fields {
  return Object.fromEntries(
    columns.map(({ name, type, description }) => [
      name,
      {
        name,
        description,
        meta: {},
        data_type: withTypes ? type : null,
        constraints: [],
        quote: null,
        config: { meta: {}, tags: [] },
        tags: [],
        granularity: null,
        doc_blocks: [],
      },
    ]),
  );
}

export function lastOf(uniqueId: string): string {
  return uniqueId.split('.').at(-1) ?? uniqueId;
}
