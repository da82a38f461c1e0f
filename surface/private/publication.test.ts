/** The publication as engines download it: its shape, its tag, and each refusal. */
import { Readable } from 'node:stream';
import { completeUpload } from '@weft/domain/ingest/complete-upload';
import { artifactsAccepted } from '@weft/domain/ingest/events';
import { openUpload } from '@weft/domain/ingest/open-upload';
import { receiveUpload } from '@weft/domain/ingest/receive-upload';
import { workUploads } from '@weft/domain/ingest/work-uploads';
import { publishAcceptedState } from '@weft/domain/mesh/on-artifacts-accepted';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { AppHouse } from '@weft/kit/app';
import { openAppHouse } from '@weft/kit/app';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { zipOf } from '@weft/kit/ingest-house';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let path: string;

beforeAll(async () => {
  house = await openAppHouse();
  house.outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(house, news));
  await house.outbox.start();
  await workUploads(house);
  const { uploadId, secret } = await openUpload(house, { environment: house.production, createdBy: 'a token', jobIdHint: null });
  const files = {
    'manifest.json': makeManifest({ models: [{ name: 'orders', access: 'public' }, { name: 'inner' }] }),
    'run_results.json': makeRunResults({}),
  };
  await receiveUpload(house, { uploadId, secret, sizeBytes: null, body: Readable.from([zipOf(files)], { objectMode: false }) });
  await completeUpload(house, { environmentId: house.production.id, uploadId });
  await house.settle();
  const consumer = await createProject(house, { accountId: house.accountId, name: 'Consumer', kind: 'default' });
  await createEnvironment(house, {
    accountId: house.accountId,
    projectId: consumer.id,
    name: 'Production',
    type: 'deployment',
    deploymentType: 'production',
  });
  path = `/api/private/accounts/${house.accountId}/projects/${consumer.id}/artifacts/publication/`;
});
afterAll(() => house.close());

test('the artifact stands under data, with a tag by which nothing is sent twice', async () => {
  const answer = await house.ask('GET', `${path}?dbt_project_name=shop`);
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.json()).toMatchObject({
    status: { code: 200, is_success: true },
    data: {
      project_name: 'shop',
      public_models: { 'model.shop.orders': { name: 'orders', public_node_dependencies: [] } },
      dependencies: [],
    },
  });
  expect(Object.keys(answer.json().data.public_models)).toEqual(['model.shop.orders']);
  const again = await house.ask('GET', `${path}?dbt_project_name=shop`, {
    headers: { 'if-none-match': `W/${answer.headers.etag}, "other"` },
  });
  expect([again.statusCode, again.body]).toEqual([304, '']);
  const changed = await house.ask('GET', `${path.slice(0, -1)}?dbt_project_name=shop`, { headers: { 'if-none-match': '"other"' } });
  expect(changed.statusCode).toBe(200);
});

test('Bearer is as good as Token', async () => {
  const answer = await house.ask('GET', `${path}?dbt_project_name=shop`, {
    token: null,
    headers: { authorization: `bearer ${house.ownerToken}` },
  });
  expect(answer.statusCode).toBe(200);
});

test.each([
  ['dbt_project_name=Shop', 404, 'case-sensitive'],
  ['dbt_project_name=nowhere', 404, 'There is no project'],
  ['', 400, 'dbt_project_name'],
  ['dbt_project_name=', 400, 'dbt_project_name'],
])('%s is answered with %i and why', async (query, status, words) => {
  const answer = await house.ask('GET', `${path}?${query}`);
  expect(answer.statusCode).toBe(status);
  expect(answer.json().status.user_message).toContain(words);
});

test('whoever may not read public models is told which permission is missing', async () => {
  const answer = await house.ask('GET', `${path}?dbt_project_name=shop`, { token: await house.token('job_runner') });
  expect(answer.statusCode).toBe(403);
  expect(answer.json().status.user_message).toContain('public_models:read');
});
