import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { madeInvocationId, makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let artifacts: string;
let jobArtifacts: string;
let runId: number;

const manifest = makeManifest();
const results = makeRunResults({ results: [{ uniqueId: 'model.shop.orders' }] });
const bad = '33333333-3333-4333-8333-333333333333';

beforeAll(async () => {
  house = await openAppHouse();
  await takeUploads(house);
  await upload(house, { 'manifest.json': manifest, 'run_results.json': results, 'semantic_manifest.json': { metrics: [] } });
  const [run] = (await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/`)).json().data;
  runId = run.id;
  artifacts = `/api/v2/accounts/${house.accountId}/runs/${runId}/artifacts/`;
  jobArtifacts = `/api/v2/accounts/${house.accountId}/jobs/${run.job_id}/artifacts/`;
});
afterAll(() => house.close());

test('a run’s files are listed by name, with and without the slash', async () => {
  for (const url of [artifacts, artifacts.slice(0, -1), `${artifacts}?step=1`]) {
    const answer = await house.ask('GET', url);
    expect(answer.json()).toMatchObject({
      status: { is_success: true },
      data: ['manifest.json', 'run_results.json', 'semantic_manifest.json'],
    });
  }
  // Clone, profile and their like have none: clients probe every step.
  expect((await house.ask('GET', `${artifacts}?step=3`)).json().data).toEqual([]);
});

test.each(['', '/', '?step=1', '?step='])('a file is answered raw (%s)', async (ending) => {
  const answer = await house.ask('GET', `${artifacts}run_results.json${ending}`, { headers: { accept: '*/*' } });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/json']);
  const { metadata, results: rows } = answer.json();
  expect([metadata.invocation_id, rows.length]).toEqual([madeInvocationId, 1]);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
});

test('the manifest is whole again, node by node', async () => {
  const { nodes, metadata } = (await house.ask('GET', `${artifacts}manifest.json`)).json();
  expect(metadata.invocation_id).toBe(madeInvocationId);
  expect(nodes['model.shop.orders']).toMatchObject({
    relation_name: '"warehouse"."prod"."orders"',
    raw_code: 'select 1',
    access: 'protected',
  });
});

test.each(['catalog.json', 'nothing/at/all.sql', '..%2f..%2fetc%2fpasswd', 'manifest.json?step=2', '%2e%2e/secret'])(
  'what a run has not left is told in the envelope: %s',
  async (path) => {
    const answer = await house.ask('GET', artifacts + path);
    expect([answer.statusCode, answer.json().status]).toMatchObject([404, { code: 404, is_success: false }]);
  },
);

test('a step that is no number is a bad request, and one that there cannot be is not there', async () => {
  expect((await house.ask('GET', `${artifacts}manifest.json?step=x`)).statusCode).toBe(400);
  expect((await house.ask('GET', `${artifacts}manifest.json?step=99999999999`)).statusCode).toBe(400);
  expect((await house.ask('GET', `${artifacts}manifest.json?step=0`)).statusCode).toBe(404);
});

test('a run that is not there has no files either', async () => {
  for (const path of ['', 'manifest.json']) {
    const answer = await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/424242/artifacts/${path}`);
    expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'run.not_found']);
  }
});

test('files are for who may read runs of the project', async () => {
  for (const path of ['', 'manifest.json']) {
    expect((await house.ask('GET', artifacts + path, { token: await house.token('metadata_only') })).statusCode).toBe(403);
    expect((await house.ask('GET', artifacts + path, { token: house.strangerToken })).statusCode).toBe(404);
    expect((await house.ask('GET', artifacts + path, { token: await house.token('job_viewer', house.project.id) })).statusCode).toBe(200);
  }
});

test('a job’s file is that of its last run that ended well and has it', async () => {
  const failed = makeRunResults({
    invocationId: bad,
    generatedAt: '2026-01-01T13:00:00.000000Z',
    results: [{ uniqueId: 'model.shop.orders', status: 'error' }],
  });
  const later = makeManifest({ invocationId: bad, generatedAt: '2026-01-01T13:00:00.000000Z' });
  await upload(house, { 'manifest.json': later, 'run_results.json': failed });
  const answer = await house.ask('GET', `${jobArtifacts}run_results.json`);
  expect([answer.statusCode, answer.json().metadata.invocation_id]).toEqual([200, madeInvocationId]);
  const missing = await house.ask('GET', `${jobArtifacts}catalog.json`);
  expect([missing.statusCode, missing.json().data.code]).toEqual([404, 'run.artifact_not_found']);
  expect((await house.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/424242/artifacts/manifest.json`)).statusCode).toBe(404);
});

test('a file that a browser opens is nothing that it carries out', async () => {
  const answer = await house.ask('GET', `${artifacts}manifest.json`);
  expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
});

test('a HEAD tells of a file without sending it', async () => {
  const answer = await house.ask('HEAD', `${artifacts}manifest.json`);
  expect([answer.statusCode, answer.body]).toEqual([200, '']);
});
