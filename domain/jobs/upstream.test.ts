/** Upstream is fresh: a Core-run project uploads, a domain team's job waits for it or starts by it, and the next team's job starts after that one. */
import { randomUUID } from 'node:crypto';
import { makeManifest, makeRunResults } from '@weft/kit/artifacts';
import { type IngestHouse, openIngestHouse } from '@weft/kit/ingest-house';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { artifactsAccepted } from '../ingest/events.ts';
import { publishAcceptedState } from '../mesh/on-artifacts-accepted.ts';
import { claimRuns } from '../runs/claim-runs.ts';
import { endRun } from '../runs/end-run.ts';
import { runChanged } from '../runs/events.ts';
import { getRun, listRuns } from '../runs/list-runs.ts';
import type { CauseCategory, Run } from '../runs/model.ts';
import { changeJob, createJob, deleteJob } from './change-job.ts';
import { reviewHeldRuns } from './hold-for-upstream.ts';
import type { Job } from './model.ts';
import { recordAcceptedArtifacts } from './on-artifacts-accepted.ts';
import { startJobsAfter } from './on-run-ended.ts';
import { reviewUpstream } from './on-upstream-built.ts';
import { runJob } from './run-job.ts';

let house: IngestHouse;
let finance: Runnable;
let marketing: Runnable;
let jobs: Job[] = [];

const orders = 'model.shop.orders';
const customers = 'model.shop.customers';
const worker = { id: '00000000-0000-4000-8000-00000000000a', place: 'here' };

beforeAll(async () => {
  house = await openIngestHouse({ at: '2026-01-01T12:00:00Z' });
  house.outbox.on(artifactsAccepted, 'publish', (news) => publishAcceptedState(house, news));
  house.outbox.on(artifactsAccepted, 'record-run', (news) => recordAcceptedArtifacts(house, news));
  house.outbox.on(artifactsAccepted, 'review-upstream', (news) => reviewUpstream(house, news));
  house.outbox.on(runChanged, 'start-next', (news) => startJobsAfter(house, news));
  await house.outbox.start();
  finance = await makeRunnable(house, house.accountId, { name: 'Finance' });
  marketing = await makeRunnable(house, house.accountId, { name: 'Marketing' });
  await built([orders, customers]);
});
afterAll(() => house.close());
beforeEach(async () => {
  for (const job of jobs) await deleteJob(house, house.accountId, job.id);
  jobs = [];
  house.clock.turn(60 * minute);
});

const minute = 60_000;

/** The central team's own dbt has run, and its artifacts are uploaded. */
async function built(uniqueIds: readonly string[], status = 'success'): Promise<void> {
  house.clock.turn(minute);
  const generatedAt = house.clock.now().toISOString();
  const invocationId = randomUUID();
  const models = [{ name: 'orders', access: 'public' as const }, { name: 'customers', access: 'public' as const }, { name: 'stg' }];
  await house.upload({
    'manifest.json': makeManifest({ invocationId, generatedAt, models }),
    'run_results.json': makeRunResults({ invocationId, generatedAt, results: uniqueIds.map((uniqueId) => ({ uniqueId, status })) }),
  });
  await house.settle();
}

type Rule = NonNullable<Job['upstream']>;
const rule = (given: Partial<Rule> & { readonly names?: readonly string[] } = {}): Rule => {
  const { names = [orders], ...rest } = given;
  const models = names.map((uniqueId) => ({ projectId: house.project.id, uniqueId }));
  return { models, withinHours: null, wait: { minutesMax: 120, otherwise: 'run' }, isTrigger: false, ...rest };
};

async function make(place: Runnable, given: Partial<Parameters<typeof createJob>[1]>): Promise<Job> {
  const job = await createJob(house, {
    ...{ accountId: house.accountId, projectId: place.project.id, environmentId: place.environment.id },
    ...{ name: `${place.project.name} build`, executeSteps: ['dbt build'] },
    ...given,
  });
  jobs.push(job);
  return job;
}

const start = (job: Job, causeCategory: CauseCategory = 'scheduled') =>
  runJob(house, house.accountId, job.id, { cause: 'The test', causeCategory });

