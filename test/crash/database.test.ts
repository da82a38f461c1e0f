import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '@weft/host/clock';
import { type Database, openDatabase } from '@weft/host/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@weft/host/embedded-postgres';
import { isAlive } from '@weft/host/postgres-cluster';
import { openQueue } from '@weft/host/postgres-queue';
import { openSignals } from '@weft/host/signals';
import { type Program, startProgram } from '@weft/kit/program';
import { keptLog } from '@weft/kit/quiet-log';
import { afterEach, beforeEach, expect, test } from 'vitest';

const programFile = join(import.meta.dirname, 'database-program.ts');

let folder: string;
let log: ReturnType<typeof keptLog>;
let endings: (() => Promise<unknown>)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weft-crash-'));
  log = keptLog();
  endings = [];
});

afterEach(async () => {
  for (const end of endings.reverse()) await end();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<{ server: EmbeddedPostgres; database: Database }> {
  const server = await startEmbeddedPostgres({ folder, log });
  endings.push(() => server.stop());
  const database = await openDatabase({ url: server.url, log, poolSize: 8 });
  endings.push(() => database.close());
  return { server, database };
}

async function program(task: string, place: string): Promise<Program> {
  const started = await startProgram(programFile, [task, place]);
  endings.push(() => started.kill('SIGKILL'));
  return started;
}

test('a killed database comes back by itself, has every acknowledged row, and requests in the middle of it are waited out', async () => {
  const { server, database } = await start();
  await database.withClient((client) => client.query('create table entry (n int primary key)'));
  const acknowledged = new Set<number>();
  const problems: unknown[] = [];
  let next = 0;
  let isOver = false;
  const write = async () => {
    while (!isOver) {
      const n = ++next;
      await database
        .transaction((tx) => tx.execute(`insert into entry values (${n})`))
        .then(
          () => acknowledged.add(n),
          (error) => problems.push(error),
        );
    }
  };
  const writers = [1, 2, 3, 4].map(write);
  for (const _ of [1, 2, 3]) {
    const before = acknowledged.size;
    await until(() => acknowledged.size > before + 50);
    process.kill(server.pid(), 'SIGKILL');
    const killed = server.pid();
    await until(() => server.pid() !== killed);
  }
  const before = acknowledged.size;
  await until(() => acknowledged.size > before + 50);
  isOver = true;
  await Promise.all(writers);

  const { rows } = await database.withClient((client) => client.query('select n from entry'));
  const kept = new Set(rows.map(({ n }) => n));
  expect([...acknowledged].filter((n) => !kept.has(n))).toEqual([]);
  // At most the commits that were on their way: four writers, three deaths.
  expect(problems.length).toBeLessThanOrEqual(12);
  for (const problem of problems) expect(problem).toMatchObject({ code: 'database.interrupted' });
});

test('listeners and the queue hear again after the database was killed', async () => {
  const { server, database } = await start();
  const queue = await openQueue({ database, clock: systemClock, log, home: folder });
  endings.push(() => queue.close(0));
  const [here, there] = [await openSignals(database, log), await openSignals(database, log)];
  endings.push(() => Promise.all([here.close(), there.close()]));
  process.kill(server.pid(), 'SIGKILL');
  const done = new Promise<unknown>((resolve) => queue.work('letters', { concurrency: 1, retries: 0 }, async (data) => resolve(data)));
  await database.transaction((tx) => queue.send(tx, 'letters', { n: 1 }));
  expect(await done).toEqual({ n: 1 });
  const heard = new Promise<unknown>((resolve) => there.listen('letters', resolve));
  const ringing = setInterval(() => here.send('letters', { n: 2 }), 50);
  expect(await heard).toEqual({ n: 2 });
  clearInterval(ringing);
});

test('the database that a killed Weft left running is adopted by the next, with every acknowledged row', async () => {
  const killed = await program('write', folder);
  const postmaster = Number(await killed.said('postmaster'));
  await until(() => killed.lines.filter((line) => line.startsWith('row ')).length > 100);
  await killed.kill('SIGKILL');
  const acknowledged = killed.lines.filter((line) => line.startsWith('row ')).length;

  expect(isAlive(postmaster)).toBe(true);
  const { server, database } = await start();
  expect(server.pid()).toBe(postmaster);
  expect(log.lines.map(({ event }) => event)).toContain('database.adopted');
  expect((await database.withClient((client) => client.query('select count(*) as n from entry'))).rows[0]?.n).toBeGreaterThanOrEqual(
    acknowledged,
  );

  await database.close();
  await server.stop();
  expect(isAlive(postmaster)).toBe(false);
});

test('an adopted database that dies is started again', async () => {
  const killed = await program('write', folder);
  await killed.said('row');
  await killed.kill('SIGKILL');
  const { server, database } = await start();
  const adopted = server.pid();
  process.kill(adopted, 'SIGKILL');
  await until(() => server.pid() !== adopted);
  await database.ping(5_000);
});

test('when Weft and its database were killed together, the next start has every acknowledged row', async () => {
  const killed = await program('write', folder);
  const postmaster = Number(await killed.said('postmaster'));
  await until(() => killed.lines.filter((line) => line.startsWith('row ')).length > 100);
  process.kill(postmaster, 'SIGKILL');
  await killed.kill('SIGKILL');
  const rows = killed.lines.filter((line) => line.startsWith('row ')).map((line) => Number(line.slice(4)));

  const { database } = await start();
  const kept = (await database.withClient((client) => client.query('select count(*) as n from entry'))).rows[0]?.n;
  expect(kept).toBeGreaterThanOrEqual(rows.length);
});

test('the work of a killed process is begun by another within half a minute', async () => {
  const { server, database } = await start();
  const queue = await openQueue({ database, clock: systemClock, log, home: folder });
  endings.push(() => queue.close(0));
  await database.transaction((tx) => queue.send(tx, 'slow', { n: 1 }));
  const killed = await program('work', server.url);
  expect(await killed.said('begun')).toBe('{"n":1}');
  const again = new Promise<unknown>((resolve) => queue.work('slow', { concurrency: 1, retries: 0 }, async (data) => resolve(data)));
  const killedAt = performance.now();
  await killed.kill('SIGKILL');
  expect(await again).toEqual({ n: 1 });
  expect(performance.now() - killedAt).toBeLessThan(30_000);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
