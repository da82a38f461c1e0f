/** The tables of the queue and every statement on them. */
import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Database, Tx } from './database.ts';

export interface Claim {
  readonly id: number;
  readonly data: unknown;
  /** How often it was begun, this time included. */
  readonly attempts: number;
  /** How often it threw. The difference was cut off by the end of a process. */
  readonly failures: number;
}

/** Where the payload is the name of the queue that has new work. */
export const queueChannel = 'weft_queue';

/** A worker that was not seen for so long is dead: its process was killed on another machine. */
const deadAfterSeconds = 20;

const Claims = z.array(z.object({ id: z.number(), data: z.unknown(), attempts: z.number(), failures: z.number() }));
const Ids = z.array(z.object({ id: z.number() }));

/**
 * A job that is done is deleted: what it was for is told by the domain's own tables. A job whose worker row goes waits again by itself.
 * The index is all that the search for the next job reads, however many dead ones are kept.
 */
const tables = `
  create schema if not exists queue;
  create table if not exists queue.worker (
    id bigint generated always as identity primary key,
    home text not null,
    seen_at timestamptz not null
  );
  create table if not exists queue.job (
    id bigint generated always as identity primary key,
    queue text not null,
    data jsonb not null,
    singleton_key text,
    attempts integer not null default 0,
    failures integer not null default 0,
    run_at timestamptz not null,
    worker_id bigint references queue.worker on delete set null,
    dead_at timestamptz,
    problem text
  );
  create index if not exists job_waiting on queue.job (queue, run_at, id) where worker_id is null and dead_at is null;
  create index if not exists job_worker on queue.job (worker_id) where worker_id is not null;`;

/** Any number that nobody else of ours locks: `create … if not exists` fails when two do it at once. */
const lockKey = 7_305_319;

export async function makeQueueTables(database: Database): Promise<void> {
  await database.withClient((client) => client.query(`begin; select pg_advisory_xact_lock(${lockKey}); ${tables}; commit`));
}

/** Adds a worker; those of an earlier process of the same home are dead, since a home has one process at a time. */
export async function addWorker(database: Database, home: string): Promise<number> {
  const { rows } = await database.db.execute(sql`
    with gone as (delete from queue.worker where home = ${home})
    insert into queue.worker (home, seen_at) values (${home}, now()) returning id`);
  return one(rows);
}

/** False when others have taken this worker for dead meanwhile; it is there again now, without its jobs. */
export async function keepWorker(database: Database, id: number, home: string): Promise<boolean> {
  const seen = await database.db.execute(sql`update queue.worker set seen_at = now() where id = ${id}`);
  if (seen.rowCount === 1) return true;
  await database.db.execute(
    sql`insert into queue.worker (id, home, seen_at) overriding system value values (${id}, ${home}, now()) on conflict do nothing`,
  );
  return false;
}

export async function removeDeadWorkers(database: Database): Promise<number> {
  const gone = await database.db.execute(sql`
    delete from queue.worker where seen_at < now() - make_interval(secs => ${deadAfterSeconds})`);
  if (gone.rowCount) await database.db.execute(sql`select pg_notify(${queueChannel}, '')`);
  return gone.rowCount ?? 0;
}

/** Hands back what the worker holds: an attempt that Weft itself broke off does not count. */
export async function removeWorker(database: Database, id: number): Promise<void> {
  await database.db.execute(sql`update queue.job set worker_id = null, attempts = attempts - 1 where worker_id = ${id}`);
  await database.db.execute(sql`delete from queue.worker where id = ${id}`);
  await database.db.execute(sql`select pg_notify(${queueChannel}, '')`);
}

/** Hands back what the worker was given without knowing it, because the connection broke before the answer. */
export async function releaseUnknown(database: Database, workerId: number, known: readonly number[]): Promise<void> {
  await database.db.execute(sql`
    update queue.job set worker_id = null, attempts = attempts - 1
    where worker_id = ${workerId} and id <> all(${sql.param(known)}::bigint[])`);
}

export async function addJobs(tx: Tx, jobs: { queue: string; all: readonly object[]; runAt: Date }): Promise<void> {
  const { queue } = jobs;
  await tx.execute(sql`
    with added as (
      insert into queue.job (queue, data, run_at)
      select ${queue}, data, ${jobs.runAt.toISOString()} from jsonb_array_elements(${JSON.stringify(jobs.all)}::jsonb) data
    )
    select pg_notify(${queueChannel}, ${queue})`);
}

