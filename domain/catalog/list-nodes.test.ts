/** What lists, details and findings say of two joined projects, to who may read one of them and to who may read both. */
import type { Id } from '@weft/base/id';
import { makeManifest } from '@weft/kit/artifacts';
import { financeFiles, platformFiles, secretPrefix } from '@weft/kit/catalog-mesh';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { artifactsAccepted } from '../ingest/events.ts';
import type { Environment } from '../projects/model.ts';
import { openApplied } from './applied-nodes.ts';
import { describeAccount, listPackages } from './describe-account.ts';
import { explainHits } from './explain-hits.ts';
import { findOverview } from './find-overview.ts';
import { getNode, getNodeCode } from './get-node.ts';
import { listFindings } from './list-findings.ts';
import { listNeighbours } from './list-neighbours.ts';
import { listNodes, type NodeQuestion } from './list-nodes.ts';
import { catalogAcceptedState } from './on-artifacts-accepted.ts';
import { openGraph } from './open-graph.ts';
import type { Sight } from './sight.ts';

let house: IngestHouse;
let finance: Environment;

beforeAll(async () => {
  house = await openIngestHouse();
  house.outbox.on(artifactsAccepted, 'catalog', (news) => catalogAcceptedState(house, news));
  await house.outbox.start();
  finance = (await house.addProject('Finance')).environment;
  await house.upload(platformFiles());
  await house.upload(financeFiles(), finance);
  await house.settle();
});
afterAll(() => house.close());

const everything: Sight = { isReadable: () => true, isOffered: () => true };
const ofFinance: Sight = { isReadable: (id) => id === finance.projectId, isOffered: () => true };
const closedToFinance: Sight = { isReadable: (id) => id === finance.projectId, isOffered: (id) => id === finance.projectId };

function ask(sight: Sight, more: Partial<NodeQuestion> = {}) {
  return listNodes(house, {
    ...{ accountId: house.accountId, view: 'production', sight, text: '', select: '', filters: {} },
    ...{ order: 'best', isDescending: false, offset: 0, limit: 100 },
    ...more,
  });
}

const names = async (list: ReturnType<typeof ask>) => (await list).nodes.map(({ node }) => node.name);
const at = (projectId: Id<'project'>, uniqueId: string, sight: Sight) => ({
  ...{ accountId: house.accountId, view: 'production' as const, sight, projectId, uniqueId },
});

test('a list has all of the projects that one reads, and of the others what is offered', async () => {
  expect(await names(ask(ofFinance))).toEqual(['board', 'customers', 'customers', 'orders', 'revenue']);
  expect(await names(ask(closedToFinance))).toEqual(['board', 'customers', 'customers', 'revenue']);
  const all = await ask(everything);
  expect(all.totalCount).toBe(12);
  expect(all.nodes.map(({ node }) => node.name)).not.toContain('star');
});

test('facets count what there would be, their own filter left aside', async () => {
  const { facets, totalCount } = await ask(everything, { filters: { type: ['model'], access: ['public'] } });
  expect(totalCount).toBe(3);
  expect(Object.fromEntries(facets.access)).toEqual({ public: 3, protected: 2, private: 1 });
  expect(Object.fromEntries(facets.type)).toEqual({ model: 3 });
  expect(Object.fromEntries(facets.project)).toEqual({ [finance.projectId]: 2, [house.production.projectId]: 1 });
});

test.each([
  ['name', false, ['customers', 'customers', 'orders']],
  ['name', true, ['orders', 'customers', 'customers']],
  ['tests', true, ['orders', 'customers', 'customers']],
  ['ran', true, ['orders', 'customers', 'customers']],
] as const)('sorted by %s, descending %s', async (order, isDescending, expected) => {
  expect(await names(ask(everything, { order, isDescending, filters: { access: ['public'] } }))).toEqual(expected);
});

test('macros of packages are shown to who asks for the package', async () => {
  expect(await names(ask(everything, { filters: { package: ['dbt_utils'] } }))).toEqual(['star']);
  const packages = await listPackages(house, { accountId: house.accountId, view: 'production', sight: everything });
  expect(packages.map(({ name, isOwn }) => [name, isOwn])).toEqual([
    ['finance', true],
    ['platform', true],
    ['dbt_utils', false],
  ]);
  expect(await listPackages(house, { accountId: house.accountId, view: 'production', sight: ofFinance })).toHaveLength(1);
});

