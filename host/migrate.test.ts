import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeEmptyDatabase, type TestDatabase } from '@weft/kit/database';
import { quietLog } from '@weft/kit/quiet-log';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { migrate } from './migrate.ts';

let made: TestDatabase;
let database: Database;
let folder: string;

beforeEach(async () => {
  made = await makeEmptyDatabase();
  database = await openDatabase({ url: made.url, log: quietLog, poolSize: 4 });
  folder = mkdtempSync(join(tmpdir(), 'weft-migrations-'));
  write('0001-letters.sql', 'create table letter (id int); insert into letter values (1);');
  write('0002-stamps.sql', 'create table stamp (id int);');
});

afterEach(async () => {
  await database.close();
  await made.drop();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

function run(): Promise<number> {
  return migrate(database, folder, quietLog);
}

async function count(table: string): Promise<unknown> {
  return (await database.db.execute(sql`select count(*) as n from ${sql.raw(table)}`)).rows[0]?.n;
}

test('each migration is applied once, and the next start applies only what is new', async () => {
  expect(await run()).toBe(2);
  write('0003-more.sql', 'insert into letter values (2);');
  expect(await run()).toBe(1);
  expect(await run()).toBe(0);
  expect(await count('letter')).toBe(2);
});

test('servers that start at the same moment apply each migration once', async () => {
  const counts = await Promise.all([run(), run(), run()]);
  expect(counts.sort()).toEqual([0, 0, 2]);
  expect(await count('letter')).toBe(1);
});

test('a migration that fails changes nothing, and those before it stay', async () => {
  write('0003-broken.sql', 'insert into letter values (2); select 1/0;');
  await expect(run()).rejects.toMatchObject({ code: 'migration.failed', message: expect.stringContaining('3 (broken)') });
  expect(await count('letter')).toBe(1);
  write('0003-broken.sql', 'insert into letter values (2);');
  expect(await run()).toBe(1);
});

test('a migration that was edited after it was applied is refused; other line ends are no edit', async () => {
  await run();
  write('0002-stamps.sql', 'create table stamp (id int);\r\n'.trimEnd());
  expect(await run()).toBe(0);
  write('0001-letters.sql', 'create table letter (id bigint);');
  await expect(run()).rejects.toMatchObject({ code: 'migration.edited', message: expect.stringContaining('1 (letters)') });
});

test('a database that a newer program has migrated is refused', async () => {
  write('0003-more.sql', 'select 1;');
  await run();
  rmSync(join(folder, '0003-more.sql'));
  await expect(run()).rejects.toMatchObject({ code: 'database.newer', message: expect.stringContaining('3 (more)') });
});

test('files that cannot be put in order are refused before anything is applied', async () => {
  write('0002-twins.sql', 'select 1;');
  await expect(run()).rejects.toMatchObject({ code: 'migration.misnamed' });
  rmSync(join(folder, '0002-twins.sql'));
  write('3-short.sql', 'select 1;');
  await expect(run()).rejects.toMatchObject({ code: 'migration.misnamed', message: expect.stringContaining('3-short.sql') });
});