export async function addJob(tx: Tx, job: { queue: string; data: object; singletonKey: string | null; runAt: Date }): Promise<void> {
  const { queue, singletonKey } = job;
  const data = JSON.stringify(job.data);
  const runAt = job.runAt.toISOString();
  if (singletonKey === null) {
    await tx.execute(sql`
      with added as (insert into queue.job (queue, data, run_at) values (${queue}, ${data}::jsonb, ${runAt}))
      select pg_notify(${queueChannel}, ${queue})`);
    return;
  }
  // Two senders of one key must not both find none. A statement of its own, so that the next one sees what was committed meanwhile.
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${queue}/${singletonKey}`}, ${lockKey}))`);
  // The update locks the waiting job until this transaction ends, so that it cannot begin before what it is for is there to be seen.
  await tx.execute(sql`
    with merged as (
      update queue.job set data = ${data}::jsonb, run_at = least(run_at, ${runAt}::timestamptz), attempts = 0, failures = 0
      where queue = ${queue} and singleton_key = ${singletonKey} and worker_id is null and dead_at is null
      returning id
    ), added as (
      insert into queue.job (queue, data, singleton_key, run_at)
      select ${queue}, ${data}::jsonb, ${singletonKey}, ${runAt}::timestamptz where not exists (select 1 from merged)
    )
    select pg_notify(${queueChannel}, ${queue})`);
}

export async function claimJobs(
  database: Database,
  claim: { readonly queue: string; readonly workerId: number; readonly max: number; readonly now: Date },
): Promise<readonly Claim[]> {
  const { rows } = await database.db.execute(sql`
    update queue.job set worker_id = ${claim.workerId}, attempts = attempts + 1
    where id in (
      select id from queue.job
      where queue = ${claim.queue} and worker_id is null and dead_at is null and run_at <= ${claim.now.toISOString()}
      order by run_at, id limit ${claim.max} for update skip locked
    )
    returning id, data, attempts, failures`);
  return Claims.parse(rows).sort((a, b) => a.id - b.id);
}

/** When the next of these queues' waiting jobs is due, or null when none waits. */
export async function findNextRun(database: Database, queues: readonly string[]): Promise<Date | null> {
  const { rows } = await database.db.execute(sql`
    select extract(epoch from min(next))::float8 * 1000 as at from unnest(${sql.param(queues)}::text[]) name, lateral (
      select run_at as next from queue.job
      where queue = name and worker_id is null and dead_at is null order by run_at limit 1
    ) first`);
  const [row] = z.array(z.object({ at: z.number().nullable() })).parse(rows);
  return row === undefined || row.at === null ? null : new Date(row.at);
}

/** Jobs of these queues that are due or being done. */
export async function countDue(database: Database, queues: readonly string[], now: Date): Promise<number> {
  const { rows } = await database.db.execute(sql`
    select count(*) as id from queue.job
    where queue = any(${sql.param(queues)}::text[]) and dead_at is null and (worker_id is not null or run_at <= ${now.toISOString()})`);
  return one(rows);
}

export async function removeJob(database: Database, id: number, workerId: number): Promise<void> {
  await database.db.execute(sql`delete from queue.job where id = ${id} and worker_id = ${workerId}`);
}

export async function postponeJob(database: Database, job: { id: number; workerId: number; runAt: Date; problem: string }): Promise<void> {
  await database.db.execute(sql`
    update queue.job set worker_id = null, run_at = ${job.runAt.toISOString()}, failures = failures + 1, problem = ${job.problem}
    where id = ${job.id} and worker_id = ${job.workerId}`);
}

export async function buryJob(database: Database, job: { id: number; workerId: number; deadAt: Date; problem: string }): Promise<void> {
  await database.db.execute(sql`
    update queue.job set worker_id = null, dead_at = ${job.deadAt.toISOString()}, problem = ${job.problem}
    where id = ${job.id} and worker_id = ${job.workerId}`);
}

function one(rows: unknown): number {
  const [row] = Ids.parse(rows);
  if (row === undefined) throw new Error('the statement answered no row');
  return row.id;
}
