/** The history of an environment over HTTP: states, one of them as it was, and what differs between two; every status, and nothing to who may not read the project. */
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type MadeModel, makeManifest } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let root: string;
/** Ids of the states, oldest first. */
let states: readonly number[];
let otherToken: string;

beforeAll(async () => {
  house = await openAppHouse();
  await workUploads(house);
  root = `/api/weft/accounts/${house.accountId}/projects/${house.project.id}/`;
  const orders = { name: 'orders', access: 'public', sql: 'select 1 as id' } as const;
  await upload(1, [{ ...orders, columns: ['id', 'amount'] }, { name: 'old' }]);
  await upload(2, [{ ...orders, columns: ['id', 'amount'] }, { name: 'old' }]);
  await upload(3, [{ ...orders, columns: ['id'], access: 'protected', sql: 'select 2 as id' }, { name: 'new' }]);
  const { data } = (await house.ask('GET', `${root}states/?environment_id=${house.production.id}`)).json();
  states = data.map(({ id }: { id: number }) => id).reverse();
  const other = await createProject(house, { accountId: house.accountId, name: 'Other', kind: 'hybrid' });
  otherToken = await house.token('admin', other.id);
}, 60_000);
afterAll(() => house.close());

async function upload(day: number, models: readonly MadeModel[]): Promise<void> {
  const ingests = `/api/private/accounts/${house.accountId}/environments/${house.production.id}/ingests/`;
  const { id, upload_url } = (await house.ask('POST', ingests)).json().data;
  const { pathname, search } = new URL(upload_url);
  const manifest = makeManifest({
    ...{ project: 'platform', invocationId: `00000000-0000-4000-8000-00000000000${day}`, models },
    generatedAt: `2025-12-0${day}T12:00:00.000000Z`,
  });
  await house.app.inject({ method: 'PUT', url: pathname + search, payload: zipOf({ 'manifest.json': manifest }) });
  await house.ask('PATCH', `${ingests}${id}/`, { body: { upload_status: 'SUCCESS' } });
  await house.settle();
}

const get = async (path: string) => (await house.ask('GET', root + path)).json().data;

test('200: states, newest first, with where each comes from and whether anything changed', async () => {
  const { data, extra } = (await house.ask('GET', `${root}states/?environment_id=${house.production.id}&limit=2`)).json();
  expect(extra.pagination.total_count).toBe(3);
  expect(data).toMatchObject([
    { is_current: true, is_same: false, counts: { nodes: 2 }, provenance: { is_upload: true, dbt_version: '1.11.16' } },
    { is_current: false, is_same: true, generated_at: expect.stringContaining('2025-12-02') },
  ]);
});

test('200: the nodes of a state that has passed, and one of them as it was defined', async () => {
  const at = await get(`states/${states[0]}/nodes/`);
  expect(at).toMatchObject({
    total_count: 2,
    types: { model: 2 },
    nodes: [{ name: 'old' }, { name: 'orders', access: 'public', column_count: 2 }],
  });
  expect((await get(`states/${states[0]}/nodes/?q=OLD`)).nodes).toHaveLength(1);
  expect((await get(`states/${states[0]}/nodes/?type=test`)).nodes).toEqual([]);
  const node = await get(`states/${states[0]}/node/?unique_id=model.platform.orders`);
  expect(node).toMatchObject({ raw_code: 'select 1 as id', columns: [{ name: 'id' }, { name: 'amount' }] });
});

test('200: what differs between two states, what breaks others first', async () => {
  const { counts, changes } = await get(`state-differences/?before=${states[0]}&after=${states[2]}`);
  expect(counts).toEqual({ added: 1, removed: 1, changed: 1, breaking: 1 });
  expect(changes.map(({ name, change, breaks }: Record<string, string>) => [name, change, breaks])).toEqual([
    ['orders', 'changed', 'reference'],
    ['old', 'removed', null],
    ['new', 'added', null],
  ]);
  expect(changes[0].fields).toEqual(
    expect.arrayContaining([
      { field: 'access', name: null, before: 'public', after: 'protected', breaks: 'reference' },
      expect.objectContaining({ field: 'column', name: 'amount', after: null, breaks: null }),
    ]),
  );
  const reasons = await get(`state-differences/node/?before=${states[0]}&after=${states[2]}&unique_id=model.platform.orders`);
  expect(reasons.find(({ facet }: { facet: string }) => facet === 'body').diff).toContain('+select 2 as id');
  expect((await get(`state-differences/?before=${states[0]}&after=${states[1]}`)).changes).toEqual([]);
});

test.each([
  ['400 for states of no environment', 'states/', 400],
  ['404 for an environment that is not there', 'states/?environment_id=999', 404],
  ['404 for a state that is not there', 'states/999/nodes/', 404],
  ['404 for two that are not there', 'state-differences/?before=998&after=999', 404],
  ['400 for one alone', 'state-differences/?before=1', 400],
])('%s', async (_, path, status) => {
  expect((await house.ask('GET', root + path)).statusCode).toBe(status);
});

test('404 for a node that was not there', async () => {
  const answer = await house.ask('GET', `${root}states/${states[0]}/node/?unique_id=model.platform.new`);
  expect([answer.statusCode, answer.json().status.developer_message]).toEqual([404, 'node.not_found']);
});

test('who reads another project only sees none of it, by no address', async () => {
  const own = `/api/weft/accounts/${house.accountId}/projects/`;
  const other = (await house.ask('GET', `/api/v3/accounts/${house.accountId}/projects/`, { token: otherToken })).json().data[0].id;
  for (const path of [
    ...[
      `states/?environment_id=${house.production.id}`,
      `states/${states[0]}/nodes/`,
      `state-differences/?before=${states[0]}&after=${states[2]}`,
    ],
    `states/${states[0]}/node/?unique_id=model.platform.orders`,
  ]) {
    for (const project of [house.project.id, other])
      expect([path, (await house.ask('GET', `${own}${project}/${path}`, { token: otherToken })).statusCode]).toEqual([path, 404]);
  }
});
