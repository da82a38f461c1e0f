import { basename } from 'node:path';
import { asId } from '@weft/base/id';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cancelRun } from './cancel-run.ts';
import { claimRuns } from './claim-runs.ts';
import { endAbandonedRuns, silenceMillisecondsMax } from './end-abandoned-runs.ts';
import { endRun, handRunBack } from './end-run.ts';
import { explainWait } from './explain-wait.ts';
import { getRun, lastRunOf, listRuns } from './list-runs.ts';
import { updateHeartbeats } from './queue-store.ts';
import { startRun } from './start-run.ts';

const worker = { id: '00000000-0000-4000-8000-000000000001', place: 'here:/home' };
const elsewhere = { id: '00000000-0000-4000-8000-000000000002', place: 'there:/home' };

let house: House;
let place: Runnable;

beforeEach(async () => {
  house = await openHouse({ at: '2026-01-01T12:00:00Z' });
  place = await makeRunnable(house, await makeAccount(house));
});

afterEach(() => house.close());

const ask = (jobId: number, where = place) => startRun(house, requestFor(where, { jobId }));
const claim = (slots = 2, held = 0, by = worker) => claimRuns(house, by, { slots, held });

test('a run that was asked for waits in the queue with the job as it was', async () => {
  const run = await ask(7);
  expect(await getRun(house, place.accountId, run.id)).toEqual(run);
  expect(run).toMatchObject({ state: 'queued', wait: null, jobId: 7, projectId: place.project.id, plan: { jobName: 'job 7' } });
});

test.each([
  [{ commands: [] }, 'run.no_commands'],
  [{ commands: ['dbt build', 'rm -rf /'] }, 'run.command_invalid'],
])('%j is refused before it is queued', async (plan, code) => {
  await expect(startRun(house, requestFor(place, plan))).rejects.toMatchObject({ kind: 'invalid', code });
});

test('two runs on one DuckDB file: the second waits and names the first, and starts once it has ended', async () => {
  const neighbour = await makeRunnable(house, place.accountId, { connection: place.connection });
  const first = await ask(1);
  const second = await ask(2, neighbour);
  const [held] = await claim();
  expect(held?.id).toBe(first.id);
  expect(await explainWait(house, place.accountId, second.id)).toMatchObject({
    wait: {
      reason: `Waits for run ${first.id} of another project: the DuckDB file ${basename(String(Reflect.get(place.connection.config, 'path')))} has one writer at a time.`,
    },
    behind: [{ id: first.id, state: 'starting' }],
    place: 1,
    since: new Date('2026-01-01T12:00:00Z'),
  });
  expect(await claim()).toEqual([]);
  if (held) await endRun(house, held, { state: 'succeeded' });
  expect((await claim()).map((run) => run.id)).toEqual([second.id]);
});

test('two workers that look at once never start the same run, nor two of one job', async () => {
  for (const _ of [1, 2, 3]) await ask(1);
  const claims = await Promise.all([claim(2, 0, worker), claim(2, 0, elsewhere), claim(2, 0, worker), claim(2, 0, elsewhere)]);
  expect(claims.flat()).toHaveLength(1);
});

test('a queued run is cancelled at once; cancelling it twice is no error', async () => {
  const run = await ask(1);
  const cancelled = await cancelRun(house, place.accountId, run.id);
  expect(cancelled).toMatchObject({ state: 'cancelled', startedAt: null, reason: 'Cancelled by request.' });
  expect(await cancelRun(house, place.accountId, run.id)).toEqual(cancelled);
  expect(await claim()).toEqual([]);
});

test('a run under way keeps its warehouse until its worker has ended it', async () => {
  const run = await ask(1);
  const [held] = await claim();
  expect(await cancelRun(house, place.accountId, run.id, 'Not needed')).toMatchObject({
    state: 'starting',
    cancel: { reason: 'Not needed' },
  });
  expect(await updateHeartbeats(house.database.db, worker, house.clock.now())).toEqual([{ runId: run.id, cancelReason: 'Not needed' }]);
  const next = await ask(2);
  expect(await claim()).toEqual([]);
  if (held) await endRun(house, held, { state: 'cancelled', reason: 'Not needed' });
  expect(await getRun(house, place.accountId, run.id)).toMatchObject({ state: 'cancelled' });
  expect((await claim()).map(({ id }) => id)).toEqual([next.id]);
});