async function runsOf(job: Job): Promise<readonly Run[]> {
  const filter = { accountId: house.accountId, jobId: job.id };
  return (await listRuns(house, filter, { order: { by: 'id', isDescending: false }, limit: 100, offset: 0 })).runs;
}

/** What may start does, takes a minute, and succeeds; answers the jobs that ran. */
async function work(): Promise<string[]> {
  const held = await claimRuns(house, worker, { slots: 10, held: 0 });
  house.clock.turn(minute);
  for (const run of held) await endRun(house, run, { state: 'succeeded' });
  await house.settle();
  return held.map((run) => run.plan.jobName);
}

test('a scheduled run waits until the uploaded model is newer than the last run, says for what, and then starts', async () => {
  const job = await make(finance, { upstream: rule() });
  await start(job);
  expect(await work()).toEqual(['Finance build']);
  const run = await start(job);
  expect(await work()).toEqual([]);
  const waiting = await getRun(house, house.accountId, run.id);
  expect(waiting).toMatchObject({
    state: 'queued',
    wait: {
      reason: expect.stringMatching(/^Waits for orders of Shop \(last built 2026-01-01 .* UTC\).*At most until .* UTC/),
      blockedBy: [],
    },
  });
  // A failure of it, and a success of another model, are not what it waits for.
  await built([orders], 'error');
  await built([customers]);
  expect(await work()).toEqual([]);
  await built([orders]);
  expect(await getRun(house, house.accountId, run.id)).toMatchObject({ hold: { outcome: 'Upstream is fresh: orders of Shop' } });
  expect(await work()).toEqual(['Finance build']);
});

test('a person who wants it now, and a first run, do not wait', async () => {
  const job = await make(finance, { upstream: rule() });
  for (const cause of ['api', 'ui', 'rerun'] as const) {
    expect(await start(job, cause)).toMatchObject({ hold: null });
    expect(await work()).toEqual(['Finance build']);
  }
  expect(await start(job, 'api')).toMatchObject({ hold: { releasedAt: null } });
});

test.each([
  ['run', 'queued', ['Finance build']],
  ['fail', 'failed', []],
] as const)('a wait in vain ends as the job says: %s', async (otherwise, state, ran) => {
  const job = await make(finance, { upstream: rule({ wait: { minutesMax: 90, otherwise } }) });
  await start(job, 'ui');
  await work();
  const run = await start(job);
  house.clock.turn(89 * minute);
  await reviewHeldRuns(house);
  expect(await work()).toEqual([]);
  house.clock.turn(minute);
  await reviewHeldRuns(house);
  await reviewHeldRuns(house);
  const ended = await getRun(house, house.accountId, run.id);
  expect(ended).toMatchObject({ state, hold: { outcome: expect.stringContaining('Waited 90 min for fresh upstream models') } });
  expect(await work()).toEqual(ran);
});

test('with a limit in hours the age of the models decides, whenever the job last ran', async () => {
  const job = await make(finance, { upstream: rule({ names: [orders, customers], withinHours: 2 }) });
  await built([orders, customers]);
  await start(job);
  await work();
  expect(await start(job)).toMatchObject({ hold: null });
  await work();
  house.clock.turn(3 * 60 * minute);
  await built([orders]);
  const run = await start(job);
  expect(run.hold?.reason).toContain('customers of Shop');
  expect(run.hold?.reason).not.toContain('orders of Shop');
});

