/** Advice on a real database, from uploads on. */
import { randomUUID } from 'node:crypto';
import { makeCatalog, makeManifest, makeRunResults } from '@weft/kit/artifacts';
import type { IngestHouse } from '@weft/kit/ingest-house';
import { openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { artifactsAccepted } from '../ingest/events.ts';
import type { Environment } from '../projects/model.ts';
import { publishAcceptedState } from './on-artifacts-accepted.ts';
import { labelOf } from './project-graph.ts';
import { proposeMesh } from './propose-mesh.ts';

let house: IngestHouse;
let finance: Environment;

beforeAll(async () => {
  house = await openIngestHouse();
  house.outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(house, news));
  await house.outbox.start();
  finance = (await house.addProject('Finance')).environment;
});
afterAll(() => house.close());

const models = ['stg_orders', 'orders', 'customers', 'revenue', 'margin'].map((name) => ({
  name,
  dependsOn: { orders: ['stg_orders'], customers: ['stg_orders'], revenue: ['orders'], margin: ['revenue'] }[name]?.map(
    (parent) => `model.shop.${parent}`,
  ),
}));
const folders = { stg_orders: 'staging', orders: 'core', customers: 'core', revenue: 'finance', margin: 'finance' };

/** With folders, a properties file for `core`, a test of two models, an exposure and a unit test. */
function shopManifest(invocationId: string, generatedAt: string): object {
  const made = JSON.parse(JSON.stringify(makeManifest({ invocationId, generatedAt, models })));
  for (const [name, folder] of Object.entries(folders)) {
    const node = made.nodes[`model.shop.${name}`];
    node.original_file_path = `models/${folder}/${name}.sql`;
    node.patch_path = folder === 'core' ? 'shop://models/core/core.yml' : null;
    node.refs = node.depends_on.nodes.map((id: string) => ({ name: id.split('.')[2], package: null, version: null }));
  }
  const entry = { package_name: 'shop', config: { enabled: true } };
  made.nodes['test.shop.relationships_revenue'] = {
    ...{ ...entry, name: 'relationships_revenue', resource_type: 'test', original_file_path: 'models/finance/finance.yml' },
    ...{ attached_node: 'model.shop.revenue', refs: [{ name: 'orders', package: null, version: null }] },
    depends_on: { nodes: ['model.shop.orders', 'model.shop.revenue'] },
  };
  made.exposures['exposure.shop.board'] = {
    ...{ ...entry, name: 'board', resource_type: 'exposure', original_file_path: 'models/exposures.yml' },
    ...{ refs: [{ name: 'margin', package: null, version: null }], depends_on: { nodes: ['model.shop.margin'] } },
  };
  made.unit_tests['unit_test.shop.revenue.adds_up'] = {
    ...{ ...entry, name: 'adds_up', resource_type: 'unit_test', original_file_path: 'models/finance/finance.yml' },
    ...{ given: [{ input: "ref('orders')", rows: [] }], depends_on: { nodes: ['model.shop.revenue'] } },
  };
  return made;
}

let minute = 0;

function upload(environment: Environment, manifest: (invocationId: string, generatedAt: string) => object, catalogOf: string[] = []) {
  minute += 1;
  const generatedAt = new Date(Date.parse('2026-01-01T12:00:00Z') + minute * 60_000).toISOString();
  const invocationId = randomUUID();
  const catalog: Record<string, object> =
    catalogOf.length === 0 ? {} : { 'catalog.json': makeCatalog({ invocationId, generatedAt, uniqueIds: catalogOf }) };
  const results = makeRunResults({ invocationId, generatedAt });
  return house.upload({ 'manifest.json': manifest(invocationId, generatedAt), 'run_results.json': results, ...catalog }, environment);
}

const reading = [
  { name: 'report', dependsOn: ['model.shop.customers'] },
  { name: 'customers', project: 'shop', isExternal: true },
];

async function advise(split: string | null = null) {
  const advice = await proposeMesh(house, { accountId: house.accountId, projectId: house.project.id, split });
  if (!advice) throw new Error('there is a manifest');
  return advice;
}

test('there is no advice before there is a manifest', async () => {
  expect(await proposeMesh(house, { accountId: house.accountId, projectId: house.project.id, split: null })).toBeNull();
});

test('the advice follows the manifest, the catalog and the readers in other projects', async () => {
  await upload(house.staging, (invocationId, generatedAt) => makeManifest({ invocationId, generatedAt }));
  await upload(house.production, shopManifest, ['model.shop.customers']);
  await upload(finance, (invocationId, generatedAt) => makeManifest({ invocationId, generatedAt, project: 'finance', models: reading }));

  const advice = await advise();
  expect(advice.environment.id).toBe(house.production.id);
  expect(advice.groups.groups.map(({ name, state, added }) => [name, state, added.map(labelOf)])).toEqual([
    ['core', 'new', ['orders', 'customers', 'stg_orders']],
    ['finance', 'new', ['revenue', 'margin']],
  ]);
  expect(Object.fromEntries(advice.access.map(({ model, proposed, reason }) => [model.name, [proposed, reason]]))).toEqual({
    stg_orders: ['private', 'Read by 2 models of group core: orders and customers.'],
    orders: ['protected', 'Read by 1 model of group finance: revenue; 1 test of group finance: relationships_revenue.'],
    customers: ['public', 'Read by 1 node of project finance.'],
    revenue: ['private', 'Read by 1 model of group finance: margin.'],
    margin: ['public', 'No model reads it, and an exposure uses it: board.'],
  });
  expect(advice.contracts.map(({ model, problems }) => [model.name, problems.length])).toEqual([
    ['customers', 0],
    ['margin', 1],
  ]);
});

test('the files say all of it, each model once, in the file that speaks of it already', async () => {
  const { files } = await advise();
  expect(files.map(({ path, action }) => [path, action])).toEqual([
    ['models/core/core.yml', 'change'],
    ['models/finance/_finance__models.yml', 'create'],
    ['models/groups.yml', 'create'],
    ['models/staging/_staging__models.yml', 'create'],
  ]);
  expect(files[0]?.yaml).toBe(`models:
  - name: customers
    config:
      group: core
      access: public
      contract:
        enforced: true
    columns:
      - name: id
        data_type: INTEGER
  - name: orders
    config:
      group: core
`);
  expect(files[2]?.yaml).toBe(`groups:
  - name: core
    owner:
      # Who answers for these models: a name, an email, or both.
      name: core
  - name: finance
    owner:
      name: finance
`);
});

test('a split finds the refs that cross, in tests and unit tests too, and a name that is free', async () => {
  const { split } = await advise('group:finance');
  expect(split?.newProject).toBe('shop_finance');
  expect(split?.refs.map(({ file, from, to }) => [file, from, to])).toEqual([
    ['models/finance/finance.yml', "ref('orders')", "ref('shop', 'orders')"],
    ['models/finance/finance.yml', "ref('orders')", "ref('shop', 'orders')"],
    ['models/finance/revenue.sql', "ref('orders')", "ref('shop', 'orders')"],
  ]);
  expect(split?.along).toEqual([{ kind: 'exposure', name: 'board', file: 'models/exposures.yml', how: 'move' }]);
  expect(split?.files.map(({ project, path }) => `${project}: ${path}`)).toEqual([
    'shop_finance: dependencies.yml',
    'shop: models/core/core.yml',
  ]);
});
