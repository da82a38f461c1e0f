import { actRun } from '@weft/kit/acted-run';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let base: string;
let jobId: number;

beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/v2/accounts/${house.accountId}/`;
  place = await makeRunnable(house, house.accountId);
  const body = { name: 'Job', project_id: place.project.id, environment_id: place.environment.id, execute_steps: ['dbt build'] };
  jobId = (await house.ask('POST', `${base}jobs/`, { body })).json().data.id;
});
afterAll(() => house.close());

/** A run of the job whose fourth step, its own command, ends so. */
async function act(state: 'succeeded' | 'failed') {
  const acted = await actRun(house, place, { jobId });
  await acted.begin();
  for (const index of [1, 2, 3, 4]) {
    (await acted.startStep(index)).write('plain', `said ${index}`);
    await acted.endStep(index, index === 4 ? state : 'succeeded');
  }
  await acted.node(4, 'model.shop.orders', { state: 'succeeded', dbtStatus: 'success', executionSeconds: 1.5 });
  await acted.end(state === 'failed' ? { state, reason: 'no' } : { state });
  return acted.run.id;
}

test('a run that cannot be taken up says why, in the official word', async () => {
  const good = await act('succeeded');
  const older = await act('failed');
  const failed = await act('failed');
  for (const [runId, reason] of [
    [good, 'RETRY_NOT_FAILED_RUN'],
    [older, 'RETRY_NOT_LATEST_RUN'],
    // It failed, but dbt left no results.
    [failed, 'RETRY_NO_RUN_RESULTS'],
  ] as const) {
    const told = (await house.ask('GET', `${base}runs/${runId}/retry/`)).json().data;
    expect(told).toEqual({ failed_step: null, skipped_steps: [], can_retry: false, retry_not_supported_reason: reason });
    const refused = await house.ask('POST', `${base}runs/${runId}/retry`, { body: null });
    expect([refused.statusCode, refused.json().data]).toMatchObject([
      400,
      { code: 'run.not_retryable', retry_not_supported_reason: reason },
    ]);
    const read = (await house.ask('GET', `${base}runs/${runId}/`)).json().data;
    expect([read.can_retry, read.retry_not_supported_reason]).toEqual([false, reason]);
  }
});

test('running a job again begins anew where there is nothing to take up', async () => {
  await act('failed');
  const answer = await house.ask('POST', `${base}jobs/${jobId}/rerun`);
  expect([answer.statusCode, answer.json().data]).toMatchObject([
    200,
    { status: 1, job_id: jobId, trigger: { cause_category: 'rerun' }, cause_category: 'rerun', retrying_run_id: null },
  ]);
  await house.ask('POST', `${base}runs/${answer.json().data.id}/cancel/`);
});

test('who asked for a run, and who asked for its end, is told with it', async () => {
  const body = { cause: 'x', github_pull_request_id: '', azure_devops_pull_request_id: '8', non_native_pull_request_id: null };
  const run = (await house.ask('POST', `${base}jobs/${jobId}/run/`, { body })).json().data;
  expect(run.trigger).toMatchObject({ github_pull_request_id: null, azure_pull_request_id: 8, gitlab_merge_request_id: null });
  await house.ask('POST', `${base}runs/${run.id}/cancel`);
  const read = (await house.ask('GET', `${base}runs/${run.id}/?include_related=audit,repository,run_retries`)).json().data;
  const actor = { type: 'service_token', name: 'service token owner', id: expect.any(String) };
  expect(read).toMatchObject({ audit: { trigger: { actor }, cancellation: { actor } }, run_retries: [], repository: { state: 1 } });
});

test('a step is found by its own number, and a run tells how long everything took', async () => {
  const runId = await act('succeeded');
  const { run_steps } = (await house.ask('GET', `${base}runs/${runId}/?include_related=run_steps`)).json().data;
  const step = await house.ask('GET', `${base}steps/${run_steps[3].id}/`);
  expect(step.json().data).toMatchObject({ ...run_steps[3], logs: expect.stringContaining('said 4') });
  expect((await house.ask('GET', `${base}steps/${run_steps[3].id + 1}/`)).statusCode).toBe(404);
  const timing = `/api/v3/accounts/${house.accountId}/projects/${place.project.id}/runs/${runId}/timing/`;
  expect((await house.ask('GET', timing)).json().data).toMatchObject({
    run_id: runId,
    run_steps: [{ index: 1 }, { index: 2 }, { index: 3 }, { index: 4 }],
    nodes: [{ unique_id: 'model.shop.orders', execution_time: 1.5, run_step_index: 4 }],
  });
  expect((await house.ask('GET', timing.replace(`projects/${place.project.id}`, `projects/${house.project.id}`))).statusCode).toBe(404);
});