test('foundational is uploaded, finance starts by its models, marketing after finance', async () => {
  const first = await make(finance, { upstream: rule({ names: [orders, customers], wait: null, isTrigger: true }) });
  const completionTrigger = { jobId: first.id, projectId: finance.project.id, states: ['succeeded' as const] };
  const second = await make(marketing, { completionTrigger });
  await built([orders]);
  expect(await runsOf(first)).toHaveLength(1);
  expect(await work()).toEqual(['Finance build']);
  expect(await work()).toEqual(['Marketing build']);
  // One of two is not enough, and says nothing twice.
  await built([orders]);
  await reviewUpstream(house, { accountId: house.accountId, projectId: house.project.id });
  expect(await work()).toEqual([]);
  await built([customers]);
  await Promise.all([1, 2, 3].map(() => reviewUpstream(house, { accountId: house.accountId, projectId: house.project.id })));
  expect((await runsOf(first)).map((run) => [run.trigger.causeCategory, run.trigger.cause])).toEqual([
    ['job completion', 'Upstream is fresh: orders of Shop and 1 more'],
    ['job completion', 'Upstream is fresh: customers of Shop and 1 more'],
  ]);
  expect(await work()).toEqual(['Finance build']);
  expect(await work()).toEqual(['Marketing build']);
  expect(await runsOf(second)).toHaveLength(2);
});

test('a build that comes while the job runs starts it once more', async () => {
  const job = await make(finance, { upstream: rule({ wait: null, isTrigger: true }) });
  await built([orders]);
  const held = await claimRuns(house, worker, { slots: 10, held: 0 });
  await built([orders]);
  for (const run of held) await endRun(house, run, { state: 'succeeded' });
  await house.settle();
  expect(await runsOf(job)).toHaveLength(2);
});

test.each([
  ['a model that is not offered', { models: [{ unique: 'model.shop.stg' }] }, 'Did you mean "model.shop.orders"?'],
  ['a misspelt one', { models: [{ unique: 'model.shop.custmers' }] }, 'Did you mean "model.shop.customers"?'],
  ['one named twice', { models: [{ unique: orders }, { unique: orders }] }, 'named twice'],
  ['nothing to come of it', { wait: null }, 'neither waits'],
])('%s is refused with the mend', async (_, given, message) => {
  const { models, ...rest } = given as { models?: { unique: string }[]; wait?: null };
  const upstream = { ...rule(models ? { names: models.map(({ unique }) => unique) } : {}), ...rest };
  await expect(make(finance, { upstream })).rejects.toMatchObject({
    code: 'job.upstream_invalid',
    message: expect.stringContaining(message),
  });
});

test('circles are refused, spelled out, across projects and across both kinds of triggers', async () => {
  const shop = await makeRunnable(house, house.accountId, { name: 'Shop in Weft' });
  const first = await make(shop, { name: 'Shop nightly' });
  const after = (job: Job) => ({ completionTrigger: { jobId: job.id, projectId: job.projectId, states: ['succeeded' as const] } });
  const second = await make(finance, { name: 'Finance build', ...after(first) });
  const third = await make(marketing, { name: 'Marketing build', ...after(second) });
  await expect(changeJob(house, house.accountId, first.id, after(third))).rejects.toMatchObject({
    code: 'job.trigger_cycle',
    message: expect.stringMatching(/Shop nightly \(Shop in Weft\) → Finance build \(Finance\), .* → Marketing build .* → Shop nightly/),
  });
  const isSeen = (projectId: number) => projectId === shop.project.id;
  await expect(changeJob(house, house.accountId, first.id, { ...after(third) }, (projectId) => isSeen(projectId))).rejects.toMatchObject({
    code: 'job.not_found',
  });
});

test('a job that builds what starts the one that starts it is a circle, unless it builds something else', async () => {
  const by = await make(finance, { upstream: rule({ wait: null, isTrigger: true }) });
  const after = { completionTrigger: { jobId: by.id, projectId: finance.project.id, states: ['succeeded' as const] } };
  const within = { ...after, projectId: house.project.id, environmentId: house.production.id, accountId: house.accountId };
  await expect(createJob(house, { ...within, name: 'All', executeSteps: ['dbt build'] })).rejects.toMatchObject({
    code: 'job.trigger_cycle',
    message: expect.stringContaining('the model orders'),
  });
  await expect(createJob(house, { ...within, name: 'Orders', executeSteps: ['dbt run -s +orders'] })).rejects.toMatchObject({
    code: 'job.trigger_cycle',
  });
  jobs.unshift(await createJob(house, { ...within, name: 'Reports', executeSteps: ['dbt build --select reports'] }));
});
