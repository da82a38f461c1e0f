import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { takeUploads, upload } from '@weft/kit/upload';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let url: string;

beforeAll(async () => {
  house = await openAppHouse();
  await takeUploads(house);
  place = await makeRunnable(house, house.accountId);
  url = `/api/weft/accounts/${house.accountId}/overview/`;
  const models = [{ name: 'orders', access: 'public' as const }, { name: 'inner' }];
  const results = [{ uniqueId: 'model.shop.orders' }];
  await upload(house, { 'manifest.json': makeManifest({ models }), 'run_results.json': makeRunResults({ results }) });
});
afterAll(() => house.close());

test('each project has its line', async () => {
  const answer = await house.ask('GET', url);
  expect([answer.statusCode, answer.json().data.projects]).toEqual([
    200,
    [
      {
        ...{ project_id: house.project.id, environment_count: 1, job_count: 1, public_model_count: 1 },
        latest_run: {
          ...{ id: expect.any(Number), status: 10, status_humanized: 'Success', cause_category: 'ingest' },
          ...{ created_at: expect.any(String), finished_at: expect.any(String) },
        },
      },
      { project_id: place.project.id, environment_count: 1, job_count: 0, public_model_count: null, latest_run: null },
    ],
  ]);
});

test('what the caller may not read counts as nothing, and what they may not see is not there', async () => {
  const some = await house.ask('GET', url, { token: await house.token('readonly', house.project.id) });
  expect(some.json().data.projects).toEqual([
    { project_id: house.project.id, environment_count: 0, job_count: 0, public_model_count: 1, latest_run: null },
  ]);
  expect((await house.ask('GET', url, { token: await house.token('job_runner') })).statusCode).toBe(403);
  expect((await house.ask('GET', url, { token: house.strangerToken })).statusCode).toBe(404);
});
