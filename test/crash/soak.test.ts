import type { Id } from '@weft/base/id';
import { createConnection } from '@weft/domain/connections/create-connection';
import { cancelRun } from '@weft/domain/runs/cancel-run';
import { startRun } from '@weft/domain/runs/start-run';
import { until } from '@weft/kit/account';
import type { Program } from '@weft/kit/program';
import { makeAccount, makeRunnable, type Runnable, requestFor } from '@weft/kit/runnable';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WorkerHouse } from './worker-kit.ts';

/** How long workers are killed: `SOAK_SECONDS=300 npm test crash` for the long one. */
const seconds = Number(process.env.SOAK_SECONDS ?? 40);
const places = ['one', 'two', 'three', 'four'];
const jobs = 40;
/** Nobody asks for more while as many wait: what is left when the killing ends is done soon, however slow the machine. */
const waitingMax = 200;

let workers: WorkerHouse;
let accountId: Id<'account'>;
let place: Runnable;

beforeEach(async () => {
  workers = await WorkerHouse.open();
  accountId = await makeAccount(workers.house);
  // In a DuckDB file only one of them could be at a time. Nobody ever calls there.
  const config = { hostname: 'localhost', port: 5432, dbname: 'nowhere' };
  const connection = await createConnection(workers.house, { accountId, name: 'warehouse', adapter: 'postgres', config });
  place = await makeRunnable(workers.house, accountId, { connection, username: 'nobody', password: 'nothing' });
  await workers.host.database.db.execute(sql`create table public.carried_out (run_id bigint, worker text, what text)`);
});

afterEach(() => workers.close());

test('however workers are killed at random, no run is lost, none is carried out by two, and none stays Running', {
  timeout: (seconds + 240) * 1000,
}, async () => {
  const alive = new Map<string, Program>();
  for (const name of places) alive.set(name, await workers.start('stub', name));
  const end = performance.now() + seconds * 1000;
  const [{ asked, cancelled }, kills] = await Promise.all([askUntil(end), killUntil(end, alive)]);
  await until(120, 'the end of every run', async () => {
    return (await openCount()) === 0 ? true : null;
  });
  const rows = await states();
  expect(kills).toBeGreaterThanOrEqual(seconds / 10);
  expect(asked.length).toBeGreaterThan(seconds * 5);
  // None lost, none made up.
  expect(rows.map(({ id }) => id).sort((a, b) => a - b)).toEqual(asked);
  // None carried out twice; who succeeded was carried out to the end.
  expect(rows.filter(({ begun }) => begun > 1)).toEqual([]);
  expect(rows.filter(({ state, begun, done }) => state === 'succeeded' && (begun !== 1 || done !== 1))).toEqual([]);
  // Whatever did not succeed says why.
  const isDeath = (row: Row) => row.state === 'failed' && row.message?.includes('The worker that ran it died');
  const isWish = (row: Row) => row.state === 'cancelled' && cancelled.has(row.id);
  expect(rows.filter((row) => row.state !== 'succeeded' && !isDeath(row) && !isWish(row))).toEqual([]);
  expect(rows.filter(({ state }) => state === 'succeeded').length).toBeGreaterThan(asked.length / 2);
  process.stdout.write(`soak: ${asked.length} runs, ${kills} kills, ${rows.filter(isDeath).length} ended as Error\n`);
});

async function askUntil(end: number): Promise<{ readonly asked: readonly number[]; readonly cancelled: ReadonlySet<number> }> {
  const asked: number[] = [];
  const cancelled = new Set<number>();
  while (performance.now() < end) {
    const plan = { jobId: 1 + Math.floor(Math.random() * jobs), jobType: pick(['other', 'ci'] as const) };
    const run = await startRun(workers.host, requestFor(place, plan));
    asked.push(run.id);
    // People change their minds at any moment, also too late.
    if (Math.random() < 0.05 && (await cancelRun(workers.host, accountId, run.id).catch(() => null))) cancelled.add(run.id);
    await pause(30);
    while ((await openCount()) >= waitingMax && performance.now() < end) await pause(200);
  }
  return { asked, cancelled };
}

/** Answers how many were killed. */
async function killUntil(end: number, alive: Map<string, Program>): Promise<number> {
  const returns: Promise<void>[] = [];
  while (performance.now() < end) {
    await pause(300 + Math.random() * 1000);
    // Somebody is always there, else nothing is under way that could be lost.
    while (alive.size < 2) await pause(50);
    const [name, program] = pick([...alive]);
    alive.delete(name);
    await program.kill('SIGKILL');
    returns.push(comeBack(name, alive));
  }
  await Promise.all(returns);
  return returns.length;
}

/** Some at once, at the place where they died; some later: until then the others notice. */
async function comeBack(name: string, alive: Map<string, Program>): Promise<void> {
  if (Math.random() < 0.4) await pause(Math.random() * 25_000);
  alive.set(name, await workers.start('stub', name));
}

interface Row extends Record<string, unknown> {
  readonly id: number;
  readonly state: string;
  readonly message: string | null;
  readonly begun: number;
  readonly done: number;
}

async function openCount(): Promise<number> {
  const { rows } = await workers.host.database.db.execute<{ count: number }>(
    sql`select count(*)::int as count from runs.run where state in ('queued', 'starting', 'running')`,
  );
  return rows[0]?.count ?? 0;
}

async function states(): Promise<Row[]> {
  const { rows } = await workers.host.database.db.execute<Row>(sql`
    select id, state, status_message as message,
      (select count(*) from public.carried_out where run_id = id and what = 'begun') as begun,
      (select count(*) from public.carried_out where run_id = id and what = 'done') as done
    from runs.run`);
  return rows;
}

function pick<T>(from: readonly T[]): T {
  const found = from[Math.floor(Math.random() * from.length)];
  if (found === undefined) throw new Error('there is nothing to pick from');
  return found;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
