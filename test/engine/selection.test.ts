/** Our reading of dbt's selectors against dbt's own: the same nodes for every selector. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readSelector } from '@weft/dbt/selection/read-selector';
import { type IndirectSelection, makeSelectableGraph, type SelectableGraph, selectNodes } from '@weft/dbt/selection/select-nodes';
import { readSelectableNode, type SelectableNode } from '@weft/dbt/selection/selectable-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench, venvOf } from './engine-kit.ts';

const files = {
  'packages.yml': 'packages: [{local: ../helper}]\n',
  'models/staging/stg_orders.sql':
    "{{ config(tags=['nightly', 'core']) }} select 1 as id, 2 as customer_id from {{ source('shop', 'orders') }}",
  'models/staging/stg_customers.sql':
    "{{ config(tags='nightly', meta={'owner': 'sales', 'levels': ['a', 'b']}) }} select 2 as id from {{ source('shop', 'customers') }}",
  'models/marts/orders.sql':
    "{{ config(materialized='table', group='finance') }} select * from {{ ref('stg_orders') }} join {{ ref('stg_customers') }} using (id)",
  'models/marts/finance/revenue.v1.sql': "select id from {{ ref('orders') }}",
  'models/marts/finance/revenue_v2.sql': "select id from {{ ref('orders') }}",
  'models/marts/finance/revenue_v3.sql': "select id from {{ ref('orders') }}",
  'models/marts/finance/report.sql': "select * from {{ ref('revenue') }} union all select * from {{ ref('helper_model') }}",
  'models/marts/finance/dotted.name.sql': 'select 1 as id',
  'models/ledger.sql': "{{ config(group='finance', access='private') }} select * from {{ ref('stg_orders') }}",
  'models/alone.sql': "{{ config(materialized='incremental', severity='x') }} select 1 as id",
  'seeds/rates.csv': 'id,rate\n1,2\n',
  'snapshots/history.yml':
    "snapshots: [{name: history, relation: ref('stg_orders'), config: {strategy: check, check_cols: all, unique_key: id}}]\n",
  'analyses/look.sql': "select * from {{ ref('orders') }}",
  'tests/no_orphans.sql': "select * from {{ ref('orders') }} where id not in (select id from {{ ref('stg_customers') }}) and false",
  'models/staging/sources.yml':
    'sources: [{name: shop, schema: raw, tags: [raw], tables: [{name: orders}, {name: customers, columns: [{name: id, data_tests: [unique]}]}]}, {name: other, schema: raw, tables: [{name: orders}]}]\n',
  'models/properties.yml': `
groups: [{name: finance, owner: {email: f@example.com}}]
models:
  - {name: stg_orders, columns: [{name: id, data_tests: [unique, not_null]}]}
  - name: orders
    columns:
      - {name: id, data_tests: [{not_null: {config: {severity: warn, tags: [slow]}}}, {relationships: {arguments: {to: ref('stg_customers'), field: id}}}]}
  - {name: revenue, latest_version: 2, versions: [{v: 1, defined_in: revenue.v1}, {v: 2}, {v: 3}], config: {access: public}}
unit_tests:
  - {name: adds_up, model: orders, given: [{input: ref('stg_orders'), rows: [{id: 1}]}, {input: ref('stg_customers'), rows: [{id: 1}]}], expect: {rows: [{id: 1}]}}
exposures:
  - {name: board, type: dashboard, owner: {email: b@example.com}, depends_on: ["ref('report')", "source('shop', 'orders')"]}
`,
};

const selectors = [
  '*',
  'stg_orders',
  '+orders',
  'orders+',
  '1+orders+1',
  '2+report',
  '@stg_customers',
  'stg_*',
  'marts',
  'marts.*',
  'marts.finance',
  'marts.*.report',
  'shop_select.staging',
  'shop_select.*',
  '*.staging.*',
  'st?_orders',
  '[os]*',
  '[!s]*',
  'revenue',
  'revenue.v1',
  'revenue_v2',
  'revenue.2',
  'dotted.name',
  'tag:nightly',
  'tag:n*',
  'tag:nightly,tag:core',
  'tag:core tag:slow',
  'tag:raw',
  'source:*',
  'source:shop',
  'source:shop.orders+',
  'source:*.orders',
  'source:shop_select.shop.customers',
  'path:models/staging',
  'path:models/marts/finance',
  'models/staging/*.sql',
  'models/**/report.sql',
  'models/**',
  'path:models/properties.yml',
  'path:seeds/',
  'path:.',
  'file:orders.sql',
  'report.sql',
  'file:rates*',
  'file:revenue.v1',
  'package:helper',
  'package:this',
  'package:shop_*',
  'config.materialized:table',
  'config.materialized:incremental+',
  'config.severity:WARN',
  'config.meta.owner:sales',
  'config.meta.levels:b',
  'config.enabled:true',
  'config.tags:core',
  'test_name:unique',
  'test_name:not_*',
  'test_name:adds_up',
  'test_type:generic',
  'test_type:singular',
  'test_type:data',
  'test_type:unit',
  'resource_type:seed',
  'resource_type:analysis',
  'resource_type:snapshot+',
  'exposure:board',
  '+exposure:*',
  'group:finance',
  'group:fin*+',
  'access:public',
  'access:private',
  'access:protected',
  'version:latest',
  'version:prerelease',
  'version:old',
  'version:none,resource_type:model',
  'unit_test:adds_up',
  'unit_test:*',
  'nothing_like_it',
  'stg_orders,stg_customers',
  'stg_orders stg_customers+,tag:core',
] as const;

