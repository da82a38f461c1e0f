import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimRuns } from '../runs/claim-runs.ts';
import { endRun } from '../runs/end-run.ts';
import { runChanged } from '../runs/events.ts';
import { getRun, listRuns } from '../runs/list-runs.ts';
import type { Outcome } from '../runs/model.ts';
import { changeJob, createJob, deleteJob } from './change-job.ts';
import { getJob } from './list-jobs.ts';
import { jobTriggersSchema } from './model.ts';
import { startJobsAfter } from './on-run-ended.ts';
import { runJob } from './run-job.ts';
import { readSchedule } from './schedule.ts';
import { queueDueJobs } from './start-due-jobs.ts';

let house: House;
let place: Runnable;

beforeAll(async () => {
  house = await openHouse({ at: '2026-01-01T12:10:00Z' });
  place = await makeRunnable(house, await makeAccount(house));
  house.outbox.on(runChanged, 'start-next', (news) => startJobsAfter(house, news));
  await house.outbox.start();
});
afterAll(() => house.close());

const make = (given: Partial<Parameters<typeof createJob>[1]> = {}) =>
  createJob(house, {
    ...{ accountId: place.accountId, projectId: place.project.id, environmentId: place.environment.id },
    ...{ name: 'Job', executeSteps: ['dbt build'] },
    ...given,
  });
const hourly = readSchedule({ date: { type: 'every_day' }, time: { type: 'every_hour', interval: 1 } });
const scheduled = { schedule: hourly, triggers: jobTriggersSchema.parse({ schedule: true }) };
const hour = 3_600_000;
const worker = { id: '00000000-0000-4000-8000-00000000000a', place: 'here' };

async function runsOf(job: { readonly id: number }) {
  const { runs } = await listRuns(
    house,
    { accountId: place.accountId },
    { order: { by: 'id', isDescending: false }, limit: 1000, offset: 0 },
  );
  return runs.filter((run) => Number(run.jobId) === Number(job.id));
}

async function look(): Promise<void> {
  await queueDueJobs(house);
  await house.settle();
}

test('a job whose schedule is on starts when it is due, once, and then has its next time', async () => {
  const job = await make(scheduled);
  expect([job.jobType, job.nextRunAt]).toEqual(['scheduled', new Date('2026-01-01T13:00:00Z')]);
  await look();
  expect(await runsOf(job)).toEqual([]);
  house.clock.turn(hour);
  await Promise.all([look(), look()]);
  const [run, ...more] = await runsOf(job);
  expect([run?.trigger.causeCategory, run?.trigger.cause, more.length]).toEqual(['scheduled', 'Scheduled', 0]);
  expect((await getJob(house, place.accountId, job.id)).nextRunAt).toEqual(new Date('2026-01-01T14:00:00Z'));
  await deleteJob(house, place.accountId, job.id);
});

test('of the runs that a schedule asks for at most one waits; what somebody asked for is left alone', async () => {
  const job = await make(scheduled);
  const asked = await runJob(house, place.accountId, job.id, { cause: 'By hand', causeCategory: 'api' });
  house.clock.turn(hour);
  await look();
  house.clock.turn(3 * hour);
  await look();
  const [first, second, third, ...more] = await runsOf(job);
  expect([first?.id, first?.state, more.length]).toEqual([asked.id, 'queued', 0]);
  expect([second?.state, second && 'reason' in second ? second.reason : '']).toEqual([
    'cancelled',
    expect.stringContaining(`Run ${third?.id} of the same schedule`),
  ]);
  expect(third?.state).toBe('queued');
  await deleteJob(house, place.accountId, job.id);
});

test('a schedule that is turned off, or whose job is deleted, starts nothing', async () => {
  const off = await make(scheduled);
  await changeJob(house, place.accountId, off.id, { triggers: jobTriggersSchema.parse({}) });
  const deleted = await make(scheduled);
  await deleteJob(house, place.accountId, deleted.id);
  expect((await getJob(house, place.accountId, off.id)).jobType).toBe('other');
  house.clock.turn(2 * hour);
  await look();
  expect([await runsOf(off), await runsOf(deleted)]).toEqual([[], []]);
});

test('a change that does not touch the schedule leaves a start that is due', async () => {
  const job = await make(scheduled);
  house.clock.turn(hour);
  await changeJob(house, place.accountId, job.id, { name: 'Renamed' });
  await look();
  expect(await runsOf(job)).toHaveLength(1);
  await deleteJob(house, place.accountId, job.id);
});

async function finish(jobId: Parameters<typeof getJob>[2], outcome: Outcome): Promise<void> {
  await runJob(house, place.accountId, jobId, { cause: 'By hand', causeCategory: 'api' });
  const held = await claimRuns(house, worker, { slots: 10, held: 0 });
  for (const run of held) await endRun(house, run, outcome);
  await house.settle();
}

test('a job starts after another one that ends as it asks for', async () => {
  const first = await make({ name: 'First' });
  const completionTrigger = { jobId: first.id, projectId: place.project.id, states: ['succeeded' as const] };
  const second = await make({ name: 'Second', completionTrigger });
  await finish(first.id, { state: 'failed', reason: 'no' });
  expect(await runsOf(second)).toEqual([]);
  await finish(first.id, { state: 'succeeded' });
  const [run, ...more] = await runsOf(second);
  const [, ended] = await runsOf(first);
  expect([run?.trigger.causeCategory, run?.trigger.cause, more.length]).toEqual([
    'job completion',
    `Run ${ended?.id} of the job First succeeded`,
    0,
  ]);
  // The news may come twice.
  await startJobsAfter(house, { accountId: place.accountId, jobId: first.id, runId: must(ended).id, state: 'succeeded' });
  expect(await runsOf(second)).toHaveLength(1);
  expect(await getRun(house, place.accountId, must(run).id)).toMatchObject({ state: 'queued' });
  for (const job of [first, second]) await deleteJob(house, place.accountId, job.id);
});

test('jobs that would start each other for ever are refused', async () => {
  const first = await make({ name: 'First' });
  const after = (jobId: typeof first.id) => ({ completionTrigger: { jobId, projectId: place.project.id, states: ['succeeded' as const] } });
  const second = await make({ name: 'Second', ...after(first.id) });
  for (const job of [first, second])
    await expect(changeJob(house, place.accountId, first.id, after(job.id))).rejects.toMatchObject({ code: 'job.trigger_cycle' });
});

function must<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('it is not there');
  return value;
}