test.each([
  ['Before tax', 'description', 'amount: Before tax'],
  ['amount', 'column', 'amount'],
  ['nigthly', 'tag', 'nightly'],
])('a search for %s says that the %s has it', async (text, field, shown) => {
  const { nodes } = await ask(ofFinance, { text });
  expect(nodes.map((it) => [it.node.name, it.field])).toEqual([['orders', field]]);
  const [hit] = await explainHits(house, nodes, text);
  expect(hit?.text).toBe(shown);
  expect(hit?.marks).toHaveLength(1);
});

test('a search in code is for readers', async () => {
  const text = 'comment';
  for (const hidden of [secretPrefix, `${secretPrefix}_comment`, `${secretPrefix}_group`, `${secretPrefix}_folder`])
    expect((await ask(ofFinance, { text: hidden })).nodes).toEqual([]);
  expect((await ask(ofFinance, { text })).nodes).toEqual([]);
  const { nodes } = await ask(everything, { text });
  expect(nodes.map((it) => [it.node.name, it.field])).toEqual([['orders', 'code']]);
  const [hit] = await explainHits(house, nodes, text);
  expect(hit?.text).toContain(text);
});

test('a selector finds by no name, path or group that one may not know, and still walks through', async () => {
  const select = (text: string, sight: Sight) => names(ask(sight, { select: text }));
  expect(await select(`${secretPrefix}_staging+`, everything)).toContain('revenue');
  for (const text of [`${secretPrefix}_staging+`, `path:models/${secretPrefix}_folder`, `group:${secretPrefix}_group`, `${secretPrefix}*`])
    expect(await select(text, ofFinance)).toEqual([]);
  expect(await select('orders+', ofFinance)).toEqual(['board', 'orders', 'revenue']);
  expect(await select('+revenue', closedToFinance)).toEqual(['revenue']);
  const { selection } = await ask(ofFinance, { select: `orders state:modified ${secretPrefix}_staging nothing_so:x` });
  expect(selection).toMatchObject({ problems: [{ at: expect.any(Number) }], untold: [expect.any(String)] });
  expect(selection?.empty).toContain(`${secretPrefix}_staging`);
});

test('details tell a reader everything, and others what is offered', async () => {
  const platform = house.production.projectId;
  const whole = await getNode(house, at(platform, 'model.platform.orders', everything));
  expect(whole.inside).toMatchObject({
    meta: { note: `${secretPrefix}_meta` },
    table: { type: 'BASE TABLE' },
    done: { status: 'success' },
    definedBy: { dbtVersion: '1.11.16' },
  });
  expect(whole.inside?.findings.map(({ rule }) => rule)).toEqual(['deprecated_in_use', 'public_without_contract']);
  const offered = await getNode(house, at(platform, 'model.platform.orders', ofFinance));
  expect(offered.inside).toBeNull();
  for (const sight of [ofFinance, closedToFinance])
    await expect(getNode(house, at(platform, `model.platform.${secretPrefix}_mart`, sight))).rejects.toMatchObject({
      code: 'node.not_found',
    });
  await expect(getNode(house, at(platform, 'model.platform.orders', closedToFinance))).rejects.toMatchObject({ code: 'node.not_found' });
});

test('code is for readers alone', async () => {
  const platform = house.production.projectId;
  const code = await getNodeCode(house, at(platform, 'model.platform.orders', everything));
  expect(code).toMatchObject({ raw: expect.stringContaining('ref('), compiled: expect.stringContaining('select id'), language: 'sql' });
  await expect(getNodeCode(house, at(platform, 'model.platform.orders', ofFinance))).rejects.toMatchObject({ code: 'node.not_found' });
});

test('neighbours that one may not know of are counted, by project where that may be known', async () => {
  const graph = await openGraph(house, house.accountId, 'production');
  const number = graph.numbers.get(`${house.production.projectId} model.platform.orders`) ?? -1;
  const nameOf = (numbers: readonly number[]) => numbers.map((it) => graph.nodes[it]?.name);
  const mine = listNeighbours(graph, number, everything);
  expect([nameOf(mine.parents.open), nameOf(mine.children.open)]).toEqual([
    [`${secretPrefix}_staging`],
    ['revenue', `${secretPrefix}_mart`],
  ]);
  expect(mine.tests).toHaveLength(1);
  const theirs = listNeighbours(graph, number, ofFinance);
  expect(theirs.parents).toEqual({ open: [], closed: [{ projectId: house.production.projectId, count: 1 }] });
  expect(nameOf(theirs.children.open)).toEqual(['revenue']);
  expect(theirs.tests).toEqual([]);
  expect(listNeighbours(graph, number, closedToFinance).parents.closed).toEqual([{ projectId: null, count: 1 }]);
});

