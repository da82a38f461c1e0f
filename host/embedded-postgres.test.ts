import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptLog } from '@weft/kit/quiet-log';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts';
import { isAlive } from './postgres-cluster.ts';

/** Out of reach for other accounts, as a home under /root, and too deep for the path of a socket. */
let hidden: string;
let folder: string;
let server: EmbeddedPostgres;
const log = keptLog();

beforeAll(async () => {
  hidden = mkdtempSync(join(tmpdir(), 'weft-hidden-'));
  folder = join(hidden, 'a-home-in-a-folder-with-a-long-name'.repeat(3), 'database');
  mkdirSync(join(folder, 'data.unfinished'), { recursive: true });
  writeFileSync(join(folder, 'data.unfinished', 'PG_VERSION'), 'half made');
  chmodSync(hidden, 0o700);
  server = await startEmbeddedPostgres({ folder, log, settings: { fsync: 'off' } });
});

afterAll(async () => {
  await server.stop();
  rmSync(hidden, { recursive: true });
});

async function ask(url: string, question: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query(question);
    return Object.values(rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

test('it starts where other accounts have no way in, and under a path that is too long for a socket', async () => {
  expect(await ask(server.url, 'show server_encoding')).toBe('UTF8');
  expect(await ask(server.url, 'show listen_addresses')).toBe('');
});

test('the owner of the server is never root', () => {
  expect(statSync(join(folder, 'data')).uid).not.toBe(0);
});

test('nobody gets in without the password, which is in no log and no argument', async () => {
  const guess = new URL(server.url);
  const { password } = guess;
  guess.password = 'guess';
  await expect(ask(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  expect(JSON.stringify(log.lines)).not.toContain(password);
  expect(statSync(join(folder, 'password')).mode & 0o077).toBe(0);
});

test('it stops in order, leaves no process and no lock, and starts again in a moment', async () => {
  const stopped = server.pid();
  await server.stop();
  expect(isAlive(stopped)).toBe(false);
  expect(existsSync(join(folder, 'data', 'postmaster.pid'))).toBe(false);
  server = await startEmbeddedPostgres({ folder, log });
  const [line] = log.lines.filter(({ event }) => event === 'database.started').slice(-1);
  expect(line?.fields.milliseconds).toBeLessThan(2_000);
  expect(await ask(server.url, 'show fsync')).toBe('on');
});

test('the lock of a dead one, whose number is another process by now, does not hold it up', async () => {
  await server.stop();
  writeFileSync(join(folder, 'data', 'postmaster.pid'), `${process.ppid}\n${join(folder, 'data')}\n0\n5432\n\n\n\nready   \n`);
  server = await startEmbeddedPostgres({ folder, log });
  expect(server.pid()).not.toBe(process.ppid);
  expect(await ask(server.url, 'select 1')).toBe(1);
});

test('why it does not start is told in its own words', async () => {
  await server.stop();
  const failing = startEmbeddedPostgres({ folder, log, settings: { shared_buffers: 'plenty' } });
  await expect(failing).rejects.toMatchObject({ code: 'database.start_failed', message: expect.stringContaining('shared_buffers') });
  server = await startEmbeddedPostgres({ folder, log });
});

test('a folder of another major version is left alone', async () => {
  await server.stop();
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '17\n');
  await expect(startEmbeddedPostgres({ folder, log })).rejects.toMatchObject({ code: 'database.other_version' });
  writeFileSync(join(folder, 'data', 'PG_VERSION'), '18\n');
  server = await startEmbeddedPostgres({ folder, log });
});
