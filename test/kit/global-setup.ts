/** One PostgreSQL for a whole run of tests, started when the first test asks for it and removed with everything in it. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '@weft/base/fault';
import { openDatabase } from '@weft/host/database';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@weft/host/embedded-postgres';
import { migrate } from '@weft/host/migrate';
import { findPostmaster, isAlive } from '@weft/host/postgres-cluster';
import { makeQueueTables } from '@weft/host/queue-store';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { quietLog } from './quiet-log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of a unix socket: whoever connects is told where the server is, as `ServerAnswer` in JSON. */
    readonly databaseDoor: string;
  }
}

const namePrefix = 'weft-test-database-';
const migrations = join(import.meta.dirname, '../../domain/migrations');

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  sweep();
  const folder = mkdtempSync(join(tmpdir(), namePrefix));
  // The server may run as another account, which must pass here.
  chmodSync(folder, 0o711);
  writeFileSync(join(folder, 'owner'), String(process.pid));
  let server: Promise<EmbeddedPostgres> | null = null;
  const templates = new Map<string, Promise<string>>();
  const door = createServer(async (caller) => {
    caller.on('error', () => {});
    server ??= startEmbeddedPostgres({ folder: join(folder, 'pg'), log: quietLog, settings: testSettings });
    const answer = await answerFor(server, templates).catch((error: unknown) => ({ problem: messageOf(error) }));
    caller.end(JSON.stringify(answer));
  });
  const path = join(folder, 'door');
  await new Promise<void>((resolve) => door.listen(path, resolve));
  project.provide('databaseDoor', path);
  return async () => {
    door.close();
    await (await server)?.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Speed instead of safety: nothing here outlives the run. */
const testSettings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off', max_connections: '300' };

async function answerFor(starting: Promise<EmbeddedPostgres>, templates: Map<string, Promise<string>>) {
  const { url } = await starting;
  const name = `template_${digestOfMigrations()}`;
  const template = templates.get(name) ?? makeTemplate(url, name);
  templates.set(name, template);
  return { url, template: await template };
}

async function makeTemplate(url: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const own = new URL(url);
  own.pathname = `/${name}`;
  const database = await openDatabase({ url: own.href, log: quietLog, poolSize: 1 });
  try {
    await migrate(database, migrations, quietLog);
    await makeQueueTables(database);
  } finally {
    await database.close();
  }
  return name;
}

/** In watch mode, an edited migration makes another template. */
function digestOfMigrations(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(migrations).sort()) hash.update(file).update(readFileSync(join(migrations, file)));
  return hash.digest('hex').slice(0, 16);
}

/** What killed runs left behind. */
function sweep(): void {
  for (const name of readdirSync(tmpdir()).filter((each) => each.startsWith(namePrefix))) {
    const folder = join(tmpdir(), name);
    try {
      if (isAlive(Number(readFileSync(join(folder, 'owner'), 'utf8')))) continue;
      const left = findPostmaster(join(folder, 'pg', 'data'));
      if (left !== null) process.kill(left.pid, 'SIGQUIT');
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Another run is making or sweeping it at this moment.
    }
  }
}
