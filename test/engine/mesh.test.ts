import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findPythonFolder } from '@weft/engine/core/find-python-folder';
import { type Engines, openEngines } from '@weft/engine/core/open-engines';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bench, openBench, quiet, ran, venvOf } from './engine-kit.ts';

const producer = {
  'models/dim_customers.sql': "select 1 as id, 'ann' as name union all select 2, 'bob'",
  'models/orders_v1.sql': 'select 1 as id, 1 as customer_id',
  'models/orders_v2.sql': 'select 1 as id, 1 as customer_id, 9 as amount',
  'models/labelled_v2024_q1.sql': 'select 5 as id',
  'models/unused.sql': 'select 1 as id',
  'models/hidden.sql': 'select 1 as id',
  'models/properties.yml': `
models:
  - {name: dim_customers, access: public, config: {alias: customers_alias}}
  - {name: unused, access: public}
  - {name: hidden}
  - name: orders
    access: public
    latest_version: 2
    versions: [{v: 1, deprecation_date: 2024-01-01}, {v: 2}]
  - name: labelled
    access: public
    latest_version: 2024_q1
    versions: [{v: 2024_q1}]
`,
};

const consumer = {
  'dependencies.yml': 'projects:\n  - name: producer\n',
  'models/both.sql': `select c.name, o.id from {{ ref('producer', 'dim_customers') }} c
    join {{ ref('producer', 'orders') }} o on o.customer_id = c.id`,
  'models/pinned.sql': "select * from {{ ref('producer', 'orders', v=1) }}",
  'models/labelled_here.sql': "select * from {{ ref('producer', 'labelled', version='2024_q1') }}",
  'models/one_argument.sql': "select * from {{ ref('dim_customers') }}",
  'models/by_name.sql': "{% set kind = 'customers' %}select * from {{ ref('producer', 'dim_' ~ kind) }}",
  'models/in_python.py': 'def model(dbt, session):\n    return dbt.ref("producer", "dim_customers")\n',
  'models/properties.yml': `
models:
  - name: one_argument
    columns:
      - name: id
        data_tests: [{relationships: {arguments: {to: "ref('producer', 'dim_customers')", field: id}}}]
unit_tests:
  - name: joins
    model: both
    given:
      - {input: "ref('producer', 'dim_customers')", rows: [{id: 1, name: x}]}
      - {input: "ref('producer', 'orders')", rows: [{id: 7, customer_id: 1}]}
    expect: {rows: [{name: x, id: 7}]}
exposures:
  - {name: report, type: dashboard, owner: {name: a, email: a@example.org}, depends_on: ["ref('producer', 'orders')", "ref('both')"]}
`,
  'snapshots/kept.yml':
    "snapshots: [{name: kept, relation: \"ref('producer', 'dim_customers')\", config: {unique_key: id, strategy: check, check_cols: all}}]\n",
};

interface ManifestModel {
  name: string;
  package_name: string;
  resource_type: string;
  access: string;
  relation_name: string;
  database: string;
  schema: string;
  alias: string;
  version: unknown;
  latest_version: unknown;
  deprecation_date: unknown;
  depends_on: { nodes: string[] };
}

let bench: Bench;
let engines: Engines;

beforeAll(async () => {
  bench = await openBench();
  engines = await openEngines({ log: quiet, environment: systemEnvironment() });
});

afterAll(async () => {
  await engines?.close();
  await bench?.close();
});

/** Builds the producer and writes its publication; answers the publications' folder. */
async function publish(venv: Venv): Promise<string> {
  const cwd = await bench.project('producer', producer, { database: 'shared' });
  const end = await ran(engines, venv, cwd, ['build']);
  expect(end.lastError).toBeNull();
  const manifest = JSON.parse(await readFile(end.artifacts.manifest ?? '', 'utf8'));
  const nodes = Object.entries<ManifestModel>(manifest.nodes).filter(([, node]) => node.access === 'public');
  const models = nodes.map(([id, node]) => [
    id,
    {
      ...{ name: node.name, package_name: node.package_name, unique_id: id, relation_name: node.relation_name },
      ...{ database: node.database, schema: node.schema, identifier: node.alias, version: node.version },
      ...{ latest_version: node.latest_version, deprecation_date: node.deprecation_date, generated_at: manifest.metadata.generated_at },
      public_node_dependencies: ['model.producer.unused'],
    },
  ]);
  const folder = join(bench.folder, 'publications');
  await mkdir(folder, { recursive: true });
  const publication = { project_name: 'producer', metadata: {}, public_models: Object.fromEntries(models), dependencies: [] };
  await writeFile(join(folder, 'producer.json'), JSON.stringify(publication));
  return folder;
}

