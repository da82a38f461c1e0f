/** Every status that the lineage can be answered with, and what it never tells. */
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment } from '@weft/domain/projects/model';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type MadeModel, makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import type { WireLineage } from '@weft/wire/weft/lineage';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let url: string;
let finance: Environment;
let financeToken: string;

/** Two private models before and one behind a public one. */
const shop: readonly MadeModel[] = [
  { name: 'stg_salaries', access: 'private', sql: 'select 1' },
  { name: 'int_bonuses', access: 'protected', dependsOn: ['model.shop.stg_salaries'] },
  { name: 'orders', access: 'public', dependsOn: ['model.shop.stg_salaries', 'model.shop.int_bonuses'] },
  { name: 'fct_layoffs', access: 'private', dependsOn: ['model.shop.orders'] },
  { name: 'stg_alone', access: 'private' },
];
const secrets = ['salaries', 'bonuses', 'layoffs', 'alone', 'Foundational', 'prod_marker'];

beforeAll(async () => {
  house = await openAppHouse();
  await workUploads(house);
  url = `/api/weft/accounts/${house.accountId}/lineage/`;
  const project = await createProject(house, { accountId: house.accountId, name: 'Finance', kind: 'hybrid' });
  const place = { accountId: house.accountId, projectId: project.id, name: 'Production' } as const;
  finance = await createEnvironment(house, { ...place, type: 'deployment', deploymentType: 'production' });
  financeToken = await house.token('metadata_only', project.id);
  await upload(house.production, { project: 'shop', models: shop });
  const revenue = { name: 'fct_revenue', dependsOn: ['model.shop.orders'] };
  await upload(finance, { project: 'finance', models: [revenue, { name: 'orders', project: 'shop', isExternal: true, access: 'public' }] });
});
afterAll(() => house.close());

async function upload(environment: Environment, made: { readonly project: string; readonly models: readonly MadeModel[] }, day = 1) {
  const ingests = `/api/private/accounts/${house.accountId}/environments/${environment.id}/ingests/`;
  const { id, upload_url } = (await house.ask('POST', ingests)).json().data;
  const { pathname, search } = new URL(upload_url);
  const results = made.models.filter(({ isExternal }) => !isExternal).map(({ name }) => ({ uniqueId: `model.${made.project}.${name}` }));
  const stamp = { invocationId: `11111111-1111-4111-8111-11111111111${day}`, generatedAt: `2026-01-0${day}T12:00:00.000000Z` };
  const files = {
    'manifest.json': JSON.stringify(makeManifest({ ...made, ...stamp })).replaceAll('"models/', '"models/prod_marker/'),
    'run_results.json': makeRunResults({ ...stamp, results }),
  };
  await house.app.inject({ method: 'PUT', url: pathname + search, payload: zipOf(files) });
  await house.ask('PATCH', `${ingests}${id}/`, { body: { upload_status: 'SUCCESS' } });
  await house.settle();
}

async function ask(query: Readonly<Record<string, string>> = {}, token?: string) {
  const answer = await house.ask('GET', `${url}?${new URLSearchParams(query)}`, token === undefined ? {} : { token });
  expect(answer.statusCode, answer.body).toBe(200);
  const lineage: WireLineage = answer.json().data;
  const { nodes, arrows } = lineage;
  const names = nodes.name.map((name, at) => (nodes.type.at[at] === -1 ? '□' : name));
  return { lineage, body: answer.body, names, arrows: arrows.from.map((from, at) => `${names[from]} → ${names[arrows.to[at] ?? -1]}`) };
}

test('200 with all nodes of all projects, and what is known of each', async () => {
  const { lineage, names, arrows } = await ask();
  expect(names).toEqual(['stg_salaries', 'int_bonuses', 'orders', 'fct_layoffs', 'stg_alone', 'fct_revenue']);
  expect(arrows).toContain('orders → fct_revenue');
  const { nodes, projects } = lineage;
  expect(projects.map(({ name, is_readable }) => [name, is_readable])).toEqual([
    ['Foundational', true],
    ['Finance', true],
  ]);
  const word = (column: WireLineage['nodes']['type'], at: number) => column.words[column.at[at] ?? -1] ?? null;
  expect([word(nodes.layer, 0), word(nodes.access, 0), word(nodes.materialization, 0), word(nodes.status, 0)]).toEqual([
    ...['staging', 'private', 'table', 'success'],
  ]);
  expect([nodes.run_seconds[0], nodes.fresh_at[0]]).toEqual([1, Date.parse('2026-01-01T12:00:00Z') / 1000]);
  // Each is `type.package.name`, and none is in a group.
  expect([nodes.unique_id, nodes.group]).toEqual([[], { words: [], at: [] }]);
});

test('200 with what a selector names, a unique id among it, and how much lies beyond', async () => {
  expect((await ask({ select: '1+orders+1' })).names).toEqual(['stg_salaries', 'int_bonuses', 'orders', 'fct_layoffs', 'fct_revenue']);
  expect((await ask({ select: 'model.shop.orders+' })).names).toEqual(['orders', 'fct_layoffs', 'fct_revenue']);
  expect((await ask({ select: 'orders+ model.shop.int_bonuses', exclude: 'model.shop.fct_layoffs' })).names).toEqual([
    ...['int_bonuses', 'orders', 'fct_revenue'],
  ]);
  const { lineage } = await ask({ select: 'orders' });
  expect([lineage.nodes.more_up, lineage.nodes.more_down]).toEqual([[2], [2]]);
});

