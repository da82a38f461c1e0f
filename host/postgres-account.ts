/** Under which account Weft's own PostgreSQL runs: ours, or an unprivileged one when we are root, which PostgreSQL refuses. */
import { chownSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';

/** How to start a program of PostgreSQL. */
export interface PostgresAccount {
  /** null where there are no user ids. */
  readonly uid: number | null;
  /** Put before the program's path and arguments. */
  readonly prefix: readonly string[];
  readonly spawn: { readonly uid?: number; readonly gid?: number };
  /** Gives a file or a folder, with what is in it, to the account, unless it is the account's already. */
  own(path: string): void;
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** `paths` are what the account must reach: the cluster's folder (present already), the programs. */
export function choosePostgresAccount(clusterFolder: string, paths: readonly string[]): PostgresAccount {
  const self = process.getuid?.() ?? null;
  if (self !== 0) {
    if (self !== null && statSync(clusterFolder).uid !== self) throw noAccount(`${clusterFolder} belongs to another account`);
    return { uid: self, prefix: [], spawn: {}, own: () => {} };
  }
  const ids = ownerOf(clusterFolder) ?? accountNamed('postgres') ?? accountNamed('nobody');
  if (ids === null) throw noAccount('there is no account "postgres" or "nobody"');
  const own = (path: string) => giveTo(path, ids);
  if (paths.every((path) => isReachable(path, ids))) return { uid: ids.uid, prefix: [], spawn: ids, own };
  return { uid: ids.uid, prefix: ['setpriv', ...passAllFolders(ids), '--'], spawn: {}, own };
}

/** A cluster keeps its owner, also when an account is added to the machine later. */
function ownerOf(folder: string): Ids | null {
  const { uid, gid } = statSync(folder);
  return uid === 0 ? null : { uid, gid };
}

function accountNamed(name: string): Ids | null {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) };
}

function giveTo(path: string, { uid, gid }: Ids): void {
  const stat = statSync(path);
  if (stat.uid === uid) return;
  chownSync(path, uid, gid);
  if (!stat.isDirectory()) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) giveTo(join(path, entry.name), { uid, gid });
  }
}

function isReachable(path: string, { uid, gid }: Ids): boolean {
  const stat = statSync(path);
  const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
  if ((stat.mode & bit) === 0) return false;
  return path === dirname(path) || isReachable(dirname(path), { uid, gid });
}

/**
 * A home under /root (0700) is out of reach for any other account, and PostgreSQL insists on absolute paths, so that no inherited folder helps.
 * The account gets the one capability to pass folders. `access()`, by which PostgreSQL checks its own program, drops the capabilities of
 * whoever is not root unless the securebit no_setuid_fixup is set. Containers often lack dac_read_search and have dac_override.
 */
function passAllFolders({ uid, gid }: Ids): readonly string[] {
  const capability = ['dac_read_search', 'dac_override'].find(hasCapability);
  if (capability === undefined) throw noAccount('an unprivileged account cannot reach this folder');
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    `--inh-caps=+${capability}`,
    `--ambient-caps=+${capability}`,
    '--securebits=+no_setuid_fixup',
  ];
}

/** Bits of capabilities(7). */
const capabilityBits: Readonly<Record<string, bigint>> = { dac_override: 1n, dac_read_search: 2n };

function hasCapability(name: string): boolean {
  const [, held] = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return held !== undefined && ((BigInt(`0x${held}`) >> (capabilityBits[name] ?? 63n)) & 1n) === 1n;
}

function noAccount(reason: string): Fault {
  return new Fault(
    'unavailable',
    'database.no_account',
    `There is no account for Weft's own PostgreSQL: ${reason}. Start Weft as another user, set WEFT_HOME to a folder that others may pass, or set WEFT_DATABASE_URL.`,
  );
}
