/** Weft's own PostgreSQL: a child process on a unix socket, adopted when a killed Weft left it running, started again when it dies. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '@weft/base/fault';
import pg from 'pg';
import type { Log } from './log.ts';
import { findPostmaster, isAlive, type PostgresCluster, prepareCluster, removeStaleLocks, startFailed } from './postgres-cluster.ts';

export interface EmbeddedPostgres {
  /** Holds the password: never logged. */
  readonly url: string;
  /** Ends every connection and the server (fast shutdown); resolves when it has gone. */
  stop(): Promise<void>;
  /** Of the postmaster, which changes when it is started again. */
  pid(): number;
}

export interface EmbeddedPostgresOptions {
  /** Everything of the server lies here; made when there is none. One Weft at a time: the lock on the home sees to it. */
  readonly folder: string;
  readonly log: Log;
  /** For tests, such as `fsync: off`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Sized for two cores and a few GB that Weft and dbt share with it. */
const standardSettings: Readonly<Record<string, string>> = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  synchronous_commit: 'on',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** After a power cut the server replays its log first. */
const startSecondsMax = 120;
const logBytesMax = 10_000_000;
const pausesMilliseconds = [0, 200, 500, 1_000, 2_000, 5_000];

/** Faults `database.start_failed`, `database.not_supported`, `database.no_account`, `database.other_version`. */
export async function startEmbeddedPostgres({ folder, log, settings }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await prepareCluster(folder, settings?.fsync === 'off');
  const start = () => startOrAdopt(cluster, { ...standardSettings, ...settings }, log);
  return new SupervisedPostgres(cluster, start, await start(), log);
}

interface Postmaster {
  readonly pid: number;
  readonly ended: Promise<void>;
}

class SupervisedPostgres implements EmbeddedPostgres {
  readonly #cluster: PostgresCluster;
  readonly #start: () => Promise<Postmaster>;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  readonly #supervised: Promise<void>;
  #postmaster: Postmaster;

  constructor(cluster: PostgresCluster, start: () => Promise<Postmaster>, first: Postmaster, log: Log) {
    this.#cluster = cluster;
    this.#start = start;
    this.#log = log;
    this.#postmaster = first;
    this.#supervised = this.#supervise();
  }

  get url(): string {
    return this.#cluster.url;
  }

  pid(): number {
    return this.#postmaster.pid;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await stopPostmaster(this.#postmaster.pid);
    // Watching the server does not keep this process; waiting for its end must, or a process with nothing else to do is gone in the middle.
    const staying = setInterval(() => {}, 1_000);
    await this.#supervised.finally(() => clearInterval(staying));
    rmSync(this.#cluster.socketFolder, { recursive: true, force: true });
  }

  async #supervise(): Promise<void> {
    for (let deaths = 0; ; ) {
      const startedAt = performance.now();
      await this.#postmaster.ended;
      if (this.#stopping.signal.aborted) return;
      deaths = performance.now() - startedAt > 60_000 ? 1 : deaths + 1;
      this.#log.warn('database.died', { pid: this.#postmaster.pid, deaths });
      const next = await this.#startAgain(deaths);
      if (next === null) return;
      this.#postmaster = next;
      // We were told to stop while it started.
      if (this.#stopping.signal.aborted) return stopPostmaster(next.pid);
    }
  }

  /** Never gives up while Weft runs: what hinders it, such as a full disk, may pass. */
  async #startAgain(deaths: number): Promise<Postmaster | null> {
    const { signal } = this.#stopping;
    for (let attempt = deaths - 1; ; attempt++) {
      await sleep(pausesMilliseconds[Math.min(attempt, pausesMilliseconds.length - 1)], undefined, { signal }).catch(() => {});
      if (signal.aborted) return null;
      try {
        return await this.#start();
      } catch (error) {
        this.#log.error('database.start_failed', { reason: messageOf(error) });
      }
    }
  }
}

async function startOrAdopt(cluster: PostgresCluster, settings: Readonly<Record<string, string>>, log: Log): Promise<Postmaster> {
  const found = findPostmaster(cluster.data);
  if (found !== null) {
    const isReady = await waitUntilReady(cluster, () => isAlive(found.pid));
    if (isReady && (await answers(cluster.url))) {
      log.info('database.adopted', { pid: found.pid });
      return { pid: found.pid, ended: untilGone(found.pid) };
    }
    log.warn('database.orphan_stopped', { pid: found.pid });
    await stopPostmaster(found.pid);
  }
  return launch(cluster, settings, log);
}

/** The children of a killed postmaster need a moment to leave, and until then it cannot be started. */
async function launch(cluster: PostgresCluster, settings: Readonly<Record<string, string>>, log: Log): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    removeStaleLocks(cluster);
    try {
      return await launchOnce(cluster, settings, log);
    } catch (error) {
      if (attempt === 100 || !messageOf(error).includes('pre-existing shared memory block')) throw error;
      await sleep(50);
    }
  }
}