test('200 with what of a selector names nothing or is not understood, and its place', async () => {
  const { lineage, names } = await ask({ select: 'orders nowhere' });
  expect(names).toEqual(['orders']);
  expect(lineage.problems).toEqual([{ part: 'nowhere', at: 7, message: 'Nothing is called nowhere.' }]);
  expect((await ask({ select: 'orders colour:red' })).lineage.problems).toMatchObject([{ part: 'colour:red', at: 7 }]);
});

test('what may not be read is a closed box, and no selector finds it', async () => {
  const { names, arrows, body, lineage } = await ask({}, financeToken);
  expect(names).toEqual(['□', 'orders', '□', 'fct_revenue']);
  expect(arrows).toEqual(['□ → orders', 'orders → □', 'orders → fct_revenue']);
  expect(lineage.projects.map(({ name }) => name)).toEqual(['shop', 'Finance']);
  // Of what is only offered, nothing of how it fares.
  expect([lineage.nodes.status.at[1], lineage.nodes.materialization.at[1], lineage.nodes.run_seconds[1]]).toEqual([-1, -1, null]);
  const asked = [
    ...['stg_salaries', 'stg_salaries+', '*salaries', 'model.shop.stg_salaries', 'model.shop.stg_salaries+', 'package:shop', 'fqn:shop.*'],
    ...[
      'path:models/prod_marker',
      'access:private',
      'resource_type:model',
      'result:success',
      'config.materialized:table',
      '+orders',
      '@orders',
    ],
    ...['stg_alone', '1+fct_layoffs+1', 'tag:x', 'group:x'],
  ];
  const bodies = [body];
  for (const select of asked) bodies.push((await ask({ select, tests: 'true' }, financeToken)).body.replaceAll(select, ''));
  for (const secret of secrets) expect(bodies.filter((it) => it.includes(secret))).toEqual([]);
  // By name and by unique id alike: as if there were no such node.
  expect((await ask({ select: 'stg_salaries+' }, financeToken)).names).toEqual([]);
  expect((await ask({ select: 'model.shop.stg_salaries+' }, financeToken)).names).toEqual([]);
  expect((await ask({ select: 'path:models/prod_marker,package:shop' }, financeToken)).names).toEqual([]);
  expect((await ask({ select: 'result:success' }, financeToken)).names).toEqual(['fct_revenue']);
});

test('200 with as much as was asked for', async () => {
  const { lineage, names } = await ask({ limit: '2' });
  expect([names.length, lineage.named_count, lineage.is_cut]).toEqual([2, 6, true]);
});

test('an environment stands for its project where one may read it', async () => {
  expect((await ask({ view: String(finance.id) }, financeToken)).names).toContain('fct_revenue');
  const [unseen, absent] = [String(house.production.id), '999999'];
  for (const view of [unseen, absent])
    expect((await house.ask('GET', `${url}?view=${view}`, { token: financeToken })).statusCode).toBe(404);
});

test('400 for a limit of nothing, 403 without metadata:read', async () => {
  expect((await house.ask('GET', `${url}?limit=0`)).statusCode).toBe(400);
  expect((await house.ask('GET', url, { token: await house.token('job_runner') })).statusCode).toBe(403);
});

test('200 with what a state: selects: by default against the state before, and why, of projects that one reads', async () => {
  const changed = shop.map((model) => (model.name === 'int_bonuses' ? { ...model, sql: 'select 2' } : model));
  await upload(house.production, { project: 'shop', models: [...changed, { name: 'brand_new' }] }, 2);
  const { lineage, names } = await ask({ select: 'state:modified' });
  expect(names).toEqual(['int_bonuses', 'brand_new']);
  const { words, at } = lineage.nodes.change;
  expect(at.map((place) => words[place])).toEqual(['body', 'new']);
  expect(lineage.compared).toMatchObject([{ environment_id: house.production.id }]);
  expect(lineage.problems).toEqual([{ part: '', at: 0, message: 'Not compared, since no earlier state is kept: Finance.' }]);
  expect((await ask({ select: 'state:modified+' })).names).toEqual(['int_bonuses', 'orders', 'fct_layoffs', 'brand_new', 'fct_revenue']);
  expect((await ask({ select: 'state:new' })).names).toEqual(['brand_new']);
  // What is new counts as changed in every part, as dbt has it.
  expect((await ask({ select: 'state:modified.configs' })).names).toEqual(['brand_new']);
  expect((await ask({ select: 'state:unmodified state:old' })).names).not.toContain('brand_new');
  const since = await ask({ select: 'state:modified', compare: `state:${lineage.compared[0]?.before}` });
  expect(since.names).toEqual(['int_bonuses', 'brand_new']);
  expect((await ask({ select: 'state:modified', compare: '2026-01-05T00:00:00Z' })).names).toEqual([]);
  expect((await ask({ select: 'state:modified', compare: `environment:${house.production.id}` })).names).toEqual([]);
  const { lineage: hidden, body } = await ask({ select: 'state:modified+ state:new state:unmodified' }, financeToken);
  expect(hidden.compared).toEqual([]);
  for (const secret of [...secrets, 'brand_new']) expect(body).not.toContain(secret);
});

test('400 and 404: what is no comparison, and states and environments of others', async () => {
  const status = async (compare: string, token?: string) =>
    (await house.ask('GET', `${url}?${new URLSearchParams({ select: 'state:modified', compare })}`, token === undefined ? {} : { token }))
      .statusCode;
  expect(await status('yesterday')).toBe(400);
  expect(await status('environment:x')).toBe(400);
  expect(await status('environment:999999')).toBe(404);
  expect(await status('state:999999')).toBe(404);
  expect(await status(`environment:${house.production.id}`, financeToken)).toBe(404);
  const before = (await ask({ select: 'state:modified' })).lineage.compared[0]?.before;
  expect(await status(`state:${before}`)).toBe(200);
  expect(await status(`state:${before}`, financeToken)).toBe(404);
});
