import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openHouse } from '@weft/kit/house';
import { buildApp } from '@weft/server/build-app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let base: string;

beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/weft/accounts/${house.accountId}/`;
});
afterAll(() => house.close());

test('settings are read by everybody in the account and written by its admins', async () => {
  const url = `${base}settings/`;
  expect((await house.ask('GET', url, { token: await house.token('job_viewer') })).json().data).toEqual({
    name: 'Acme',
    is_hybrid_enabled: true,
    requires_second_factor: false,
    run_slots: null,
  });
  expect((await house.ask('PATCH', url, { token: await house.token('admin'), body: { name: 'x' } })).statusCode).toBe(403);
  expect((await house.ask('PATCH', url, { body: { is_hybrid_enabled: false } })).json().data).toEqual({
    name: 'Acme',
    is_hybrid_enabled: false,
    requires_second_factor: false,
    run_slots: null,
  });
  expect((await house.ask('PATCH', url, { body: { name: 'Renamed', is_hybrid_enabled: true } })).json().data.name).toBe('Renamed');
  expect((await house.ask('PATCH', url, { body: { run_slots: 3 } })).json().data.run_slots).toBe(3);
  expect((await house.ask('GET', `/api/v2/accounts/${house.accountId}/`)).json().data.run_slots).toBe(3);
  expect((await house.ask('PATCH', url, { body: { run_slots: null } })).json().data.run_slots).toBeNull();
  for (const body of [{ run_slots: 0 }, { run_slots: 1.5 }, { name: '' }, { name: 'x'.repeat(256) }, { is_hybrid_enabled: 'yes' }])
    expect([body, (await house.ask('PATCH', url, { body })).statusCode]).toEqual([body, 400]);
});

test('where hybrid projects are off, none is made, and those that are there stay', async () => {
  const projects = `/api/v3/accounts/${house.accountId}/projects/`;
  await house.ask('PATCH', `${base}settings/`, { body: { is_hybrid_enabled: false } });
  const answer = await house.ask('POST', projects, { body: { name: 'Hybrid', type: 1 } });
  expect([answer.statusCode, answer.json().data.code]).toEqual([403, 'project.hybrid_off']);
  expect((await house.ask('GET', `${projects}${house.project.id}/`)).json().data.type).toBe(1);
  await house.ask('PATCH', `${base}settings/`, { body: { is_hybrid_enabled: true } });
});

test('the server tells how it is reached', async () => {
  const { data } = (await house.ask('GET', `${base}server/`)).json();
  expect(data).toEqual({
    ...{ version: '0.0.0', public_url: 'http://localhost:8580', tenant_hostname: 'localhost:8580', is_private_ca: false },
    ...{ ca_bundle_file: null, ca_bundle_url: null, home: house.config.home, dbt_versions: [] },
  });
});

test('the bundle is there for everybody where a private CA is in use, and nowhere else', async () => {
  const missing = await house.ask('GET', '/api/weft/ca-bundle.pem', { token: null });
  expect([missing.statusCode, missing.json().data.code]).toEqual([404, 'ca_bundle.not_needed']);
  const other = await openHouse();
  const bundleFile = join(other.config.home, 'bundle.pem');
  writeFileSync(bundleFile, '-----BEGIN CERTIFICATE-----\n');
  const trusted = { ...other, trust: { isPrivateCa: true, caFile: bundleFile, bundleFile } };
  const app = await buildApp(trusted, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: null });
  const found = await app.inject({ url: '/api/weft/ca-bundle.pem' });
  expect([found.statusCode, found.headers['content-type'], found.body]).toEqual([
    200,
    'application/x-pem-file',
    '-----BEGIN CERTIFICATE-----\n',
  ]);
  await app.close();
  await other.close();
});

test('health is told to everybody, also what is not ready', async () => {
  expect((await house.ask('GET', '/healthz', { token: null })).body).toBe('ok\n');
  expect((await house.ask('GET', '/readyz', { token: null })).json()).toEqual({
    ready: true,
    checks: [{ name: 'database', ready: true, detail: 'ready' }],
  });
  const parts = { facts: { version: '0', dbtVersions: [] }, webFolder: null };
  const app = await buildApp(house, { ...parts, readiness: [{ name: 'engine', check: async () => 'dbt 1.11 is being installed' }] });
  const answer = await app.inject({ url: '/readyz' });
  expect([answer.statusCode, answer.json().checks[1]]).toEqual([
    503,
    { name: 'engine', ready: false, detail: 'dbt 1.11 is being installed' },
  ]);
  await app.close();
});
