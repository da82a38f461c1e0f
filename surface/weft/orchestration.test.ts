import { createJob } from '@weft/domain/jobs/change-job';
import type { Job } from '@weft/domain/jobs/model';
import type { Run } from '@weft/domain/runs/model';
import { startRun } from '@weft/domain/runs/start-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let shop: Runnable;
let finance: Runnable;
let nightly: Job;
let after: Job;
let run: Run;
const uniqueId = 'model.shop.orders';

beforeAll(async () => {
  house = await openAppHouse();
  shop = await makeRunnable(house, house.accountId, { name: 'Shop' });
  finance = await makeRunnable(house, house.accountId, { name: 'Finance' });
  nightly = await make(shop, 'Nightly');
  after = await make(finance, 'After', { completionTrigger: { jobId: nightly.id, projectId: shop.project.id, states: ['succeeded'] } });
  const rule = {
    models: [{ projectId: shop.project.id, uniqueId }],
    ...{ withinHours: 2, wait: { minutesMax: 60, otherwise: 'fail' as const }, isTrigger: false },
  };
  await house.database.withClient((client) => client.query('update jobs.job set upstream = $1 where id = $2', [rule, after.id]));
  run = await startRun(house, {
    ...requestFor(finance, { jobId: after.id }),
    hold: {
      ...{
        reason: 'Waits for orders of Shop.',
        until: new Date(house.clock.now().getTime() + 3_600_000),
        otherwise: 'fail',
        releasedAt: null,
      },
      ...{ outcome: null, about: { rule, since: null, broughtBy: null } },
    },
  });
});
afterAll(() => house.close());

function make(of: Runnable, name: string, given: object = {}): Promise<Job> {
  const at = { accountId: house.accountId, projectId: of.project.id, environmentId: of.environment.id };
  return createJob(house, { ...at, name, executeSteps: ['dbt build'], ...given });
}

const ask = async (path: string, token?: string) => {
  const answer = await house.ask('GET', `/api/weft/accounts/${house.accountId}/${path}`, token === undefined ? {} : { token });
  return { status: answer.statusCode, data: answer.json().data };
};

const model = () => ({
  ...{ project_id: shop.project.id, project_name: 'Shop', unique_id: uniqueId, name: 'orders' },
  ...{ is_fresh: false, last_success_at: null, last_status: null, run_id: null },
});

test('a job tells how fresh its upstream models are, and one without any tells none', async () => {
  expect(await ask(`jobs/${after.id}/upstream/`)).toMatchObject({ status: 200, data: { wait: null, since: null, models: [model()] } });
  expect((await ask(`jobs/${nightly.id}/upstream/`)).data).toEqual({ wait: null, since: null, models: [] });
});

test('a run tells which models it waits for, until when, and what then', async () => {
  expect(await ask(`runs/${run.id}/upstream/`)).toMatchObject({
    status: 200,
    data: {
      wait: { reason: 'Waits for orders of Shop.', until: expect.any(String), after_wait: 'fail', released_at: null, outcome: null },
      models: [model()],
    },
  });
});

test('jobs of all projects are one graph with what starts what and which run waits', async () => {
  const { jobs, links, models, critical_path: path } = (await ask('orchestration/?hours=12')).data;
  const ofGraph = jobs.find(({ id }: { id: number }) => id === after.id);
  expect(ofGraph).toMatchObject({ name: 'After', open: [{ id: run.id, status: 1, waits: 'Waits for orders of Shop.' }] });
  expect(links).toContainEqual({ from: `job:${nightly.id}`, to: `job:${after.id}`, kind: 'completion' });
  expect([models.map(({ name }: { name: string }) => name), path.legs]).toEqual([['orders'], []]);
  expect((await ask('orchestration/?hours=0')).status).toBe(400);
});

test('whoever may read one project sees of the graph its jobs, and of others neither upstream nor names', async () => {
  const token = await house.token('job_viewer', shop.project.id);
  expect((await ask(`jobs/${after.id}/upstream/`, token)).status).toBe(404);
  expect((await ask(`runs/${run.id}/upstream/`, token)).status).toBe(404);
  const { data } = await ask('orchestration/', token);
  expect(data.jobs.map(({ name }: { name: string }) => name)).toEqual(['Nightly']);
  expect(JSON.stringify(data)).not.toContain('After');
});

test.each(['jobs/999999/upstream/', 'runs/999999/upstream/'])('%s is not found', async (path) => {
  expect((await ask(path)).status).toBe(404);
});
