/** A manifest with a node of every kind, written by hand as dbt writes it: public orders on a private staging model, with all that hangs on them. */
import { makeManifest } from './artifacts.ts';

type Entry = Readonly<Record<string, unknown>>;

export interface FullManifest {
  readonly invocationId?: string;
  readonly generatedAt?: string;
  readonly project?: string;
}

function entry(kind: string, name: string, more: Entry): (project: string) => readonly [string, Entry] {
  return (project) => {
    const uniqueId = `${kind}.${project}.${name}`;
    const body = JSON.parse(JSON.stringify(more).replaceAll('PROJECT', project)) as Entry;
    const common = {
      ...{
        unique_id: uniqueId,
        name: name.split('.').at(-1),
        resource_type: kind,
        package_name: project,
        description: '',
        meta: {},
        tags: [],
      },
      ...{
        original_file_path: `models/${name}.sql`,
        path: `${name}.sql`,
        fqn: [project, 'marts', name],
        config: {},
        created_at: 1_767_000_000.5,
      },
    };
    return [uniqueId, { ...common, ...body }];
  };
}

const relation = (schema: string, alias: string) => ({
  ...{ database: 'warehouse', schema, alias, relation_name: `"warehouse"."${schema}"."${alias}"`, language: 'sql', columns: {} },
  ...{ depends_on: { nodes: [], macros: [] }, checksum: { name: 'sha256', checksum: alias } },
});

const column = (name: string, more: Entry = {}) => ({
  [name]: { name, description: '', data_type: null, meta: {}, tags: [], constraints: [], ...more },
});

