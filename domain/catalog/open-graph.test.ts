/** The graph of an account on a real database, from uploads to nodes and arrows. */
import { randomUUID } from 'node:crypto';
import { reach } from '@weft/base/adjacency';
import { type MadeModel, makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { artifactsAccepted } from '../ingest/events.ts';
import type { Environment } from '../projects/model.ts';
import { findNode } from './account-graph.ts';
import { openApplied } from './applied-nodes.ts';
import { catalogAcceptedState } from './on-artifacts-accepted.ts';
import { openGraph } from './open-graph.ts';
import { searchNodes } from './search-nodes.ts';
import { selectInGraph } from './select-graph.ts';
import { readDocuments } from './state-nodes.ts';
import { deleteDocuments } from './store-documents.ts';
import { writeDocuments } from './write-documents.ts';

let house: IngestHouse;
let finance: Environment;
let minute = 0;

const orders: MadeModel = { name: 'orders', access: 'public', columns: ['id', 'amount'], sql: 'select 1 as id' };
const revenue: MadeModel = { name: 'revenue', dependsOn: ['model.shop.orders'] };

beforeAll(async () => {
  house = await openIngestHouse();
  house.outbox.on(artifactsAccepted, 'catalog', (news) => catalogAcceptedState(house, news));
  await house.outbox.start();
  finance = (await house.addProject('Finance')).environment;
});

afterAll(() => house.close());

async function upload(project: string, models: readonly MadeModel[], environment?: Environment, results: readonly string[] = []) {
  minute += 1;
  const made = { invocationId: randomUUID(), generatedAt: new Date(Date.parse('2026-01-01T12:00:00Z') + minute * 60_000).toISOString() };
  await house.upload(
    {
      'manifest.json': makeManifest({ ...made, project, models }),
      'run_results.json': makeRunResults({ ...made, results: results.map((uniqueId) => ({ uniqueId })) }),
    },
    environment,
  );
  await house.settle();
}

test('a foreign model is its owner’s node, wherever it is read', async () => {
  await upload('shop', [orders], undefined, ['model.shop.orders']);
  await upload('finance', [revenue, { ...orders, project: 'shop', isExternal: true }], finance);
  const graph = await openGraph(house, house.accountId, 'production');
  expect(graph.nodes.map(({ uniqueId, projectId }) => [uniqueId, projectId])).toEqual([
    ['model.shop.orders', house.production.projectId],
    ['model.finance.revenue', finance.projectId],
  ]);
  const number = findNode(graph, finance.projectId, 'model.shop.orders');
  expect(number).toBe(findNode(graph, house.production.projectId, 'model.shop.orders'));
  expect([...reach(graph.children, [number ?? -1])].map((at) => graph.nodes[at]?.name)).toEqual(['revenue']);
  expect(graph.nodes[0]).toMatchObject({ access: 'public', columnCount: 2, resourceType: 'model' });
});

test('the graph is kept until a manifest changes something, and is then as new as it', async () => {
  const before = await openGraph(house, house.accountId, 'production');
  expect(await openGraph(house, house.accountId, 'production')).toBe(before);
  await upload('shop', [orders, { name: 'customers' }]);
  const after = await openGraph(house, house.accountId, 'production');
  expect(after).not.toBe(before);
  expect(after.nodes.map(({ name }) => name)).toContain('customers');
  // What did not change is the same object, not another copy of it.
  expect(after.environments[0]?.nodes[0]).toBe(before.environments[0]?.nodes[0]);
});

test('a foreign model whose owner is not in the account is its reader’s', async () => {
  await upload(
    'finance',
    [
      { ...revenue, dependsOn: ['model.elsewhere.rates'] },
      { name: 'rates', project: 'elsewhere', isExternal: true },
    ],
    finance,
  );
  const graph = await openGraph(house, house.accountId, 'production');
  expect(graph.nodes.find(({ name }) => name === 'rates')).toMatchObject({ projectId: finance.projectId, isExternal: true });
});

test('documents are written once, though several ask for them at the same time', async () => {
  const { environments } = await openGraph(house, house.accountId, 'production');
  const [shop] = environments;
  if (!shop) throw new Error('there is no shop');
  await deleteDocuments(
    house.database.db,
    shop.nodes.map(({ entryId }) => entryId),
  );
  const write = () => writeDocuments(house, shop.versionId);
  expect(await Promise.all([write(), write(), write()])).toEqual([shop.nodes.length, 0, 0]);
  expect(await write()).toBe(0);
});

test('documents that two versions share are there once, though both are written at the same time', async () => {
  const open = async () => (await openGraph(house, house.accountId, 'production')).environments[0];
  const before = await open();
  await upload('shop', [orders, { name: 'returns' }]);
  const after = await open();
  if (!before || !after) throw new Error('there is no shop');
  const ids = [...new Set([...before.nodes, ...after.nodes].map(({ entryId }) => entryId))];
  await deleteDocuments(house.database.db, ids);
  await Promise.all([writeDocuments(house, before.versionId), writeDocuments(house, after.versionId)]);
  expect((await readDocuments(house, ids)).size).toBe(ids.length);
});

test('what was applied is as new as the last command', async () => {
  const look = async () => (await openApplied(house, [house.production.id])).get(house.production.id)?.nodes;
  expect([...((await look())?.keys() ?? [])]).toEqual(['model.shop.orders']);
  await upload('shop', [orders, { name: 'customers' }], undefined, ['model.shop.customers']);
  expect((await look())?.get('model.shop.customers')).toMatchObject({ status: 'success' });
});

test('a search finds what its asker may see, and of other projects what is offered', async () => {
  const ask = (text: string, isReadable: (projectId: Environment['projectId']) => boolean) =>
    searchNodes(house, { accountId: house.accountId, view: 'production', text, isReadable, offset: 0, limit: 10 });
  const own = await ask('orders', () => true);
  expect(own.found.map(({ node, field }) => [node.uniqueId, field])).toEqual([['model.shop.orders', 'name']]);
  expect(own.byType).toEqual(new Map([['model', 1]]));
  const financeOnly = (projectId: Environment['projectId']) => projectId === finance.projectId;
  expect((await ask('amount', financeOnly)).found.map(({ node }) => node.name)).toEqual(['orders']);
  expect((await ask('customers', financeOnly)).found).toEqual([]);
  expect((await ask('orders', () => true)).graph).toBe(await openGraph(house, house.accountId, 'production'));
});

test('documents of before there were words get them when they are searched', async () => {
  await upload('shop', [orders, { name: 'customers' }, { name: 'late_payments' }]);
  await house.database.db.execute(sql`update catalog.document set words = null`);
  const question = { accountId: house.accountId, view: 'production', isReadable: () => true, offset: 0, limit: 10 } as const;
  const { found } = await searchNodes(house, { ...question, text: 'payments' });
  expect(found.map(({ node }) => node.name)).toEqual(['late_payments']);
  const { rows } = await house.database.db.execute(sql`select words from catalog.document where document->>'name' = 'late_payments'`);
  expect(rows).toEqual([{ words: expect.stringContaining('21late 21payments 01late_payments') }]);
});

test('a selector of dbt selects across projects, and says why', async () => {
  await upload('finance', [revenue, { ...orders, project: 'shop', isExternal: true }], finance);
  const graph = await openGraph(house, house.accountId, 'production');
  const { reasons, problems } = selectInGraph(graph, { select: 'package:shop,access:public+' });
  expect(problems).toEqual([]);
  expect([...reasons].map(([number, reason]) => [graph.nodes[number]?.uniqueId, reason.how])).toEqual([['model.shop.orders', 'named']]);
  const below = selectInGraph(graph, { select: 'orders+' });
  expect([...below.reasons].map(([number, reason]) => [graph.nodes[number]?.uniqueId, reason.how])).toEqual([
    ['model.shop.orders', 'named'],
    ['model.finance.revenue', 'child'],
  ]);
  expect(selectInGraph(graph, { select: 'state:modified' }).untold).toHaveLength(1);
});