const indirect: readonly (readonly [string, IndirectSelection])[] = [
  ['stg_orders', 'cautious'],
  ['stg_orders', 'empty'],
  ['orders', 'buildable'],
  ['stg_orders stg_customers', 'cautious'],
  ['orders stg_customers', 'cautious'],
  ['orders+,marts', 'buildable'],
  ['@stg_customers', 'cautious'],
];

const exclusions: readonly (readonly [string, string])[] = [
  ['+orders', 'stg_orders'],
  ['*', 'tag:nightly+'],
  ['marts', 'test_type:data'],
  ['orders', 'resource_type:test'],
];

/** Parses once and lists many times; answers one line of JSON a case. */
const program = `
import json, sys
from dbt.cli.main import dbtRunner
cases = json.loads(sys.stdin.read())
project = ['--project-dir', '.', '--profiles-dir', '.', '-q']
dbtRunner().invoke(['deps', *project])
parsed = dbtRunner().invoke(['parse', *project])
if not parsed.success: sys.exit(str(parsed.exception))
manifest = parsed.result
for select, exclude, indirect in cases:
    argv = ['ls', *project, '--resource-type', 'all', '--output', 'json', '--output-keys', 'unique_id', '--select', select, '--indirect-selection', indirect]
    if exclude: argv += ['--exclude', exclude]
    sys.stdout.flush()
    result = dbtRunner(manifest=manifest).invoke(argv)
    ids = sorted(json.loads(line)['unique_id'] for line in (result.result or []))
    print('ANSWER ' + json.dumps(ids))
`;

interface Case {
  readonly select: string;
  readonly exclude: string;
  readonly indirect: IndirectSelection;
}

const cases: readonly Case[] = [
  ...selectors.map((select) => ({ select, exclude: '', indirect: 'eager' as const })),
  ...indirect.map(([select, mode]) => ({ select, exclude: '', indirect: mode })),
  ...exclusions.map(([select, exclude]) => ({ select, exclude, indirect: 'eager' as const })),
];

let bench: Bench;
let graph: SelectableGraph;
let answers: readonly (readonly string[])[];

beforeAll(async () => {
  bench = await openBench();
  const venv = await venvOf('latest');
  await bench.project('helper', { 'models/helper_model.sql': 'select 1 as id' });
  const cwd = await bench.project('shop_select', files);
  const asked = JSON.stringify(cases.map(({ select, exclude, indirect }) => [select, exclude, indirect]));
  const listing = promisify(execFile)(venv.python, ['-c', program], { cwd, maxBuffer: 64 * 1024 * 1024 });
  listing.child.stdin?.end(asked);
  const { stdout } = await listing;
  answers = stdout.split('\n').flatMap((line) => (line.startsWith('ANSWER ') ? [JSON.parse(line.slice(7))] : []));
  graph = makeSelectableGraph(await nodesOf(join(cwd, 'target', 'manifest.json')));
});

afterAll(() => bench?.close());

async function nodesOf(file: string): Promise<SelectableNode[]> {
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  const sections = ['nodes', 'sources', 'exposures', 'metrics', 'semantic_models', 'saved_queries', 'unit_tests'];
  return sections.flatMap((section) =>
    Object.entries(manifest[section] ?? {}).flatMap(([id, body]) => {
      const node = readSelectableNode(id, body);
      return node === null ? [] : [node];
    }),
  );
}

test('dbt answered every case, and most with something', () => {
  expect(answers).toHaveLength(cases.length);
  expect(answers.filter((ids) => ids.length > 0).length).toBeGreaterThan(cases.length * 0.9);
});

test.each(cases.map((each, at) => [`${each.select} · exclude ${each.exclude || 'nothing'} · ${each.indirect}`, at] as const))(
  '%s',
  (_, at) => {
    const { select, exclude, indirect: indirectSelection } = cases[at] ?? { select: '', exclude: '', indirect: 'eager' as const };
    const { value, problems } = readSelector(select);
    expect(problems).toEqual([]);
    const context = { projectName: 'shop_select', isInState: null, statusOf: null, isFresher: null };
    const selection = selectNodes(graph, { select: value, exclude: readSelector(exclude).value, indirectSelection, context });
    const ids = [...selection.reasons.keys()].map((number) => graph.nodes[number]?.uniqueId).sort();
    expect(ids).toEqual(answers[at]);
  },
);
