import { Fault } from '@weft/base/fault';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount, makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { cancelRun } from './cancel-run.ts';
import { getRun } from './list-runs.ts';
import { type HeldRun, type Outcome, statusMessageOf } from './model.ts';
import { startRun } from './start-run.ts';
import type { Stop } from './stop-reason.ts';
import { type Execute, Worker } from './worker.ts';

let house: House;
let place: Runnable;
let worker: Worker | null;

beforeEach(async () => {
  house = await openHouse();
  place = await makeRunnable(house, await makeAccount(house));
  worker = null;
});

afterEach(async () => {
  await worker?.stop();
  await house.close();
});

async function startWorker(execute: Execute, slots = 2) {
  const name = { id: '00000000-0000-4000-8000-000000000001', place: 'here' };
  worker = new Worker(house, { name, slots, execute, pollMilliseconds: 20, heartbeatMilliseconds: 20 });
  await worker.start();
}

/** Ends when it is stopped, as a dbt process does. */
function untilStopped(begun: HeldRun[]): Execute {
  return (_host, run, stop: Stop) => {
    begun.push(run);
    return new Promise<Outcome>((resolve) => stop.signal.addEventListener('abort', () => resolve({ state: 'succeeded' })));
  };
}

const stateOf = async (run: { id: HeldRun['id'] }) => (await getRun(house, place.accountId, run.id)).state;
const ask = (jobId: number, plan = {}) => startRun(house, requestFor(place, { jobId, ...plan }));

test('runs are carried out one after the other where the warehouse wants it, and end as the work says', async () => {
  const order: number[] = [];
  await startWorker(async (_host, run) => {
    order.push(run.id);
    if (run.jobId === 2) throw new Fault('unavailable', 'x.y', 'There is no engine.');
    if (run.jobId === 3) throw new Error('a bug');
    return { state: 'succeeded' };
  });
  const runs = [await ask(1), await ask(2), await ask(3)];
  await vi.waitFor(async () => expect(await Promise.all(runs.map(stateOf))).toEqual(['succeeded', 'failed', 'failed']), 5000);
  expect(order).toEqual(runs.map(({ id }) => id));
  const reasons = await Promise.all(runs.map(async ({ id }) => statusMessageOf(await getRun(house, place.accountId, id))));
  expect(reasons).toEqual([null, 'There is no engine.', expect.stringContaining('a bug')]);
  expect(house.log.lines.filter((line) => line.level === 'error').map((line) => line.event)).toEqual(['run.broken']);
});

test('a run under way that is cancelled ends as cancelled, even when no signal came through', async () => {
  const begun: HeldRun[] = [];
  await startWorker(untilStopped(begun));
  const run = await ask(1);
  await vi.waitFor(() => expect(begun).toHaveLength(1), 5000);
  await cancelRun(house, place.accountId, run.id, 'Cancelled by a person');
  await vi.waitFor(
    async () => expect(await getRun(house, place.accountId, run.id)).toMatchObject({ state: 'cancelled', reason: 'Cancelled by a person' }),
    5000,
  );
});

test('a run that takes longer than its timeout is cancelled and says so', async () => {
  await startWorker(untilStopped([]));
  const run = await ask(1, { timeoutSeconds: 1 });
  await vi.waitFor(
    async () =>
      expect(await getRun(house, place.accountId, run.id)).toMatchObject({
        state: 'cancelled',
        reason: expect.stringContaining('longer than 1 s'),
      }),
    5000,
  );
});

test('a worker that is stopped hands back what has not begun', async () => {
  const begun: HeldRun[] = [];
  await startWorker(untilStopped(begun));
  const run = await ask(1);
  await vi.waitFor(() => expect(begun).toHaveLength(1), 5000);
  await worker?.stop();
  expect(await stateOf(run)).toBe('queued');
});