const nodes = [
  entry('seed', 'countries', {
    ...relation('prod', 'countries'),
    original_file_path: 'seeds/countries.csv',
    config: { materialized: 'seed' },
  }),
  entry('model', 'stg_orders_secret', {
    ...relation('prod', 'stg_orders_secret'),
    fqn: ['PROJECT', 'staging', 'stg_orders_secret'],
    access: 'private',
    group: 'finance_team',
    config: { materialized: 'view' },
    depends_on: {
      nodes: ['source.PROJECT.raw.orders', 'seed.PROJECT.countries'],
      macros: ['macro.PROJECT.cents', 'macro.dbt.is_incremental'],
    },
    raw_code: "select {{ cents('amount') }} as amount from {{ source('raw', 'orders') }}",
    compiled_code: 'select amount / 100 as amount from raw.orders',
  }),
  entry('model', 'orders', {
    ...relation('prod', 'orders'),
    description: `Orders, one row each. ${'A long description goes on and on. '.repeat(10)}`,
    ...{ access: 'public', group: 'finance_team', deprecation_date: '2027-01-01T00:00:00+00:00' },
    config: { materialized: 'table', tags: ['nightly'], meta: { owner: 'Ada' }, contract: { enforced: true }, access: 'public' },
    contract: { enforced: true },
    constraints: [{ type: 'primary_key', name: null, expression: null, warn_unenforced: true, warn_unsupported: true, columns: ['id'] }],
    tags: ['nightly'],
    columns: {
      ...column('id', { description: 'The key.', data_type: 'integer', tags: ['key'] }),
      ...column('amount', { data_type: 'integer' }),
    },
    depends_on: { nodes: ['model.PROJECT.stg_orders_secret'], macros: [] },
    raw_code: "select * from {{ ref('stg_orders_secret') }}",
    compiled_code: 'select * from prod.stg_orders_secret',
  }),
  entry('snapshot', 'orders_history', {
    ...relation('snapshots', 'orders_history'),
    config: { materialized: 'snapshot' },
    depends_on: { nodes: ['model.PROJECT.orders'], macros: [] },
    raw_code: "select * from {{ ref('orders') }}",
  }),
  entry('test', 'not_null_orders_id.1a', {
    ...relation('tests', 'not_null_orders_id'),
    name: 'not_null_orders_id',
    config: { materialized: 'test', severity: 'ERROR' },
    attached_node: 'model.PROJECT.orders',
    column_name: 'id',
    test_metadata: { name: 'not_null', namespace: null, kwargs: { column_name: 'id' } },
    depends_on: { nodes: ['model.PROJECT.orders'], macros: ['macro.dbt.test_not_null'] },
    raw_code: '{{ test_not_null(**_dbt_generic_test_kwargs) }}',
    compiled_code: 'select id from prod.orders where id is null',
  }),
];
const sources = [
  entry('source', 'raw.orders', {
    ...{
      source_name: 'raw',
      source_description: 'The shop.',
      loader: 'by hand',
      identifier: 'orders',
      database: 'warehouse',
      schema: 'raw',
    },
    ...{ relation_name: '"warehouse"."raw"."orders"', columns: column('amount'), original_file_path: 'models/sources.yml' },
    freshness: { warn_after: { count: 12, period: 'hour' }, error_after: { count: 2, period: 'day' }, filter: null },
  }),
];
const exposures = [
  entry('exposure', 'board', {
    ...{
      type: 'dashboard',
      maturity: 'high',
      url: 'https://bi.example.com/board',
      label: 'The board',
      owner: { name: 'Ada', email: 'ada@example.com' },
    },
    depends_on: { nodes: ['model.PROJECT.orders'], macros: [] },
  }),
];
const metrics = [
  entry('metric', 'revenue', {
    ...{ type: 'simple', label: 'Revenue', type_params: { measure: { name: 'revenue' } }, filter: null, group: 'finance_team' },
    depends_on: { nodes: ['semantic_model.PROJECT.orders'], macros: [] },
  }),
];
const semanticModels = [
  entry('semantic_model', 'orders', {
    entities: [{ name: 'order', type: 'primary', description: null, expr: 'id' }],
    dimensions: [{ name: 'day', type: 'time', description: null, expr: 'day', type_params: { time_granularity: 'day' } }],
    measures: [{ name: 'revenue', agg: 'sum', description: 'All of it.', expr: 'amount', create_metric: false }],
    depends_on: { nodes: ['model.PROJECT.orders'], macros: [] },
  }),
];
const savedQueries = [
  entry('saved_query', 'monthly', {
    query_params: { metrics: ['revenue'], group_by: ['TimeDimension("day")'], where: { where_filters: [{ where_sql_template: 'true' }] } },
    exports: [{ name: 'monthly', config: { export_as: 'table', schema_name: 'exports', alias: 'monthly' } }],
    depends_on: { nodes: ['metric.PROJECT.revenue'], macros: [] },
  }),
];
const unitTests = [
  entry('unit_test', 'orders.sums', {
    ...{ model: 'orders', given: [{ input: "ref('stg_orders_secret')", rows: [{ amount: 1 }, { amount: 2 }] }], overrides: null },
    ...{ expect: { rows: [{ amount: 3 }] }, tested_node_unique_id: 'model.PROJECT.orders', this_input_node_unique_id: null },
    depends_on: { nodes: ['model.PROJECT.orders'], macros: [] },
  }),
];
const groups = [entry('group', 'finance_team', { owner: { name: 'Ada', email: 'ada@example.com' } })];
const macros = [
  entry('macro', 'cents', {
    macro_sql: '{% macro cents(column) %} {{ column }} / 100 {% endmacro %}',
    ...{
      description: 'Cents to money.',
      arguments: [{ name: 'column', type: 'string', description: 'Which.' }],
      depends_on: { macros: [] },
    },
  }),
];

export function fullManifest(made: FullManifest = {}): object {
  const { project = 'shop' } = made;
  const map = (entries: readonly ReturnType<typeof entry>[]) => Object.fromEntries(entries.map((make) => make(project)));
  return {
    ...makeManifest({ ...made, models: [] }),
    ...{
      nodes: map(nodes),
      sources: map(sources),
      exposures: map(exposures),
      metrics: map(metrics),
      groups: map(groups),
      macros: map(macros),
    },
    ...{ semantic_models: map(semanticModels), saved_queries: map(savedQueries), unit_tests: map(unitTests) },
  };
}

/** All that a build of it has results of. */
export function builtIn(project: string): readonly string[] {
  return [
    ...[`seed.${project}.countries`, `model.${project}.stg_orders_secret`, `model.${project}.orders`, `snapshot.${project}.orders_history`],
    ...[`test.${project}.not_null_orders_id.1a`, `unit_test.${project}.orders.sums`],
  ];
}
