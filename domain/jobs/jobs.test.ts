import { asId } from '@weft/base/id';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cancelRun } from '../runs/cancel-run.ts';
import { getRun } from '../runs/list-runs.ts';
import { changeJob, createJob, deleteJob } from './change-job.ts';
import { getJob, listJobs, listJobsOfRuns } from './list-jobs.ts';
import { inferJobType, jobTriggersSchema } from './model.ts';
import { runJob } from './run-job.ts';

let house: House;
let place: Runnable;
let other: Runnable;

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-01T12:00:00Z' });
  const accountId = await makeAccount(house);
  place = await makeRunnable(house, accountId);
  other = await makeRunnable(house, accountId);
});

afterAll(() => house.close());

const make = (given: Partial<Parameters<typeof createJob>[1]> = {}) =>
  createJob(house, {
    accountId: place.accountId,
    projectId: place.project.id,
    environmentId: place.environment.id,
    name: ' Nightly [[id-1]] ',
    executeSteps: ['dbt build'],
    ...given,
  });

test('a job is kept as it was written, with the defaults of the official API', async () => {
  const job = await make();
  expect(await getJob(house, place.accountId, job.id)).toEqual(job);
  expect(job).toMatchObject({
    name: ' Nightly [[id-1]] ',
    threads: 1,
    targetName: 'default',
    timeoutSeconds: 0,
    jobType: 'other',
    schedule: null,
  });
});

test.each([
  [{ name: ' ' }, 'job.invalid'],
  [{ threads: 0 }, 'job.invalid'],
  [{ timeoutSeconds: -1 }, 'job.invalid'],
  [{ targetName: 'a: b' }, 'job.invalid'],
  [{ executeSteps: ['make all'] }, 'run.command_invalid'],
  [{ triggers: jobTriggersSchema.parse({ schedule: true }) }, 'job.schedule_missing'],
  [{ triggers: jobTriggersSchema.parse({ onMerge: true, githubWebhook: true }) }, 'job.trigger_conflict'],
  [{ dbtVersion: 'lates' }, 'engine.version_unknown'],
])('a job that would not do what it says is refused: %j', async (given, code) => {
  await expect(make(given)).rejects.toMatchObject({ kind: 'invalid', code });
});

test('a job runs in an environment of its own project', async () => {
  await expect(make({ environmentId: other.environment.id })).rejects.toMatchObject({ code: 'job.environment_of_other_project' });
});

test('a job defers to an environment or a job of its own project, its own self included', async () => {
  const job = await make({ deferringEnvironmentId: place.environment.id });
  expect(await changeJob(house, place.accountId, job.id, { deferringJobId: job.id })).toMatchObject({ deferringJobId: job.id });
  const foreign = await createJob(house, {
    ...{ accountId: other.accountId, projectId: other.project.id, environmentId: other.environment.id, name: 'Foreign' },
  });
  for (const deferringEnvironmentId of [other.environment.id, asId<'environment'>(999_999)]) {
    await expect(make({ deferringEnvironmentId })).rejects.toMatchObject({ code: 'environment.not_found' });
    await expect(changeJob(house, place.accountId, job.id, { deferringEnvironmentId })).rejects.toMatchObject({ kind: 'not_found' });
  }
  for (const deferringJobId of [foreign.id, asId<'job'>(999_999)]) {
    await expect(make({ deferringJobId })).rejects.toMatchObject({ code: 'job.not_found' });
    await expect(changeJob(house, place.accountId, job.id, { deferringJobId })).rejects.toMatchObject({ kind: 'not_found' });
  }
  await deleteJob(house, foreign.accountId, foreign.id);
});

