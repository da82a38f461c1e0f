import { listUploads } from '@weft/domain/ingest/list-uploads';
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let base: string;

beforeAll(async () => {
  house = await openAppHouse({ at: '2026-01-01T12:00:00Z' });
  await workUploads(house);
  base = `/api/private/accounts/${house.accountId}/environments/${house.production.id}/ingests/`;
});

afterAll(() => house.close());

const zip = zipOf({ 'manifest.json': makeManifest() });

async function announce(options: Parameters<AppHouse['ask']>[2] = {}) {
  const answer = await house.ask('POST', base, options);
  expect(answer.statusCode).toBe(200);
  const { id, upload_url } = answer.json().data;
  const url = new URL(upload_url);
  const put = (payload: Buffer, headers: Record<string, string> = {}) =>
    house.app.inject({ method: 'PUT', url: url.pathname + url.search, payload, headers });
  const patch = (body: unknown = { upload_status: 'SUCCESS' }) => house.ask('PATCH', `${base}${id}/`, { body });
  const summary = async () => (await listUploads(house, house.production.id)).items.find((upload) => upload.id === id);
  return { id, url, put, patch, summary };
}

test.each([
  ['no body', {}],
  ['an empty object', { body: {} }],
  ['a job', { body: { job_id: 12 } }],
  ['a job that is none', { body: { job_id: 'x' } }],
])('announcing with %s is answered with 200, an id and an address', async (_, options) => {
  const { id, url } = await announce(options);
  expect(id).toBeGreaterThan(0);
  expect([...url.searchParams.keys()]).toEqual(['key']);
  expect(url.pathname).toBe(`/api/private/ingests/${id}/content/`);
});

test.each(['Token', 'Bearer', 'token'])('the scheme %s is understood', async (scheme) => {
  const answer = await house.app.inject({ method: 'POST', url: base, headers: { authorization: `${scheme} ${house.ownerToken}` } });
  expect(answer.statusCode).toBe(200);
});

test('every step works without its last slash', async () => {
  const answer = await house.ask('POST', base.slice(0, -1));
  const { id, upload_url } = answer.json().data;
  const put = await house.app.inject({ method: 'PUT', url: upload_url.replace(/^\w+:\/\/[^/]+/, '').replace('/?', '?'), payload: zip });
  const patch = await house.ask('PATCH', `${base}${id}`, { body: { upload_status: 'SUCCESS' } });
  expect([answer.statusCode, put.statusCode, patch.statusCode]).toEqual([200, 200, 204]);
});