test('a finished run cannot be cancelled', async () => {
  const run = await ask(1);
  const [held] = await claim();
  if (held) await endRun(house, held, { state: 'succeeded' });
  await expect(cancelRun(house, place.accountId, run.id)).rejects.toMatchObject({ kind: 'conflict', code: 'run.already_finished' });
});

test('a run of another account looks the same as a run that is not there', async () => {
  const run = await ask(1);
  const [missing, foreign] = await Promise.all(
    [asId<'run'>(999_999), run.id].map((id) => cancelRun(house, asId<'account'>(77), id).catch((error: unknown) => String(error))),
  );
  expect(String(foreign).replace(`${run.id}`, 'N')).toBe(String(missing).replace('999999', 'N'));
});

test('a run whose worker has been silent too long ends as failed and says so; queued runs stay queued', async () => {
  const run = await ask(1);
  const waiting = await ask(1);
  await claim(2, 0, elsewhere);
  house.clock.turn(silenceMillisecondsMax - 1);
  expect(await endAbandonedRuns(house, worker)).toEqual([]);
  house.clock.turn(2);
  await endAbandonedRuns(house, worker);
  expect(await getRun(house, place.accountId, run.id)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('worker that ran it died'),
  });
  expect(await getRun(house, place.accountId, waiting.id)).toMatchObject({ state: 'queued' });
});

test('a worker that starts where another was knows at once that the other is dead', async () => {
  const run = await ask(1);
  await claim(2, 0, { ...elsewhere, place: worker.place });
  const cancelled = await cancelRun(house, place.accountId, run.id, 'Too slow');
  expect(cancelled.state).toBe('starting');
  await endAbandonedRuns(house, worker);
  expect(await getRun(house, place.accountId, run.id)).toMatchObject({ state: 'cancelled', reason: 'Too slow' });
});

test('a worker that was taken for dead cannot change what was written instead of it', async () => {
  const run = await ask(1);
  const [held] = await claim(2, 0, elsewhere);
  house.clock.turn(silenceMillisecondsMax + 1);
  await endAbandonedRuns(house, worker);
  expect(held && (await endRun(house, held, { state: 'succeeded' }))).toBeNull();
  expect(await getRun(house, place.accountId, run.id)).toMatchObject({ state: 'failed' });
});

test('a run that has not begun can be handed back and keeps its place', async () => {
  const run = await ask(1);
  await ask(1);
  const [held] = await claim();
  expect(held && (await handRunBack(house, held))).toBe(true);
  expect((await claim()).map(({ id }) => id)).toEqual([run.id]);
});

test('runs are listed by filter, in pages, and the unfinished come last in both orders of finishing', async () => {
  const done = await ask(1);
  const [held] = await claim();
  house.clock.turn(1000);
  if (held) await endRun(house, held, { state: 'failed', reason: 'no' });
  const open = await ask(2);
  const list = async (filter: object, isDescending: boolean) => {
    const order = { by: 'finished_at' as const, isDescending };
    const { runs, total } = await listRuns(house, { accountId: place.accountId, ...filter }, { order, limit: 10, offset: 0 });
    return [...runs.map(({ id }) => id), total];
  };
  expect(await list({}, true)).toEqual([done.id, open.id, 2]);
  expect(await list({}, false)).toEqual([done.id, open.id, 2]);
  expect(await list({ states: ['failed'] }, false)).toEqual([done.id, 1]);
  expect(await list({ jobId: asId<'job'>(2) }, false)).toEqual([open.id, 1]);
  expect(await list({ projectIds: [] }, false)).toEqual([0]);
  const always = { from: new Date('2000-01-01'), to: new Date('9999-12-31') };
  expect(await list({ finishedBetween: always }, true)).toEqual([done.id, 1]);
  expect((await lastRunOf(house, place.accountId, { environmentId: place.environment.id }))?.id).toBe(open.id);
});
