/** The catalog over HTTP: every status, what an answer holds, and that nothing private is in any answer to who reads another project only. */
import { artifactsAccepted } from '@weft/domain/ingest/events';
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { recordAcceptedArtifacts } from '@weft/domain/jobs/on-artifacts-accepted';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { Environment } from '@weft/domain/projects/model';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { financeFiles, platformFiles, secretPrefix } from '@weft/kit/catalog-mesh';
import { zipOf } from '@weft/kit/ingest-house';
import { makePerson } from '@weft/kit/person';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let root: string;
let finance: Environment;
/** Reads finance, and of platform what it offers. */
let financeOnly: Record<string, string>;

beforeAll(async () => {
  house = await openAppHouse();
  await workUploads(house);
  house.outbox.on(artifactsAccepted, 'record-run', (news) => recordAcceptedArtifacts(house, news));
  await house.outbox.start();
  const { accountId } = house;
  root = `/api/weft/accounts/${accountId}/catalog/`;
  const project = await createProject(house, { accountId, name: 'Finance', kind: 'hybrid' });
  finance = await createEnvironment(house, {
    ...{ accountId, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  await upload(house.production, platformFiles());
  await upload(finance, financeFiles());
  const [group] = [{ name: 'Finance readers', permission: 'readonly', project_id: project.id }];
  const made = await house.ask('POST', `/api/v3/accounts/${accountId}/groups/`, { body: { account_id: accountId, name: group?.name } });
  await house.ask('POST', `/api/v3/accounts/${accountId}/group-permissions/${made.json().data.id}/`, {
    body: [
      { account_id: accountId, group_id: made.json().data.id, permission_set: 'readonly', project_id: project.id, all_projects: false },
    ],
  });
  financeOnly = (await makePerson(house, { licence: 'developer', groups: ['Finance readers'] })).headers;
}, 60_000);
afterAll(() => house.close());

async function upload(environment: Environment, files: ReturnType<typeof platformFiles>): Promise<void> {
  const ingests = `/api/private/accounts/${house.accountId}/environments/${environment.id}/ingests/`;
  const { id, upload_url } = (await house.ask('POST', ingests)).json().data;
  const { pathname, search } = new URL(upload_url);
  await house.app.inject({ method: 'PUT', url: pathname + search, payload: zipOf(files) });
  await house.ask('PATCH', `${ingests}${id}/`, { body: { upload_status: 'SUCCESS' } });
  await house.settle();
}

const get = async (path: string) => (await house.ask('GET', root + path)).json().data;
const asFinance = (path: string) => house.ask('GET', root + path, { token: null, headers: financeOnly });
const ofOrders = () => `?project_id=${house.project.id}&unique_id=model.platform.orders`;

test('200: the account, with arrows between its projects', async () => {
  const { projects, arrows } = await get('');
  expect(arrows).toEqual([{ from: house.project.id, to: finance.projectId, count: 1 }]);
  expect(projects[0]).toMatchObject({
    ...{ id: house.project.id, dbt_project_name: 'platform', is_readable: true, public_model_count: 1 },
    counts: { model: 3, source: 1, test: 1, exposure: 1, group: 1, macro: 1 },
    health: { ran: 3, failed: 1, described_count: 1, relation_count: 4 },
    provenance: { dbt_version: '1.11.16', command: 'build', is_upload: true, by: 'service token owner' },
  });
});

test('200: nodes that a search finds, with where, and how many there are of each kind', async () => {
  const list = await get('nodes/?q=tax&type=model');
  expect(list).toMatchObject({
    total_count: 1,
    nodes: [
      {
        ...{ unique_id: 'model.platform.orders', seen: 'everything', has_contract: false, tags: ['nightly'] },
        ...{ owner: { name: 'Platform team', email: 'platform@example.com' }, tests: { total: 1, passed: 1 }, status: 'success' },
        hit: { field: 'description', text: 'amount: Before tax', marks: [[15, 18]] },
      },
    ],
    selection: null,
  });
  expect(list.facets.type).toEqual([{ value: 'model', count: 1 }]);
});

test('200: nodes that a selector selects, with why, and what of it was not understood', async () => {
  const list = await get(`nodes/?select=${encodeURIComponent('orders+ bad:thing nobody')}&order_by=-name&limit=2`);
  expect(list.total_count).toBe(6);
  expect(list.nodes).toHaveLength(2);
  expect(list.nodes[0].reason).toEqual({ criterion: 'orders+', how: 'child' });
  expect(list.selection).toMatchObject({ problems: [{ from: 8, to: 17 }], empty: ['nobody'] });
});

test('200: a node with all that is known of it', async () => {
  const node = await get(`node/${ofOrders()}`);
  expect(node).toMatchObject({
    ...{ name: 'orders', access: 'public', deprecation_date: '2027-01-01T00:00:00+00:00', relation_name: '"warehouse"."prod"."orders"' },
    children: { open: [{ name: 'revenue', project_id: finance.projectId }, { name: `${secretPrefix}_mart` }], closed: [] },
    inside: {
      ...{ file_path: `models/${secretPrefix}_folder/orders.sql`, has_code: true, meta: { note: `${secretPrefix}_meta` } },
      tests: [{ test_name: 'not_null', column: 'id', status: 'pass' }],
      provenance: { is_upload: true },
    },
  });
  expect(node.columns).toEqual([
    expect.objectContaining({ name: 'id', type: 'integer', tests: [expect.stringContaining('not_null')] }),
    expect.objectContaining({ name: 'amount', description: 'Before tax', tags: ['money'], is_undeclared: false }),
  ]);
  const code = await get(`node-code/${ofOrders()}`);
  expect(code).toMatchObject({ language: 'sql', compiled: expect.stringContaining('select id, amount from') });
});

test('200: the last runs of a node, newest first', async () => {
  const [run] = await get(`node-runs/${ofOrders()}`);
  expect(run).toMatchObject({ run_id: expect.any(Number), state: 'succeeded', status: 'success', execution_seconds: 1 });
  expect(await get(`node-runs/?project_id=${finance.projectId}&unique_id=model.platform.orders`)).toEqual([]);
});

test('200: a project with its overview and what could be better', async () => {
  const project = await get(`projects/${house.project.id}/`);
  expect(project).toMatchObject({ overview: `# Platform\n\n${secretPrefix}_overview`, upstream: [], downstream: [finance.projectId] });
  expect(project.finding_counts).toMatchObject({ failed_upstream: 1, public_without_contract: 1, deprecated_in_use: 1 });
  expect(await get('packages/')).toHaveLength(3);
});

test.each([
  ['400 for an order that there is none of', 'nodes/?order_by=shoe_size', 400],
  ['400 for a page that is too long', 'nodes/?limit=1001', 400],
  ['400 for a node without its project', 'node/?unique_id=x', 400],
  ['404 for a project that is not there', 'projects/999999/', 404],
])('%s', async (_, path, status) => {
  expect((await house.ask('GET', root + path)).statusCode).toBe(status);
});

test('404 for a node that is not there', async () => {
  const answer = await house.ask('GET', `${root}node/?project_id=${house.project.id}&unique_id=model.platform.none`);
  expect([answer.statusCode, answer.json().status.developer_message]).toEqual([404, 'node.not_found']);
});

test('who reads finance only gets nothing private of platform in any answer', async () => {
  const platform = house.project.id;
  const hidden = `project_id=${platform}&unique_id=model.platform.${secretPrefix}_mart`;
  const paths = [
    ...['', 'nodes/?limit=1000', 'nodes/?q=orders', 'packages/', `projects/${platform}/`, `projects/${finance.projectId}/`],
    ...['path', 'tag', 'group', 'owner'].map((method) => `nodes/?select=${method}:*orders*`),
    ...['@orders', '+orders+', '*', 'resource_type:model', 'access:private', '+exposure:board'].map(
      (select) => `nodes/?select=${encodeURIComponent(select)}`,
    ),
    ...['amount', 'select', 'platform', 'raw', 'staging', 'nightly', 'team'].map((q) => `nodes/?q=${q}`),
    ...['name', '-tests', 'owner', '-ran'].map((order) => `nodes/?order_by=${order}`),
    `node/${ofOrders()}`,
    ...['model.finance.revenue', 'exposure.finance.board', 'model.platform.orders'].map(
      (id) => `node/?project_id=${finance.projectId}&unique_id=${id}`,
    ),
  ];
  for (const path of paths) {
    const answer = await asFinance(path);
    expect([path, answer.statusCode]).toEqual([path, 200]);
    expect(answer.body).not.toContain(secretPrefix);
  }
  // What is asked for by its name is told as what is not there.
  for (const path of [`node/?${hidden}`, `node-code/?${hidden}`, `node-code/${ofOrders()}`, `node-runs/${ofOrders()}`])
    expect([path, (await asFinance(path)).statusCode]).toEqual([path, 404]);
  const [unseen, missing] = await Promise.all(
    [`${secretPrefix}_mart`, `${secretPrefix}_nope`].map((name) =>
      asFinance(`node/?project_id=${platform}&unique_id=model.platform.${name}`),
    ),
  );
  expect(unseen?.body.replaceAll('_mart', '_nope')).toBe(missing?.body);
});

test('who reads finance only sees what platform offers, and boxes for the rest', async () => {
  const node = (await asFinance(`node/${ofOrders()}`)).json().data;
  expect(node).toMatchObject({
    ...{ seen: 'offer', inside: null, group: null, status: null, owner: { name: 'Platform team' } },
    children: { open: [{ name: 'revenue' }], closed: [{ project_id: house.project.id, count: 1 }] },
    parents: { open: [], closed: [] },
  });
  expect(node.columns.map(({ name, meta }: { name: string; meta: object }) => [name, meta])).toEqual([
    ['id', {}],
    ['amount', {}],
  ]);
});

test('staging is another view of a project that has one, and who may not read the project is not told that it has', async () => {
  const staging = await createEnvironment(house, {
    ...{ accountId: house.accountId, projectId: house.project.id, name: 'Staging', type: 'deployment', deploymentType: 'staging' },
  });
  expect(await get('views/')).toEqual({ staging: [] });
  await upload(staging, platformFiles());
  expect(await get('views/')).toEqual({ staging: [house.project.id] });
  expect((await asFinance('views/')).json().data).toEqual({ staging: [] });
  const ids = async (view: string) =>
    (await get(`nodes/?project=${house.project.id}&view=${view}`)).nodes.map((it: { environment_id: number }) => it.environment_id);
  expect(new Set(await ids('staging'))).toEqual(new Set([staging.id]));
  expect(new Set(await ids('production'))).toEqual(new Set([house.production.id]));
});
