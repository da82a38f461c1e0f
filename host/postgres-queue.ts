/** The queue on PostgreSQL: rows claimed under `skip locked`, woken by NOTIFY in the sender's commit, returned when a worker is gone. */
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@weft/base/fault';
import type { Clock } from './clock.ts';
import type { Database, Tx } from './database.ts';
import type { Log } from './log.ts';
import type { Queue } from './queue.ts';
import * as store from './queue-store.ts';

export interface OpenQueue extends Queue {
  /** Resolves when nothing of the registered queues is due or being done, also what that work has sent: for tests. */
  settle(): Promise<void>;
  /** Begins nothing more, waits for what runs, and hands back what has not ended by then. */
  close(limitMilliseconds: number): Promise<void>;
}

export interface QueueOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Of a home only one Weft runs at a time: what an earlier one on this machine had begun is begun again at once. */
  readonly home: string;
}

export async function openQueue(given: QueueOptions): Promise<OpenQueue> {
  // Homes on two machines may have the same path.
  const options = { ...given, home: `${hostname()}:${given.home}` };
  await store.makeQueueTables(options.database);
  const queue = new PostgresQueue(options, await store.addWorker(options.database, options.home));
  await queue.open();
  return queue;
}

interface Line {
  readonly name: string;
  readonly concurrency: number;
  readonly retries: number;
  readonly handle: (data: unknown, signal: AbortSignal) => Promise<void>;
  readonly running: Map<number, Promise<void>>;
  isLooking: boolean;
}

const heartbeatMilliseconds = 5_000;
/** NOTIFY and the alarm for what is due later wake us; this is the net under them. */
const lookMillisecondsMax = 30_000;
const pauseSecondsMax = 300;
/** Work that ends its process every time must not do so for ever. */
const lossesMax = 10;

class PostgresQueue implements OpenQueue {
  readonly #options: QueueOptions;
  readonly #workerId: number;
  readonly #lines = new Map<string, Line>();
  readonly #stopping = new AbortController();
  #endListening: () => void = () => {};
  #heartbeat: NodeJS.Timeout | undefined;
  #alarm: NodeJS.Timeout | undefined;
  /** Claims and heartbeats, one after the other: what a broken claim left behind is only then told from a claim under way. */
  #turn: Promise<void> = Promise.resolve();
  #isUnsure = false;
  #wasSeen = false;

  constructor(options: QueueOptions, workerId: number) {
    this.#options = options;
    this.#workerId = workerId;
  }

