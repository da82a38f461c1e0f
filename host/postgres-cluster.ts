/** The folder of Weft's own PostgreSQL: how it is made, where its socket lies, and what its pid file says. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { choosePostgresAccount, type PostgresAccount } from './postgres-account.ts';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

export interface PostgresCluster {
  readonly data: string;
  readonly serverLog: string;
  readonly socketFolder: string;
  readonly url: string;
  readonly account: PostgresAccount;
  readonly binaries: PostgresBinaries;
}

/** sun_path of unix(7) less the name that PostgreSQL puts into the folder and the final zero. */
const socketFolderLengthMax = 107 - '/.s.PGSQL.5432'.length;

/** Makes the cluster when there is none: 0.6 s, and the time that the disk takes, unless it is `isThrowaway`. One left half made is made anew. */
export async function prepareCluster(folder: string, isThrowaway: boolean): Promise<PostgresCluster> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const real = realpathSync(folder);
  const binaries = findPostgresBinaries();
  const account = choosePostgresAccount(real, [real, binaries.folder]);
  account.own(real);
  const cluster = {
    data: join(real, 'data'),
    serverLog: join(real, 'server.log'),
    socketFolder: makeSocketFolder(real, account),
    binaries,
    account,
  };
  if (!existsSync(cluster.data)) await makeData(cluster, real, isThrowaway ? ['--no-sync'] : []);
  account.own(cluster.data);
  refuseOtherMajor(cluster.data);
  const password = encodeURIComponent(readFileSync(join(real, 'password'), 'utf8').trim());
  return { ...cluster, url: `postgres://weft:${password}@localhost/weft?host=${encodeURIComponent(cluster.socketFolder)}` };
}

/** The process that the pid file names, when it is a PostgreSQL on this folder. */
export function findPostmaster(data: string): { readonly pid: number; readonly isReady: boolean } | null {
  const lines = readOrEmpty(join(data, 'postmaster.pid')).split('\n');
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || !isAlive(pid) || !isAt(pid, data)) return null;
  return { pid, isReady: lines[7]?.trim() === 'ready' };
}

/**
 * Removes the lock files of a postmaster that is gone. PostgreSQL itself only asks whether there is a process of that number, which may be
 * another by now, or a zombie that nobody collects, as in a container without an init.
 */
export function removeStaleLocks({ data, socketFolder }: PostgresCluster): void {
  if (findPostmaster(data) !== null) return;
  for (const file of [join(data, 'postmaster.pid'), join(socketFolder, '.s.PGSQL.5432.lock')]) rmSync(file, { force: true });
}

/** False for a zombie, which only waits for a parent to ask how it ended. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  return !/^\d+ \(.*\) Z/s.test(readOrEmpty(`/proc/${pid}/stat`));
}

/** A postmaster works in its data folder. Where there is no /proc, the pid file is believed. */
function isAt(pid: number, data: string): boolean {
  if (!existsSync('/proc/self/cwd')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === data;
  } catch {
    return false;
  }
}

async function makeData(cluster: Omit<PostgresCluster, 'url'>, folder: string, options: readonly string[]): Promise<void> {
  const unfinished = join(folder, 'data.unfinished');
  rmSync(unfinished, { recursive: true, force: true });
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600 });
  cluster.account.own(passwordFile);
  const { initdb, postgres } = cluster.binaries;
  // The builtin provider: a collation that no update of the machine's C library can change under our indexes.
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const access = ['-U', 'weft', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  await runTool(cluster.account, [initdb, '-D', unfinished, ...access, ...locale, ...options]);
  await runTool(cluster.account, [postgres, '--single', '-D', unfinished, 'postgres'], 'create database weft;\n');
  renameSync(unfinished, join(folder, 'data'));
}

function makeSocketFolder(folder: string, account: PostgresAccount): string {
  const inside = join(folder, 'socket');
  const isShort = Buffer.byteLength(inside) <= socketFolderLengthMax;
  const socketFolder = isShort ? inside : join(tmpdir(), `weft-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`);
  mkdirSync(socketFolder, { recursive: true, mode: 0o700 });
  account.own(socketFolder);
  // In a folder that everybody may write to, somebody else could have been first.
  const { uid, mode } = statSync(socketFolder);
  if (uid !== (account.uid ?? uid) || (mode & 0o077) !== 0) {
    throw new Fault('unavailable', 'database.start_failed', `${socketFolder} belongs to somebody else or is open to others. Remove it.`);
  }
  return socketFolder;
}

function refuseOtherMajor(data: string): void {
  const major = readOrEmpty(join(data, 'PG_VERSION')).trim();
  if (major === '18') return;
  throw new Fault(
    'unavailable',
    'database.other_version',
    `${data} was made by PostgreSQL ${major || '(unknown)'}, and this Weft brings PostgreSQL 18. Start it with the Weft that made it, or move it with pg_upgrade.`,
  );
}

function runTool(account: PostgresAccount, command: readonly string[], input = ''): Promise<void> {
  const [program = '', ...rest] = [...account.prefix, ...command];
  return new Promise((resolve, reject) => {
    const child = spawn(program, rest, { ...account.spawn, cwd: '/', env: {}, stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', (error) => reject(startFailed(error.message)));
    child.on('close', (code) => (code === 0 ? resolve() : reject(startFailed(said.trim()))));
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

export function startFailed(reason: string): Fault {
  return new Fault('unavailable', 'database.start_failed', `Weft's own PostgreSQL did not start: ${reason}`);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