async function launchOnce(cluster: PostgresCluster, settings: Readonly<Record<string, string>>, log: Log): Promise<Postmaster> {
  const startedAt = performance.now();
  const from = turnLog(cluster.serverLog);
  const child = spawnPostmaster(cluster, settings);
  let isRunning = true;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      isRunning = false;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  const isReady = await waitUntilReady(cluster, () => isRunning);
  if (!isReady || child.pid === undefined) {
    if (child.pid !== undefined && isRunning) await stopPostmaster(child.pid);
    throw startFailed(readFileSync(cluster.serverLog).subarray(from).toString().trim().slice(-2000));
  }
  log.info('database.started', { pid: child.pid, milliseconds: Math.round(performance.now() - startedAt) });
  return { pid: child.pid, ended };
}

function spawnPostmaster(cluster: PostgresCluster, settings: Readonly<Record<string, string>>): ChildProcess {
  const { account, binaries } = cluster;
  const options = Object.entries({ ...settings, unix_socket_directories: cluster.socketFolder }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  const [program = '', ...rest] = [...account.prefix, binaries.postgres, '-D', cluster.data, ...options];
  const output = openSync(cluster.serverLog, 'a', 0o600);
  try {
    // Detached: Ctrl-C in the terminal must reach Weft alone, which then ends the server in order. Its log goes to a file, not to a
    // pipe of ours, so that it outlives a killed Weft.
    const child = spawn(program, rest, { ...account.spawn, cwd: '/', env: {}, detached: true, stdio: ['ignore', output, output] });
    child.unref();
    return child;
  } finally {
    closeSync(output);
  }
}

/** False when it ended, or took longer than it may. The server writes `ready` into its pid file when it accepts connections. */
async function waitUntilReady(cluster: PostgresCluster, isRunning: () => boolean): Promise<boolean> {
  const deadline = performance.now() + startSecondsMax * 1000;
  while (isRunning() && performance.now() < deadline) {
    if (findPostmaster(cluster.data)?.isReady === true) return true;
    await sleep(4);
  }
  return false;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** Fast shutdown; when that takes longer than 20 s, an immediate one, which the next start repairs from the log. */
async function stopPostmaster(pid: number): Promise<void> {
  for (const [signal, seconds] of [
    ['SIGINT', 20],
    ['SIGQUIT', 5],
    ['SIGKILL', 5],
  ] as const) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    const deadline = performance.now() + seconds * 1000;
    while (isAlive(pid) && performance.now() < deadline) await sleep(5);
  }
}

/** For a process that is not our child there is no event. Watching it does not keep Weft alive. */
async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleep(100, undefined, { ref: false });
}

/** Answers the size of the log, behind which this start will write. */
function turnLog(file: string): number {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size < logBytesMax) return size;
  renameSync(file, `${file}.1`);
  return 0;
}
