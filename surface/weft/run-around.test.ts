import { createJob } from '@weft/domain/jobs/change-job';
import { startJobsAfter } from '@weft/domain/jobs/on-run-ended';
import { runJob } from '@weft/domain/jobs/run-job';
import { createProject } from '@weft/domain/projects/create-project';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import type { Run } from '@weft/domain/runs/model';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let other: Runnable;

beforeAll(async () => {
  house = await openAppHouse();
  place = await makeRunnable(house, house.accountId, { name: 'First' });
  other = await makeRunnable(house, house.accountId, { name: 'Second' });
});
afterAll(() => house.close());

const ask = async (run: Run, token?: string) =>
  (await house.ask('GET', `/api/weft/accounts/${house.accountId}/runs/${run.id}/around/`, token === undefined ? {} : { token })).json()
    .data;

function make(of: Runnable, name: string, given: object = {}) {
  return createJob(house, {
    accountId: house.accountId,
    projectId: of.project.id,
    environmentId: of.environment.id,
    name,
    executeSteps: ['dbt build'],
    ...given,
  });
}

test('a run names what it started, who waits for it, and its neighbours, as far as one may see them', async () => {
  const first = await make(place, 'Nightly');
  const after = await make(other, 'After', {
    completionTrigger: { jobId: first.id, projectId: place.project.id, states: ['cancelled'] },
  });
  const asked = { cause: 'A test', causeCategory: 'api' } as const;
  const one = await runJob(house, house.accountId, first.id, asked);
  const two = await runJob(house, house.accountId, first.id, asked);
  await house.database.withClient((client) =>
    client.query("update runs.run set blocked_by = array[$1::bigint], wait_reason = 'Waits' where id = $2", [one.id, two.id]),
  );
  expect(await ask(one)).toEqual({
    ...{ commit_url: null, started: [], older_run_id: null, newer_run_id: two.id },
    behind: [{ run_id: two.id, project_id: place.project.id, job_name: 'Nightly', status: 1 }],
  });
  await cancelRun(house, house.accountId, one.id, 'Enough', null);
  await startJobsAfter(house, { accountId: house.accountId, jobId: first.id, runId: one.id, state: 'cancelled' });
  const [started] = (await ask(one)).started;
  expect(started).toEqual({ run_id: expect.any(Number), project_id: other.project.id, job_name: after.name, status: 1 });
  const onlyFirst = await house.token('admin', place.project.id);
  expect((await ask(one, onlyFirst)).started).toEqual([]);
});

test('a commit is read at its provider', async () => {
  await house.database.withClient((client) =>
    client.query("update git.repository set remote_url = 'git@github.com:acme/shop.git' where project_id = $1", [other.project.id]),
  );
  const job = await make(other, 'Of a commit');
  const run = await runJob(house, house.accountId, job.id, { cause: 'A test', causeCategory: 'api' });
  await house.database.withClient((client) => client.query("update runs.run set git_sha = 'abc1234' where id = $1", [run.id]));
  expect((await ask(run)).commit_url).toBe('https://github.com/acme/shop/commit/abc1234');
});

test('a run that is not there is not found', async () => {
  await createProject(house, { accountId: house.accountId, name: 'Empty', kind: 'default' });
  expect((await house.ask('GET', `/api/weft/accounts/${house.accountId}/runs/999999/around/`)).statusCode).toBe(404);
});
