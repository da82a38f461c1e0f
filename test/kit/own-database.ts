/** The database of a server under test, seen from outside: asked with SQL, killed, and cleared away when nobody comes back for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPostmaster } from '@weft/host/postgres-cluster';
import pg from 'pg';

/** Rows as PostgreSQL's driver gives them. */
export async function queryOwn(home: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = await connectOwn(home);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** For many questions; to be ended. */
export async function connectOwn(home: string): Promise<pg.Client> {
  const client = new pg.Client(connectionOf(home));
  await client.connect();
  return client;
}

/** null: none is running there. */
export function postmasterOf(home: string): number | null {
  return findPostmaster(dataOf(home))?.pid ?? null;
}

/** A killed Weft leaves it running, by design, for the next to adopt. */
export async function endDatabaseOf(home: string): Promise<void> {
  const pid = postmasterOf(home);
  if (pid === null) return;
  process.kill(pid, 'SIGINT');
  for (let tries = 0; postmasterOf(home) !== null && tries < 500; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
}

function connectionOf(home: string): pg.ClientConfig {
  // The fifth line of the pid file names the socket's folder.
  const socket = readFileSync(join(dataOf(home), 'postmaster.pid'), 'utf8').split('\n')[4] ?? '';
  const password = readFileSync(join(home, 'database', 'password'), 'utf8').trim();
  return { host: socket, user: 'weft', database: 'weft', password };
}

function dataOf(home: string): string {
  return join(home, 'database', 'data');
}