test('changing a job leaves the rest of it and the runs that were asked for as they are', async () => {
  const job = await make();
  const run = await runJob(house, place.accountId, job.id, { cause: 'x'.repeat(300), causeCategory: 'api' });
  house.clock.turn(1000);
  const changed = await changeJob(house, place.accountId, job.id, {
    executeSteps: ['dbt run', 'dbt test'],
    schedule: { cron: '0 1 * * *' },
  });
  expect(changed).toEqual({ ...job, executeSteps: ['dbt run', 'dbt test'], schedule: { cron: '0 1 * * *' }, updatedAt: house.clock.now() });
  expect(await getRun(house, place.accountId, run.id)).toMatchObject({
    plan: { commands: ['dbt build'] },
    trigger: { cause: 'x'.repeat(255) },
  });
  await cancelRun(house, place.accountId, run.id);
});

test('a request may want some things to be different this once', async () => {
  const job = await make({ threads: 3, generateDocs: true });
  const overrides = { steps: ['dbt parse'], schema: 'dbt_pr_1', generateDocs: false, timeoutSeconds: 60 };
  const run = await runJob(house, place.accountId, job.id, { cause: 'CI', causeCategory: 'api', gitBranch: 'feature', overrides });
  expect(run.plan).toMatchObject({
    commands: ['dbt parse'],
    threads: 3,
    generateDocs: false,
    timeoutSeconds: 60,
    schemaOverride: 'dbt_pr_1',
  });
  expect(run.trigger).toMatchObject({ gitBranch: 'feature', overrides: { ...overrides, threads: null } });
  await cancelRun(house, place.accountId, run.id);
});

test('a job without commands runs what the request gives it, and nothing without', async () => {
  const job = await make({ executeSteps: [] });
  await expect(runJob(house, place.accountId, job.id, { cause: 'x', causeCategory: 'api' })).rejects.toMatchObject({
    code: 'run.no_commands',
  });
  const run = await runJob(house, place.accountId, job.id, { cause: 'x', causeCategory: 'api', overrides: { steps: ['dbt ls'] } });
  expect(run.plan.commands).toEqual(['dbt ls']);
  await cancelRun(house, place.accountId, run.id);
});

test('a deleted job is gone from the lists, its runs stay and those that had not ended are cancelled', async () => {
  const job = await make();
  const run = await runJob(house, place.accountId, job.id, { cause: 'x', causeCategory: 'ui' });
  await deleteJob(house, place.accountId, job.id);
  expect((await listJobs(house, place.accountId)).map(({ id }) => id)).not.toContain(job.id);
  await expect(getJob(house, place.accountId, job.id)).rejects.toMatchObject({ code: 'job.not_found' });
  expect(await listJobsOfRuns(house, place.accountId, [job.id])).toMatchObject([{ id: job.id, deletedAt: house.clock.now() }]);
  expect(await getRun(house, place.accountId, run.id)).toMatchObject({
    state: 'cancelled',
    reason: expect.stringContaining('was deleted'),
  });
});

test('a job of another account looks the same as one that is not there', async () => {
  const job = await make();
  await expect(getJob(house, asId<'account'>(99), job.id)).rejects.toMatchObject({ kind: 'not_found', code: 'job.not_found' });
});

test('jobs are listed by project and environment', async () => {
  const job = await createJob(house, {
    accountId: other.accountId,
    projectId: other.project.id,
    environmentId: other.environment.id,
    name: 'there',
  });
  expect(await listJobs(house, place.accountId, { projectIds: [other.project.id] })).toEqual([job]);
  expect(await listJobs(house, place.accountId, { environmentId: other.environment.id })).toEqual([job]);
  expect(await listJobs(house, place.accountId, { projectIds: [] })).toEqual([]);
});

test.each([
  [{ githubWebhook: true }, 'other', 'ci'],
  [{ gitProviderWebhook: true }, null, 'ci'],
  [{ onMerge: true }, null, 'merge'],
  [{ schedule: true }, 'other', 'scheduled'],
  [{}, 'scheduled', 'other'],
  [{}, 'ci', 'ci'],
] as const)('a job that is started by %j and called %s is of type %s', (triggers, asked, type) => {
  expect(inferJobType(jobTriggersSchema.parse(triggers), asked)).toBe(type);
});