test('the address is on the host and the scheme that the client itself used', async () => {
  const urlFor = async (headers: Record<string, string>) => (await house.ask('POST', base, { headers })).json().data.upload_url;
  expect(await urlFor({ host: 'dbt.localhost:8443' })).toMatch(/^http:\/\/dbt\.localhost:8443\/api\/private\/ingests\//);
  expect(await urlFor({ host: '[::1]:8580', 'x-forwarded-proto': 'https' })).toMatch(/^https:\/\/\[::1\]:8580\/api/);
  expect(await urlFor({ host: 'a@evil.example/?', 'x-forwarded-proto': 'https' })).toMatch(/^http:\/\/localhost:8580\/api/);
});

test('sent and completed, an upload is accepted; completing it again changes nothing', async () => {
  const upload = await announce({ body: { job_id: 7 } });
  const sent = await upload.put(zip);
  expect([sent.statusCode, (await upload.summary())?.state]).toEqual([200, 'received']);
  const completed = await upload.patch();
  expect([completed.statusCode, completed.body]).toEqual([204, '']);
  await house.settle();
  expect(await upload.summary()).toMatchObject({ state: expect.stringMatching(/accepted|duplicate/), jobIdHint: 7 });
  expect((await upload.patch()).statusCode).toBe(204);
});

test.each(['application/zip', 'application/json', 'application/octet-stream'])(
  'a content type on the PUT (%s) does not matter',
  async (type) => {
    const upload = await announce();
    expect((await upload.put(zip, { 'content-type': type })).statusCode).toBe(200);
  },
);

test('the same bytes again are fine at any time, other bytes are not', async () => {
  const upload = await announce();
  const other = zipOf({ 'manifest.json': makeManifest({ models: [{ name: 'another' }] }) });
  expect((await upload.put(zip)).statusCode).toBe(200);
  expect((await upload.put(zip)).statusCode).toBe(200);
  const refused = await upload.put(other);
  expect([refused.statusCode, refused.json().data.code]).toEqual([409, 'upload.content_differs']);
  await upload.patch();
  await house.settle();
  expect((await upload.put(zip)).statusCode).toBe(200);
  expect((await upload.put(other)).statusCode).toBe(409);
});

test('completing before sending is refused, and the upload stays open', async () => {
  const upload = await announce();
  const early = await upload.patch();
  expect([early.statusCode, early.json().data.code]).toEqual([409, 'upload.not_received']);
  expect((await upload.put(zip)).statusCode).toBe(200);
  expect((await upload.patch()).statusCode).toBe(204);
});

test('a client that says it failed ends the upload, and is answered as always', async () => {
  const upload = await announce();
  expect((await upload.patch({ upload_status: 'FAILED' })).statusCode).toBe(204);
  expect(await upload.summary()).toMatchObject({ state: 'rejected', reasonCode: 'upload.given_up' });
  expect((await upload.patch({ upload_status: 'FAILED' })).statusCode).toBe(204);
});

test('completing wants a status', async () => {
  const upload = await announce();
  expect((await upload.patch({})).statusCode).toBe(400);
});

test('bytes that are no artifacts are refused with the reason, and again when they are sent again', async () => {
  const upload = await announce();
  const refused = await upload.put(Buffer.from('hello'));
  expect(refused.statusCode).toBe(400);
  expect(refused.json().data.code).toMatch(/^zip\./);
  expect(await upload.summary()).toMatchObject({ state: 'rejected', reasonCode: refused.json().data.code });
  expect((await upload.put(zip)).json()).toMatchObject({ data: { code: refused.json().data.code } });
  expect((await upload.patch()).statusCode).toBe(409);
});

test('artifacts of another project are refused while the uploader listens', async () => {
  const { put } = await announce();
  await put(zip);
  const known = await announce();
  await known.put(zip);
  await known.patch();
  await house.settle();
  const foreign = await announce();
  const refused = await foreign.put(zipOf({ 'manifest.json': makeManifest({ project: 'somebody_elses' }) }));
  expect([refused.statusCode, refused.json().data.code]).toEqual([409, 'project.dbt_name_mismatch']);
});

test('a PUT that claims to be larger than any upload is refused before it is read', async () => {
  const upload = await announce();
  const refused = await upload.put(zip, { 'content-length': String(5 * 1024 ** 3) });
  expect([refused.statusCode, refused.json().data.code]).toEqual([413, 'upload.too_large']);
});

test('whoever does not know the secret is told the same, whether there is such an upload or not', async () => {
  const { url } = await announce();
  const ask = async (path: string) => {
    const answer = await house.app.inject({ method: 'PUT', url: path, payload: zip });
    return [answer.statusCode, answer.json()];
  };
  const unknown = await ask('/api/private/ingests/999999/content/?key=x');
  expect(unknown[0]).toBe(404);
  expect(await ask(url.pathname)).toEqual(unknown);
  expect(await ask(`${url.pathname}?key=wrong`)).toEqual(unknown);
  expect(await ask(`${url.pathname}?key=a&key=b`)).toEqual(unknown);
  expect(await ask('/api/private/ingests/none/content/?key=x')).toEqual(unknown);
});

test('an upload can be completed only where it was announced', async () => {
  const { id } = await announce();
  const project = await createProject(house, { accountId: house.accountId, name: 'Elsewhere', kind: 'hybrid' });
  const environment = await createEnvironment(house, {
    ...{ accountId: house.accountId, projectId: project.id, name: 'Production', type: 'deployment', deploymentType: 'production' },
  });
  const elsewhere = `/api/private/accounts/${house.accountId}/environments/${environment.id}/ingests`;
  const body = { upload_status: 'SUCCESS' };
  expect((await house.ask('PATCH', `${elsewhere}/${id}/`, { body })).statusCode).toBe(404);
  expect((await house.ask('PATCH', `${base}999999/`, { body })).statusCode).toBe(404);

  const [viewer, uploader, foreigner] = [
    await house.token('job_viewer'),
    await house.token('ingest', house.project.id),
    await house.token('job_runner', project.id),
  ];
  expect((await house.ask('POST', base, { token: viewer })).statusCode).toBe(403);
  expect((await house.ask('POST', base, { token: uploader })).statusCode).toBe(200);
  expect((await house.ask('POST', base, { token: foreigner })).statusCode).toBe(404);
  expect((await house.ask('PATCH', `${base}${id}/`, { token: viewer, body })).statusCode).toBe(403);
  expect((await house.ask('POST', base, { token: null })).statusCode).toBe(401);
  expect((await house.ask('POST', base, { token: 'dbtc_unknown' })).statusCode).toBe(401);
  expect((await house.ask('POST', base, { token: house.strangerToken })).statusCode).toBe(404);
  const none = base.replace(`environments/${house.production.id}`, 'environments/999999');
  expect((await house.ask('POST', none)).statusCode).toBe(404);
});

test('the secret of an address is in no log line', async () => {
  const { url, put } = await announce();
  await put(Buffer.from('no zip'));
  await put(zip);
  expect(JSON.stringify(house.log.lines)).not.toContain(url.searchParams.get('key'));
});

test('an hour later the address is gone', async () => {
  const [sent, unsent] = [await announce(), await announce()];
  await sent.put(zip);
  house.clock.turn(3600 * 1000);
  for (const answer of [await sent.put(zip), await unsent.put(zip), await sent.patch(), await unsent.patch()]) {
    expect([answer.statusCode, answer.json().data.code]).toEqual([410, 'upload.expired']);
  }
});
