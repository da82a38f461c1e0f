import { makeEmptyDatabase, type TestDatabase } from '@weft/kit/database';
import { keptLog } from '@weft/kit/quiet-log';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { handClock } from './clock.ts';
import { type Database, openDatabase } from './database.ts';
import { type OpenQueue, openQueue } from './postgres-queue.ts';
import { removeDeadWorkers } from './queue-store.ts';

let made: TestDatabase;
let database: Database;
let queue: OpenQueue;
let log: ReturnType<typeof keptLog>;
const clock = handClock('2026-01-01T12:00:00Z');
const one = { concurrency: 1, retries: 2 };

beforeAll(async () => {
  made = await makeEmptyDatabase();
});

beforeEach(async () => {
  log = keptLog();
  database = await openDatabase({ url: made.url, log, poolSize: 5 });
  queue = await openQueue({ database, clock, log, home: 'here' });
});

afterEach(async () => {
  await queue.close(0);
  await database.db.execute(sql`truncate queue.job, queue.worker`);
  await database.close();
});

afterAll(() => made.drop());

function send(data: object, options = {}): Promise<void> {
  return database.transaction((tx) => queue.send(tx, 'letters', data, options));
}

test('what is sent is done once its transaction is committed, and never when it is rolled back', async () => {
  const seen: unknown[] = [];
  await queue.work('letters', one, async (data) => void seen.push(data));
  await send({ n: 1 });
  await database
    .transaction(async (tx) => {
      await queue.send(tx, 'letters', { n: 2 });
      throw new Error('changed my mind');
    })
    .catch(() => {});
  await queue.settle();
  expect(seen).toEqual([{ n: 1 }]);
});

test('hundreds that are committed together are all done, never more at a time than allowed', async () => {
  let running = 0;
  let most = 0;
  let done = 0;
  await queue.work('letters', { concurrency: 3, retries: 0 }, async () => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done++;
  });
  await database.transaction(async (tx) => {
    for (let n = 0; n < 300; n++) await queue.send(tx, 'letters', { n });
  });
  await queue.settle();
  expect({ done, most }).toEqual({ done: 300, most: 3 });
});

test('a queue wakes by itself, also for work that was sent before there was a worker', async () => {
  await send({ n: 1 });
  const first = new Promise((resolve) => queue.work('letters', one, async (data) => resolve(data)));
  expect(await first).toEqual({ n: 1 });
});

test('work for later waits until the clock says so', async () => {
  const seen: unknown[] = [];
  await queue.work('letters', one, async (data) => void seen.push(data));
  await send({ n: 1 }, { startAfterSeconds: 60 });
  await queue.settle();
  expect(seen).toEqual([]);
  clock.turn(60_000);
  await queue.settle();
  expect(seen).toEqual([{ n: 1 }]);
});

test('what failed is done again later, as often as allowed, and then kept as dead and told', async () => {
  let attempts = 0;
  await queue.work('letters', one, async () => {
    attempts++;
    throw new Error('no stamp');
  });
  await send({ n: 1 });
  await queue.settle();
  expect(attempts).toBe(1);
  clock.turn(1_000);
  await queue.settle();
  expect(attempts).toBe(2);
  clock.turn(1_000);
  await queue.settle();
  expect(attempts).toBe(2);
  clock.turn(600_000);
  await queue.settle();
  clock.turn(600_000);
  await queue.settle();
  expect(attempts).toBe(3);
  expect(log.lines.filter(({ event }) => event === 'job.dead')).toMatchObject([{ level: 'error', fields: { queue: 'letters' } }]);
  expect((await database.db.execute(sql`select problem from queue.job where dead_at is not null`)).rows).toEqual([{ problem: 'no stamp' }]);
});

test('of one key only one waits, with the newest data; one that has begun does not count', async () => {
  const seen: unknown[] = [];
  await send({ n: 1 }, { singletonKey: 'a' });
  await send({ n: 2 }, { singletonKey: 'a' });
  await send({ n: 3 }, { singletonKey: 'b' });
  let sentMore = false;
  await queue.work('letters', one, async (data) => {
    seen.push(data);
    if (sentMore) return;
    sentMore = true;
    await send({ n: 4 }, { singletonKey: 'a' });
    await send({ n: 5 }, { singletonKey: 'a' });
  });
  await queue.settle();
  expect(seen).toEqual([{ n: 2 }, { n: 3 }, { n: 5 }]);
});

test('two that send the same key at the same moment add one', async () => {
  await Promise.all([1, 2, 3, 4].map((n) => send({ n }, { singletonKey: 'a' })));
  expect((await database.db.execute(sql`select count(*) as n from queue.job`)).rows).toEqual([{ n: 1 }]);
});

test('work that waits does not begin between its renewal and the commit of what it was renewed for', async () => {
  const seen: unknown[] = [];
  await send({ n: 1 }, { singletonKey: 'a' });
  await database.transaction(async (tx) => {
    await queue.send(tx, 'letters', { n: 2 }, { singletonKey: 'a' });
    await queue.work('letters', one, async (data) => void seen.push(data));
    await database.db.execute(sql`select pg_sleep(0.05)`);
    expect(seen).toEqual([]);
  });
  await queue.settle();
  expect(seen).toEqual([{ n: 2 }]);
});

test('the next process of the same home begins at once what a killed one had begun', async () => {
  await send({ n: 1 });
  await beginAndNeverEnd(queue);
  const next = await openQueue({ database, clock, log, home: 'here' });
  const again = new Promise((resolve) => next.work('letters', one, async (data) => resolve(data)));
  expect(await again).toEqual({ n: 1 });
  await next.close(1_000);
});

test('a process elsewhere begins what a dead one had begun, and not what a living one has', async () => {
  await send({ n: 1 });
  await beginAndNeverEnd(queue);
  const other = await openQueue({ database, clock, log, home: 'there' });
  const seen: unknown[] = [];
  await other.work('letters', one, async (data) => void seen.push(data));
  await removeDeadWorkers(database);
  await database.db.execute(sql`select pg_sleep(0.02)`);
  expect(seen).toEqual([]);
  await database.db.execute(sql`update queue.worker set seen_at = now() - interval '21 seconds' where home like '%:here'`);
  await removeDeadWorkers(database);
  await other.settle();
  expect(seen).toEqual([{ n: 1 }]);
  await other.close(1_000);
});

test('closing tells the work to stop, and hands back what does not, without counting it as a failure', async () => {
  await send({ n: 1 });
  const told = await new Promise<AbortSignal>((resolve) => {
    queue.work('letters', one, (_data, signal) => {
      resolve(signal);
      return new Promise(() => {});
    });
  });
  await queue.close(10);
  expect(told.aborted).toBe(true);
  const { rows } = await database.db.execute(sql`select worker_id, attempts, failures from queue.job`);
  expect(rows).toEqual([{ worker_id: null, attempts: 0, failures: 0 }]);
});

test('the queue goes on by itself when its connections were cut', async () => {
  const seen: unknown[] = [];
  await queue.work('letters', one, async (data) => void seen.push(data));
  await database.withClient((client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'),
  );
  const heard = new Promise<void>((resolve) => queue.work('calls', one, async () => resolve()));
  await database.transaction((tx) => queue.send(tx, 'calls', {}));
  await heard;
});

async function beginAndNeverEnd(of: OpenQueue): Promise<void> {
  await new Promise<void>((resolve) => {
    of.work('letters', one, () => {
      resolve();
      return new Promise(() => {});
    });
  });
}
