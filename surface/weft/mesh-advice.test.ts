/** Every status that the advice can be answered with. */
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let url: string;

beforeAll(async () => {
  house = await openAppHouse();
  await workUploads(house);
  url = `/api/weft/accounts/${house.accountId}/projects/${house.project.id}/mesh-advice/`;
});
afterAll(() => house.close());

async function upload(): Promise<void> {
  const ingests = `/api/private/accounts/${house.accountId}/environments/${house.production.id}/ingests/`;
  const { id, upload_url } = (await house.ask('POST', ingests)).json().data;
  const { pathname, search } = new URL(upload_url);
  const manifest = makeManifest({ models: [{ name: 'orders' }, { name: 'revenue', dependsOn: ['model.shop.orders'] }] });
  const text = JSON.stringify(manifest)
    .replaceAll('models/revenue', 'models/finance/revenue')
    .replaceAll('models/orders', 'models/core/orders');
  await house.app.inject({ method: 'PUT', url: pathname + search, payload: zipOf({ 'manifest.json': text }) });
  await house.ask('PATCH', `${ingests}${id}/`, { body: { upload_status: 'SUCCESS' } });
  await house.settle();
}

test('200 before there is a manifest, with nothing in it', async () => {
  const answer = await house.ask('GET', url);
  expect(answer.statusCode).toBe(200);
  expect(answer.json().data).toEqual({
    ...{ dbt_project_name: null, source: null, groups: [], left_out: [], access: [], contracts: [], files: [], split_choices: [] },
    split: null,
  });
});

test('200 with advice, to whoever may read the metadata of the project', async () => {
  await upload();
  const token = await house.token('metadata_only', house.project.id);
  const answer = await house.ask('GET', url, { token });
  expect(answer.statusCode).toBe(200);
  expect(answer.json().data).toMatchObject({
    dbt_project_name: 'shop',
    source: { environment_id: house.production.id, environment_name: 'Production' },
    groups: [],
    left_out: [
      { folder: 'core', model_count: 1 },
      { folder: 'finance', model_count: 1 },
    ],
    access: [
      { unique_id: 'model.shop.orders', name: 'orders', present: 'protected', proposed: 'protected', verdict: 'right', group: null },
      { unique_id: 'model.shop.revenue', file: 'models/finance/revenue.sql' },
    ],
    split_choices: [
      { value: 'path:core', kind: 'folder', name: 'core', model_count: 1 },
      { value: 'path:finance', kind: 'folder', name: 'finance', model_count: 1 },
    ],
    split: null,
  });
});

test('200 with a split', async () => {
  const answer = await house.ask('GET', `${url}?split=path:finance`);
  expect(answer.statusCode).toBe(200);
  expect(answer.json().data.split).toMatchObject({
    value: 'path:finance',
    summary: '1 model would become the project finance, with 1 ref to shop and none back.',
    models: [{ unique_id: 'model.shop.revenue' }],
    crossings: [{ reader: 'revenue', reader_kind: 'model', reader_project: 'finance', parent: 'orders', parent_project: 'shop' }],
    offered: [{ name: 'orders', project: 'shop', present: 'protected', readers: 1, contract: 'none' }],
    refs: [{ file: 'models/finance/revenue.sql', from: "ref('orders')", to: "ref('shop', 'orders')" }],
    circle: null,
    files: [{ project: 'finance', path: 'dependencies.yml', action: 'create', yaml: 'projects:\n  - name: shop\n' }, { project: 'shop' }],
  });
});

test.each([
  ['400 for an empty split', '?split=', 400, 'request.invalid'],
  ['400 for a split of everything', '?split=path:models', 400, 'split.whole_project'],
  ['404 for a split of nothing', '?split=nowhere', 404, 'split.not_found'],
])('%s', async (_, asked, status, code) => {
  const answer = await house.ask('GET', url + asked);
  expect(answer.statusCode).toBe(status);
  expect(answer.json().status.developer_message).toBe(code);
});

test('403 without metadata:read, and 404 for a project that one may not see', async () => {
  const other = await createProject(house, { accountId: house.accountId, name: 'Another', kind: 'default' });
  const forbidden = await house.ask('GET', url, { token: await house.token('job_runner', house.project.id) });
  const unseen = await house.ask('GET', url, { token: await house.token('admin', other.id) });
  const absent = await house.ask('GET', url.replace(`projects/${house.project.id}`, 'projects/999999'));
  expect([forbidden.statusCode, unseen.statusCode, absent.statusCode]).toEqual([403, 404, 404]);
});
