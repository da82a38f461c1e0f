import { makeEmptyDatabase, type TestDatabase } from '@weft/kit/database';
import { quietLog } from '@weft/kit/quiet-log';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientOf, type Database, openDatabase } from './database.ts';

let made: TestDatabase;
let database: Database;

beforeAll(async () => {
  made = await makeEmptyDatabase();
  database = await openDatabase({ url: made.url, log: quietLog, poolSize: 4 });
  await database.db.execute(sql`create table counter (id bigint primary key, n int not null, at timestamptz)`);
  await database.db.execute(sql`insert into counter values (1, 0, null)`);
});

afterAll(async () => {
  await database.close();
  await made.drop();
});

test('bigints are numbers, in counts too', async () => {
  const { rows } = await database.db.execute(sql`select 9007199254740991::bigint as big, count(*) as n from counter`);
  expect(rows).toEqual([{ big: 9_007_199_254_740_991, n: 1 }]);
});

test('an error of a statement keeps its code and prints no parameter', async () => {
  const secret = 'open-sesame';
  const failing = database.db.execute(sql`select ${secret}::int`);
  await expect(failing).rejects.toMatchObject({ code: '22P02' });
  await expect(failing).rejects.not.toHaveProperty('query');
});

test('a transaction is all or nothing', async () => {
  const failing = database.transaction(async (tx) => {
    await tx.execute(sql`insert into counter values (2, 0, null)`);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect((await database.db.execute(sql`select 1 from counter where id = 2`)).rows).toEqual([]);
});

test('a swallowed error does not pass off a rollback as a commit', async () => {
  const lying = database.transaction(async (tx) => {
    await tx.execute(sql`insert into counter values (3, 0, null)`);
    await tx.execute(sql`select 1/0`).catch(() => {});
  });
  await expect(lying).rejects.toThrow('aborted');
});

test('transactions that collide are done again until each has had its turn', async () => {
  await database.db.execute(sql`update counter set n = 0 where id = 1`);
  const raise = () =>
    database.transaction(async (tx) => {
      await tx.execute(sql`set transaction isolation level repeatable read`);
      const { rows } = await tx.execute<{ n: number }>(sql`select n from counter where id = 1`);
      await tx.execute(sql`update counter set n = ${Number(rows[0]?.n) + 1} where id = 1`);
    });
  await Promise.all([raise(), raise(), raise(), raise()]);
  expect((await database.db.execute(sql`select n from counter where id = 1`)).rows).toEqual([{ n: 4 }]);
});

test('a connection that breaks before commit costs a repetition, not the request', async () => {
  let attempts = 0;
  await database.transaction(async (tx) => {
    attempts += 1;
    const { rows } = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
    if (attempts === 1) await kill(Number(rows[0]?.pid));
    await tx.execute(sql`insert into counter values (5, 0, null)`);
  });
  expect(attempts).toBe(2);
});

test('connections that were cut while idle are replaced without a word', async () => {
  await Promise.all([1, 2, 3, 4].map(() => database.db.execute(sql`select pg_sleep(0.01)`)));
  await killAll();
  await Promise.all([1, 2, 3, 4].map(() => database.db.execute(sql`select 1`)));
});

test('what a lent client was set to is not what the next borrower gets', async () => {
  const limitOf = async (client: pg.PoolClient) => (await client.query('show statement_timeout')).rows[0]?.statement_timeout;
  expect(await database.withClient(limitOf, { statementSeconds: 600 })).toBe('10min');
  for (const _ of [1, 2, 3, 4, 5]) expect(await database.withClient(limitOf)).toBe('30s');
});

test('a transaction may ask for more time, and its raw client is inside it', async () => {
  const shown = await database.transaction(async (tx) => (await clientOf(tx).query('show statement_timeout')).rows[0]?.statement_timeout, {
    statementSeconds: 90,
  });
  expect(shown).toBe('90s');
});

test('a database that stays away is told as unreachable when patience ends', async () => {
  const away = openDatabase({ url: 'postgres://weft@127.0.0.1:1/weft', log: quietLog, poolSize: 1, patienceMilliseconds: 200 });
  await expect(away).rejects.toMatchObject({ kind: 'unavailable', code: 'database.unreachable' });
});

test('a ping answers, or gives up when it said it would', async () => {
  await database.ping(1_000);
  const crowded = await openDatabase({ url: made.url, log: quietLog, poolSize: 1 });
  await crowded.withClient(async () => {
    await expect(crowded.ping(50)).rejects.toMatchObject({ code: 'database.unreachable' });
  });
  await crowded.close();
});

async function kill(pid: number): Promise<void> {
  await outside((client) => client.query('select pg_terminate_backend($1, 1000)', [pid]));
}

async function killAll(): Promise<void> {
  await outside((client) =>
    client.query(
      'select pg_terminate_backend(pid, 1000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    ),
  );
}

async function outside(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: made.url });
  await client.connect();
  await work(client);
  await client.end();
}