  async open(): Promise<void> {
    this.#endListening = await this.#options.database.listen(store.queueChannel, (payload) => {
      const line = payload ? this.#lines.get(payload) : undefined;
      if (line !== undefined) this.#look(line);
      else if (!payload) this.#lookEverywhere();
    });
    this.#heartbeat = setInterval(() => this.#inTurn(() => this.#beat()), heartbeatMilliseconds);
  }

  async send(tx: Tx, queue: string, data: object, options: { startAfterSeconds?: number; singletonKey?: string } = {}): Promise<void> {
    const runAt = this.#after(options.startAfterSeconds ?? 0);
    await store.addJob(tx, { queue, data, singletonKey: options.singletonKey ?? null, runAt });
  }

  async sendAll(tx: Tx, queue: string, all: readonly object[]): Promise<void> {
    await store.addJobs(tx, { queue, all, runAt: this.#after(0) });
  }

  async work(name: string, options: { concurrency: number; retries: number }, handle: Line['handle']): Promise<void> {
    if (this.#lines.has(name)) throw new Error(`the queue ${name} has a worker already`);
    const line = { name, ...options, handle, running: new Map(), isLooking: false };
    this.#lines.set(name, line);
    this.#look(line);
  }

  async settle(): Promise<void> {
    const { database, clock } = this.#options;
    do {
      this.#lookEverywhere();
      await this.#turn;
      await Promise.all(this.#running());
    } while ((await store.countDue(database, [...this.#lines.keys()], clock.now())) > 0);
  }

  async close(limitMilliseconds: number): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#heartbeat);
    clearTimeout(this.#alarm);
    this.#endListening();
    await this.#turn;
    await Promise.race([Promise.all(this.#running()), sleep(limitMilliseconds, undefined, { ref: false })]);
    await store.removeWorker(this.#options.database, this.#workerId);
  }

  #running(): readonly Promise<void>[] {
    return [...this.#lines.values()].flatMap(({ running }) => [...running.values()]);
  }

  #lookEverywhere(): void {
    for (const line of this.#lines.values()) this.#look(line);
  }

  #look(line: Line): void {
    if (line.isLooking) return;
    line.isLooking = true;
    this.#inTurn(async () => {
      line.isLooking = false;
      await this.#claim(line);
    });
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      if (this.#stopping.signal.aborted) return;
      try {
        await work();
      } catch (error) {
        this.#wasSeen = false;
        this.#options.log.warn('queue.waits_for_database', { reason: messageOf(error) });
        this.#setAlarm(1_000);
      }
    });
  }

  async #claim(line: Line): Promise<void> {
    const { database, clock } = this.#options;
    const max = line.concurrency - line.running.size;
    if (max <= 0) return;
    if (this.#isUnsure) {
      const known = [...this.#lines.values()].flatMap(({ running }) => [...running.keys()]);
      await store.releaseUnknown(database, this.#workerId, known);
    }
    this.#isUnsure = true;
    const claims = await store.claimJobs(database, { queue: line.name, workerId: this.#workerId, max, now: clock.now() });
    this.#isUnsure = false;
    // Closing hands them back.
    if (this.#stopping.signal.aborted) return;
    for (const claim of claims) this.#begin(line, claim);
    if (claims.length < max) await this.#setAlarmForNext();
  }

  #begin(line: Line, claim: store.Claim): void {
    // Others took this process for dead and handed its work on, to itself: it is under way still, and ours again.
    if (line.running.has(claim.id)) return;
    const done = this.#carryOut(line, claim).finally(() => {
      line.running.delete(claim.id);
      this.#look(line);
    });
    line.running.set(claim.id, done);
  }

  async #carryOut(line: Line, claim: store.Claim): Promise<void> {
    const { database } = this.#options;
    try {
      if (claim.attempts - claim.failures > lossesMax) throw new Error(`it ended Weft's process ${lossesMax} times`);
      await line.handle(claim.data, this.#stopping.signal);
    } catch (error) {
      return this.#fail(line, claim, error);
    }
    await this.#record(() => store.removeJob(database, claim.id, this.#workerId));
  }

  async #fail(line: Line, { id, attempts, failures }: store.Claim, error: unknown): Promise<void> {
    // Whatever it threw because it was told to stop, closing hands it back.
    if (this.#stopping.signal.aborted) return;
    const { database, log, clock } = this.#options;
    const problem = messageOf(error);
    const job = { id, workerId: this.#workerId, problem };
    const isDead = failures >= line.retries || attempts - failures > lossesMax;
    log[isDead ? 'error' : 'warn'](isDead ? 'job.dead' : 'job.failed', { queue: line.name, id, attempts, error });
    if (isDead) return this.#record(() => store.buryJob(database, { ...job, deadAt: clock.now() }));
    const runAt = this.#after(Math.min(2 ** failures, pauseSecondsMax));
    await this.#record(() => store.postponeJob(database, { ...job, runAt }));
  }

  /** While this process lives, nobody else will hand on what it holds: the end of a job must be written, however long the database is away. */
  async #record(write: () => Promise<void>): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        return await write();
      } catch (error) {
        this.#options.log.warn('queue.waits_for_database', { reason: messageOf(error) });
        await sleep(1_000);
      }
    }
    // Handed back by closing if this fails: done twice at worst.
    await write().catch(() => {});
  }

  async #beat(): Promise<void> {
    const { database, home, log } = this.#options;
    if (!(await store.keepWorker(database, this.#workerId, home))) log.warn('queue.taken_for_dead', { workerId: this.#workerId });
    // After the database was away everybody looks dead: only who has been seen twice in a row may judge the others.
    if (this.#wasSeen) {
      const count = await store.removeDeadWorkers(database);
      if (count > 0) log.warn('queue.workers_lost', { count });
    }
    this.#wasSeen = true;
  }

  async #setAlarmForNext(): Promise<void> {
    const { database, clock } = this.#options;
    const free = [...this.#lines.values()].filter(({ running, concurrency }) => running.size < concurrency);
    const next = await store.findNextRun(
      database,
      free.map(({ name }) => name),
    );
    this.#setAlarm(next === null ? lookMillisecondsMax : next.getTime() - clock.now().getTime());
  }

  #setAlarm(milliseconds: number): void {
    clearTimeout(this.#alarm);
    if (this.#stopping.signal.aborted) return;
    // A job that is due and was not given is locked by a transaction, whose commit wakes us: no need to ask at every turn.
    const pause = Math.min(Math.max(milliseconds, 50), lookMillisecondsMax);
    this.#alarm = setTimeout(() => this.#lookEverywhere(), pause);
  }

  #after(seconds: number): Date {
    return new Date(this.#options.clock.now().getTime() + seconds * 1000);
  }
}