describe.each(['1.11.0-latest', '1.10.0-latest'])('dbt %s', (engineVersion) => {
  let venv: Venv;
  let publicationsDir: string;

  beforeAll(async () => {
    venv = await venvOf(engineVersion);
    publicationsDir = await publish(venv);
  });

  test('builds on public models by every kind of ref, twice, and knows only what it refers to', async () => {
    const cwd = await bench.project('consumer', consumer, { database: 'shared' });
    for (const parse of ['anew', 'partially']) {
      const end = await ran(engines, venv, cwd, ['build'], { publicationsDir });
      expect(end.lastError, parse).toBeNull();
      expect(end, parse).toMatchObject({ outcome: 'success', counts: { error: 0, skip: 0, warn: 0 } });
      const manifest = JSON.parse(await readFile(end.artifacts.manifest ?? '', 'utf8'));
      const foreign = Object.entries<ManifestModel>(manifest.nodes).filter(([, node]) => node.package_name === 'producer');
      expect(Object.fromEntries(foreign.map(([id, node]) => [id, [node.relation_name, node.version, node.latest_version]]))).toEqual({
        'model.producer.dim_customers': ['"shared"."producer"."customers_alias"', null, null],
        'model.producer.orders.v1': ['"shared"."producer"."orders_v1"', 1, 2],
        'model.producer.orders.v2': ['"shared"."producer"."orders_v2"', 2, 2],
        'model.producer.labelled.v2024_q1': ['"shared"."producer"."labelled_v2024_q1"', '2024_q1', '2024_q1'],
      });
      expect(foreign.find(([id]) => id.endsWith('.v1'))?.[1].deprecation_date).toMatch(/^2024-01-01T00:00:00/);
      expect(manifest.exposures['exposure.consumer.report'].depends_on.nodes).toContain('model.producer.orders.v2');
      expect(manifest.nodes['model.consumer.by_name'].depends_on.nodes).toEqual(['model.producer.dim_customers']);
    }
  });

  test('documents what it builds on', async () => {
    const cwd = await bench.project('consumer', consumer, { database: 'shared' });
    await ran(engines, venv, cwd, ['build'], { publicationsDir });
    const end = await ran(engines, venv, cwd, ['docs', 'generate'], { publicationsDir });
    const catalog = JSON.parse(await readFile(end.artifacts.catalog ?? '', 'utf8'));
    expect(Object.keys(catalog.nodes)).toContain('model.producer.dim_customers');
  });

  test.each([
    ['a model that is not public', { 'models/a.sql': "select * from {{ ref('producer', 'hidden') }}" }, "depends on a node named 'hidden'"],
    [
      'a version that is not there',
      { 'models/a.sql': "select * from {{ ref('producer', 'orders', v=9) }}" },
      "named 'orders' with version '9'",
    ],
    [
      'an upstream project without a publication',
      { 'dependencies.yml': 'projects:\n  - name: producer\n  - name: Finance\n', 'models/a.sql': 'select 1' },
      'project "Finance" is declared in dependencies.yml (line 3)',
    ],
  ])('%s is refused by name', async (_name, files, why) => {
    const cwd = await bench.project('refused', { 'dependencies.yml': 'projects:\n  - name: producer\n', ...files }, { database: 'shared' });
    const end = await ran(engines, venv, cwd, ['parse'], { publicationsDir });
    expect(end.exitCode).toBe(2);
    expect(end.lastError).toContain(why);
  });

  test('a broken publication is refused by the file’s name', async () => {
    const broken = join(bench.folder, 'broken');
    await mkdir(broken, { recursive: true });
    await writeFile(join(broken, 'producer.json'), '{"project_name": "produ');
    const cwd = await bench.project('refused', consumer, { database: 'shared' });
    const end = await ran(engines, venv, cwd, ['parse'], { publicationsDir: broken });
    expect(end.lastError).toContain(`${join(broken, 'producer.json')} is not readable as JSON`);
  });

  test('without publications nothing is changed', async () => {
    const cwd = await bench.project('alone', { 'models/a.sql': 'select 1 as id' });
    const absent = await ran(engines, venv, cwd, ['parse'], { publicationsDir: join(bench.folder, 'nowhere') });
    expect(absent.outcome).toBe('success');
    expect((await ran(engines, venv, cwd, ['parse'])).outcome).toBe('success');
  });
});

test('the plugin’s own tests pass', async () => {
  const venv = await venvOf('latest');
  const { pluginPath } = findPythonFolder();
  const env = { ...systemEnvironment(), PYTHONPATH: pluginPath };
  const tests = join(pluginPath, '..', 'tests');
  const answer = await runTool(venv.python, ['-m', 'unittest', 'discover', '-s', tests], { cwd: '/', env, timeoutMilliseconds: 120_000 });
  expect(answer.stderr).toMatch(/Ran \d\d tests/);
  expect(answer.exitCode, answer.stderr).toBe(0);
});
