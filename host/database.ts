/** PostgreSQL: one pool, typed queries by Drizzle, transactions; waits out a database that is away for some seconds. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Fault } from '@weft/base/fault';
import { NodePgDatabase } from 'drizzle-orm/node-postgres';
import { NodePgTransaction } from 'drizzle-orm/node-postgres/session';
import pg, { type PoolClient } from 'pg';
import { type Hear, openEar } from './database-ear.ts';
import { interrupted, isCollision, isConnectionError, unreachable, wasNeverSent } from './database-error.ts';
import { DatabaseSession, dialect } from './database-session.ts';
import type { Log } from './log.ts';
import { patienceOf } from './patience.ts';

/** What a store is given: the pool itself or a transaction. */
export type Db = NodePgDatabase;
export type Tx = Parameters<Parameters<NodePgDatabase['transaction']>[0]>[0];

export interface Limits {
  /** How long one statement may take before the server ends it. Default 30; COPY of a slow stream needs more. */
  readonly statementSeconds?: number;
  /** How long the server bears a transaction that asks nothing, such as one that waits for the next chunk of a stream. Default 60. */
  readonly idleSeconds?: number;
}

export interface Database {
  readonly db: Db;
  /**
   * One transaction; retried as a whole on serialization failures and when the connection was lost before commit was sent,
   * so `work` may run more than once. Fault `database.unreachable` when the database stays away, `database.interrupted` when
   * it went away during commit.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, limits?: Limits): Promise<T>;
  /** A raw client for COPY and LISTEN; always given back, or closed when the work failed. For COPY inside a transaction see `clientOf`. */
  withClient<T>(work: (client: PoolClient) => Promise<T>, limits?: Limits): Promise<T>;
  /** Resolves when the database answers `select 1` within the given time. */
  ping(timeoutMilliseconds: number): Promise<void>;
  /**
   * Hears NOTIFY on a channel (a name of `[a-z_]`), over one connection for all of them that comes back by itself. Answers what ends it.
   * `hear` is given the payload, or null when news may have been missed: once at first, and whenever the connection was lost.
   */
  listen(channel: string, hear: Hear): Promise<() => void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly url: string;
  readonly log: Log;
  readonly poolSize: number;
  /** How long a database that is away is waited for. Default 6,000: a restart takes less. */
  readonly patienceMilliseconds?: number;
}

const collisionsMax = 8;

// Ids and counts stay under 2^53, so bigint columns are numbers everywhere, also in raw SQL.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

const clients = new WeakMap<Tx, PoolClient>();

/** The raw client under an open transaction, for COPY inside it. Never give it back or end it. */
export function clientOf(tx: Tx): PoolClient {
  const client = clients.get(tx);
  if (client === undefined) throw new Error('clientOf wants the transaction that Database.transaction gave, not a savepoint of it');
  return client;
}

export async function openDatabase({ url, log, poolSize, patienceMilliseconds = 6_000 }: DatabaseOptions): Promise<Database> {
  const patiently = patienceOf(patienceMilliseconds);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'weft',
  });
  // Without a listener, the loss of an idle connection would end the process.
  pool.on('error', (error) => log.warn('database.connection_lost', { reason: error.message }));
  const ear = openEar(url, log);
  const database: Database = {
    db: new NodePgDatabase(
      dialect,
      new DatabaseSession(pool, (statement, run) => patiently(run, isQuestion(statement) ? isConnectionError : wasNeverSent)),
      undefined,
    ),
    transaction: (work, limits = {}) => collidingly(() => patiently(() => attemptTransaction(pool, work, limits), isConnectionError)),
    withClient: async (work, limits = {}) => lend(await patiently(() => pool.connect(), isConnectionError), work, limits),
    ping: (timeoutMilliseconds) => ping(pool, timeoutMilliseconds),
    listen: (channel, hear) => ear.listen(channel, hear),
    async close() {
      await Promise.all([ear.close(), pool.ending ? null : pool.end()]);
    },
  };
  await patiently(async () => (await pool.connect()).release(), isConnectionError).catch(async (error) => {
    await database.close();
    throw error;
  });
  return database;
}

async function collidingly<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!isCollision(error) || attempt === collisionsMax) throw error;
      await sleep(5 * attempt * attempt + Math.random() * 20);
    }
  }
}

/** Throws the driver's error, of a broken connection too, as long as commit was not sent. */
async function attemptTransaction<T>(pool: pg.Pool, work: (tx: Tx) => Promise<T>, limits: Limits): Promise<T> {
  const client = await pool.connect();
  const lost = watch(client);
  try {
    await client.query(`begin; ${settings('set local', limits)}`);
    const tx = new NodePgTransaction<Record<string, never>, Record<string, never>>(
      dialect,
      new DatabaseSession(client, (_statement, run) => run()),
      undefined,
    );
    clients.set(tx, client);
    const result = await work(tx);
    const commit = await client.query('commit').catch((error: unknown) => {
      throw isConnectionError(error) && !wasNeverSent(error) ? interrupted(error) : error;
    });
    // A statement that failed and was caught inside `work` leaves an aborted transaction, whose commit is a rollback in disguise.
    if (commit.command === 'ROLLBACK') throw new Error('the transaction was already aborted by a failed statement');
    lost.release(false);
    return result;
  } catch (error) {
    const isLost = await client.query('rollback').then(
      () => false,
      () => true,
    );
    lost.release(isLost);
    throw error instanceof Fault ? error : (lost.error ?? error);
  }
}

async function lend<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>, limits: Limits): Promise<T> {
  const lost = watch(client);
  try {
    const wanted = settings('set', limits);
    if (wanted !== '') await client.query(wanted);
    const result = await work(client);
    await client.query('unlisten *; reset all');
    lost.release(false);
    return result;
  } catch (error) {
    // Its state is unknown: in the middle of a COPY, inside a transaction.
    lost.release(true);
    throw error;
  }
}

/** A lent client has no listener of the pool's: without ours its loss would end the process. Tells what it was lost by. */
function watch(client: PoolClient): { readonly error: Error | null; release(isUnfit: boolean): void } {
  let error: Error | null = null;
  const hear = (reason: Error) => {
    error ??= reason;
  };
  client.on('error', hear);
  return {
    get error() {
      return error;
    },
    release(isUnfit) {
      client.release(isUnfit || error !== null);
      client.off('error', hear);
    },
  };
}

function settings(verb: 'set' | 'set local', limits: Limits): string {
  const wanted: string[] = [];
  if (limits.statementSeconds !== undefined) wanted.push(`${verb} statement_timeout = ${Math.round(limits.statementSeconds * 1000)}`);
  if (limits.idleSeconds !== undefined)
    wanted.push(`${verb} idle_in_transaction_session_timeout = ${Math.round(limits.idleSeconds * 1000)}`);
  return wanted.join('; ');
}

/** Only what surely changes nothing may be asked again after the connection broke in the middle. */
function isQuestion(statement: string): boolean {
  return /^\s*select\b/i.test(statement);
}

async function ping(pool: pg.Pool, timeoutMilliseconds: number): Promise<void> {
  const timer = new AbortController();
  const timeout = sleep(timeoutMilliseconds, null, { signal: timer.signal }).then(() => {
    throw unreachable(new Error(`no answer in ${timeoutMilliseconds} ms`));
  });
  const answer = pool.query('select 1').catch((error: unknown) => {
    throw unreachable(error);
  });
  // Whichever comes second must not be an unhandled rejection.
  timeout.catch(() => {});
  answer.catch(() => {});
  try {
    await Promise.race([answer, timeout]);
  } finally {
    timer.abort();
  }
}
