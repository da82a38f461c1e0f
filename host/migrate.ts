/** Brings the database up to this program: numbered SQL files, each applied once in its own transaction, never edited after. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, messageOf } from '@weft/base/fault';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Database } from './database.ts';
import type { Log } from './log.ts';

interface Migration {
  readonly number: number;
  readonly name: string;
  /** sha256 of the text, hex. */
  readonly digest: string;
  readonly text: string;
}

const Applied = z.array(z.object({ number: z.number(), name: z.string(), digest: z.string() }));
type Applied = z.infer<typeof Applied>;

/** Any number that nobody else of ours locks. */
const lockKey = 7_305_318;

const tableOfMigrations = `
  create schema if not exists weft;
  create table if not exists weft.migration (
    number integer primary key,
    name text not null,
    digest text not null,
    applied_at timestamptz not null default now()
  )`;

/**
 * Applies what is missing of `NNNN-name.sql` in the folder; answers how many that were. Servers that start together wait for each other.
 * Faults: `database.newer`, `migration.edited`, `migration.failed`, `migration.misnamed`.
 */
export async function migrate(database: Database, folder: string, log: Log): Promise<number> {
  const migrations = await readMigrations(folder);
  // A migration may rewrite a table, and the wait for another server's may be as long.
  return database.withClient(
    async (client) => {
      await client.query(`select pg_advisory_lock(${lockKey})`);
      try {
        return await applyMissing(client, migrations, log);
      } finally {
        await client.query(`select pg_advisory_unlock(${lockKey})`);
      }
    },
    { statementSeconds: 0, idleSeconds: 0 },
  );
}

async function applyMissing(client: PoolClient, migrations: readonly Migration[], log: Log): Promise<number> {
  await client.query(tableOfMigrations);
  const applied = Applied.parse((await client.query('select number, name, digest from weft.migration order by number')).rows);
  refuseUnknown(applied, migrations);
  const numbers = new Set(applied.map(({ number }) => number));
  const missing = migrations.filter(({ number }) => !numbers.has(number));
  for (const migration of missing) {
    await apply(client, migration);
    log.info('migration.applied', { number: migration.number, name: migration.name });
  }
  return missing.length;
}

function refuseUnknown(applied: Applied, migrations: readonly Migration[]): void {
  for (const { number, name, digest } of applied) {
    const known = migrations.find((each) => each.number === number);
    if (known === undefined) {
      throw new Fault(
        'conflict',
        'database.newer',
        `The database has migration ${number} (${name}), which this Weft does not know. Start the Weft that made it, or a newer one.`,
      );
    }
    if (known.digest !== digest) {
      throw new Fault(
        'conflict',
        'migration.edited',
        `Migration ${number} (${known.name}) was applied to this database with another text. Put the text back and write the change as a new migration.`,
      );
    }
  }
}

async function apply(client: PoolClient, { number, name, digest, text }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(text);
    await client.query('insert into weft.migration (number, name, digest) values ($1, $2, $3)', [number, name, digest]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw new Fault('conflict', 'migration.failed', `Migration ${number} (${name}) failed and changed nothing: ${messageOf(error)}.`);
  }
}

async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.sql')).sort();
  const migrations = await Promise.all(files.map((file) => readMigration(folder, file)));
  const twice = migrations.find(({ number }, index) => migrations[index - 1]?.number === number);
  if (twice !== undefined) throw misnamed(`${twice.number} is the number of two migrations`);
  return migrations;
}

async function readMigration(folder: string, file: string): Promise<Migration> {
  const [, digits, name] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? [];
  if (name === undefined) throw misnamed(`"${file}" is not named NNNN-words.sql`);
  // A checkout may have turned the line ends.
  const text = (await readFile(join(folder, file), 'utf8')).replaceAll('\r\n', '\n');
  return { number: Number(digits), name, digest: createHash('sha256').update(text).digest('hex'), text };
}

function misnamed(what: string): Fault {
  return new Fault('conflict', 'migration.misnamed', `The program's migrations cannot be put in order: ${what}.`);
}