test('versions of a model stand together, the latest first', async () => {
  const { graph, number } = await getNode(house, at(finance.projectId, 'model.finance.customers.v1', everything));
  expect(listNeighbours(graph, number, everything).versions.map((it) => graph.nodes[it]?.version)).toEqual([2, 1]);
});

test('the account from above', async () => {
  const whole = await describeAccount(house, { accountId: house.accountId, view: 'production', sight: everything });
  expect(whole.arrows).toEqual([{ from: house.production.projectId, to: finance.projectId, count: 1 }]);
  const platform = whole.projects.find(({ project }) => project.id === house.production.projectId);
  expect(platform).toMatchObject({
    publicModelCount: 1,
    health: { ran: 3, failed: 1, tests: { passed: 1, warned: 0, failed: 0 }, sources: { fresh: 0, warned: 1, stale: 0 }, relationCount: 4 },
  });
  const seen = await describeAccount(house, { accountId: house.accountId, view: 'production', sight: ofFinance });
  const offered = seen.projects.find(({ project }) => project.id === house.production.projectId);
  expect(offered).toMatchObject({ isReadable: false, health: null, definedBy: null, publicModelCount: 1 });
  expect([...(offered?.counts ?? [])]).toEqual([['model', 1]]);
  expect((await describeAccount(house, { accountId: house.accountId, view: 'production', sight: closedToFinance })).projects).toHaveLength(
    1,
  );
});

test('a project begins with its own overview, and findings are told by rule', async () => {
  const graph = await openGraph(house, house.accountId, 'production');
  const platform = graph.environments.find(({ projectId }) => projectId === house.production.projectId);
  if (!platform) throw new Error('platform is not in the graph');
  expect(await findOverview(house, platform.versionId, 'platform')).toContain(`${secretPrefix}_overview`);
  expect(await findOverview(house, platform.versionId, 'other')).toBeNull();
  const applied = await openApplied(
    house,
    graph.environments.map(({ environmentId }) => environmentId),
  );
  const findings = listFindings({ graph, applied }, house.production.projectId, everything);
  expect(findings[0]).toMatchObject({ rule: 'failed_upstream', message: `It builds on what failed or is stale: ${secretPrefix}_mart.` });
  expect(findings.filter(({ rule }) => rule === 'no_tests').map(({ number }) => graph.nodes[number]?.name)).toContain(
    `${secretPrefix}_mart`,
  );
  const financeFindings = listFindings({ graph, applied }, finance.projectId, ofFinance);
  expect(JSON.stringify(financeFindings)).not.toContain(secretPrefix);
  expect(financeFindings.filter(({ rule }) => rule === 'public_unused')).toHaveLength(2);
});

test('a circle in a manifest made by hand, names of any letters, and a wide, long model are shown like others', async () => {
  const columns = Array.from({ length: 5000 }, (_, number) => `column_${number}`);
  const odd = 'Größe "in" 顧客 <b>';
  await house.upload(
    {
      'manifest.json': makeManifest({
        ...{ project: 'finance', generatedAt: '2026-01-01T13:00:00.000000Z', invocationId: '22222222-1111-4111-8111-111111111111' },
        models: [
          { name: 'a', dependsOn: ['model.finance.b'] },
          { name: 'b', dependsOn: ['model.finance.a'] },
          { name: odd, columns, sql: `select 1 -- ${'x'.repeat(1_000_000)}` },
        ],
      }),
    },
    finance,
  );
  await house.settle();
  expect(await names(ask(ofFinance, { select: 'a+' }))).toEqual(['a', 'b']);
  expect(await names(ask(ofFinance, { text: 'größe' }))).toEqual([odd]);
  expect(await names(ask(ofFinance, { text: '顧客' }))).toEqual([odd]);
  const wide = await getNode(house, at(finance.projectId, `model.finance.${odd}`, ofFinance));
  expect(wide.document.columns).toHaveLength(5000);
  expect((await getNodeCode(house, at(finance.projectId, `model.finance.${odd}`, ofFinance))).raw).toHaveLength(1_000_012);
  const { graph, number } = await getNode(house, at(finance.projectId, 'model.finance.a', ofFinance));
  const around = listNeighbours(graph, number, ofFinance);
  expect([around.parents.open, around.children.open]).toEqual([around.children.open, around.parents.open]);
});
