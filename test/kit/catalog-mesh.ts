/** Two projects' artifacts with one of everything that a catalog shows, for tests that ask what is seen of whom: platform offers orders, finance reads it. */
import { randomUUID } from 'node:crypto';
import { makeCatalog, makeManifest, makeRunResults, makeSources } from './artifacts.ts';

type Files = Readonly<Record<string, object>>;

/** Every name of platform that only its readers may ever see; each begins so, and nothing else does. */
export const secretPrefix = 'zzsecret';

interface Manifest {
  readonly nodes: Record<string, object>;
}

function parsed(made: Parameters<typeof makeManifest>[0]): Manifest {
  return JSON.parse(JSON.stringify(makeManifest(made)));
}

interface Times {
  /** ISO 8601; default: noon. */
  readonly at?: string;
}

const platformSql = `select id, amount from {{ ref('${secretPrefix}_staging') }} -- ${secretPrefix}_comment`;

export function platformFiles({ at = '2026-01-01T12:00:00.000000Z' }: Times = {}): Files {
  const made = { invocationId: randomUUID(), generatedAt: at };
  const own = (name: string) => `${secretPrefix}_${name}`;
  const staging = `model.platform.${own('staging')}`;
  const source = `source.platform.${own('raw')}.${own('orders')}`;
  const base = parsed({
    ...made,
    project: 'platform',
    models: [
      { name: 'orders', access: 'public', columns: ['id', 'amount'], dependsOn: [staging], sql: platformSql },
      { name: own('staging'), columns: [own('column')], dependsOn: [source] },
      { name: own('mart'), access: 'private', dependsOn: ['model.platform.orders'] },
    ],
  });
  const { nodes } = base;
  Object.assign(nodes['model.platform.orders'] ?? {}, {
    description: 'All orders.\n\n**Paid** ones only. <script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    group: own('group'),
    tags: ['nightly'],
    meta: { note: own('meta') },
    original_file_path: `models/${own('folder')}/orders.sql`,
    fqn: ['platform', own('folder'), 'orders'],
    compiled_code: `select id, amount from "warehouse"."prod"."${own('staging')}"`,
    deprecation_date: '2027-01-01T00:00:00+00:00',
    columns: {
      id: { name: 'id', description: '', data_type: 'integer' },
      amount: { name: 'amount', description: 'Before tax', data_type: 'integer', tags: ['money'], meta: { who: own('who') } },
    },
  });
  nodes[`test.platform.not_null_${own('orders_id')}.abc`] = testOf('model.platform.orders', 'id', `not_null_${own('orders_id')}`);
  return {
    'manifest.json': {
      ...base,
      sources: { [source]: sourceOf(source, own('raw'), own('orders')) },
      groups: {
        [`group.platform.${own('group')}`]: groupOf('platform', own('group'), { name: 'Platform team', email: 'platform@example.com' }),
      },
      macros: {
        [`macro.platform.${own('macro')}`]: macroOf('platform', own('macro')),
        'macro.dbt_utils.star': macroOf('dbt_utils', 'star'),
      },
      docs: { 'doc.platform.__overview__': docOf('platform', '__overview__', `# Platform\n\n${own('overview')}`) },
      exposures: { [`exposure.platform.${own('board')}`]: exposureOf('platform', own('board'), [`model.platform.${own('mart')}`]) },
    },
    'run_results.json': makeRunResults({
      ...made,
      which: 'build',
      results: [
        { uniqueId: 'model.platform.orders' },
        { uniqueId: staging },
        { uniqueId: `model.platform.${own('mart')}`, status: 'error', message: `${own('message')} failed` },
        { uniqueId: `test.platform.not_null_${own('orders_id')}.abc`, status: 'pass' },
      ],
    }),
    'sources.json': makeSources({ ...made, sources: [{ uniqueId: source, status: 'warn' }] }),
    'catalog.json': makeCatalog({ ...made, uniqueIds: ['model.platform.orders', staging] }),
  };
}

export function financeFiles({ at = '2026-01-01T12:05:00.000000Z' }: Times = {}): Files {
  const made = { invocationId: randomUUID(), generatedAt: at };
  const base = parsed({
    ...made,
    project: 'finance',
    models: [
      { name: 'orders', project: 'platform', access: 'public', isExternal: true },
      { name: 'revenue', dependsOn: ['model.platform.orders'], columns: ['month', 'revenue'], sql: 'select 1 as month' },
      // As in platform: names are a project's own.
      { name: 'customers', version: 1, latestVersion: 2, access: 'public' },
      { name: 'customers', version: 2, latestVersion: 2, access: 'public' },
    ],
  });
  Object.assign(base.nodes['model.finance.revenue'] ?? {}, {
    compiled_code: 'select id as month, amount * 2 as revenue from "warehouse"."prod"."orders"',
  });
  return {
    'manifest.json': {
      ...base,
      exposures: { 'exposure.finance.board': exposureOf('finance', 'board', ['model.finance.revenue']) },
      docs: { 'doc.finance.__overview__': docOf('finance', '__overview__', '# Finance') },
    },
    'run_results.json': makeRunResults({ ...made, which: 'build', results: [{ uniqueId: 'model.finance.revenue' }] }),
  };
}

function testOf(model: string, column: string, name: string): object {
  return {
    ...{ name, resource_type: 'test', package_name: 'platform', path: 'x.sql', original_file_path: 'models/x.yml', alias: name },
    ...{ database: 'warehouse', schema: 'audit', unique_id: `test.platform.${name}.abc`, config: { enabled: true, severity: 'ERROR' } },
    ...{ test_metadata: { name: 'not_null', kwargs: { column_name: column } }, column_name: column, attached_node: model },
    ...{ raw_code: '{{ test_not_null(**_dbt_generic_test_kwargs) }}', depends_on: { macros: [], nodes: [model] }, columns: {} },
  };
}

function sourceOf(uniqueId: string, sourceName: string, name: string): object {
  return {
    ...{ unique_id: uniqueId, name, source_name: sourceName, resource_type: 'source', package_name: 'platform', identifier: name },
    ...{ database: 'warehouse', schema: sourceName, description: '', columns: {}, config: { enabled: true }, tags: [] },
    ...{ original_file_path: 'models/sources.yml', fqn: ['platform', sourceName, name], loader: 'fivetran' },
  };
}

function groupOf(project: string, name: string, owner: object): object {
  return { ...{ name, resource_type: 'group', package_name: project, unique_id: `group.${project}.${name}` }, owner, path: 'g.yml' };
}

function macroOf(project: string, name: string): object {
  return {
    ...{
      name,
      resource_type: 'macro',
      package_name: project,
      unique_id: `macro.${project}.${name}`,
      original_file_path: `macros/${name}.sql`,
    },
    ...{ macro_sql: `{% macro ${name}() %}1{% endmacro %}`, depends_on: { macros: [] }, description: '', arguments: [] },
  };
}

function docOf(project: string, name: string, text: string): object {
  return { ...{ name, resource_type: 'doc', package_name: project, unique_id: `doc.${project}.${name}` }, block_contents: text };
}

function exposureOf(project: string, name: string, nodes: readonly string[]): object {
  return {
    ...{ name, resource_type: 'exposure', package_name: project, unique_id: `exposure.${project}.${name}`, type: 'dashboard' },
    ...{ owner: { email: 'board@example.com' }, depends_on: { macros: [], nodes }, fqn: [project, name], description: '' },
    ...{ label: null, url: 'https://example.com/board', maturity: 'high', original_file_path: 'models/exposures.yml' },
  };
}
