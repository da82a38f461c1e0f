/** The bare mirror of a repository that lies elsewhere: made, looked at, brought up to date, and made anew when it is broken. */
import { randomUUID } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { type GitCall, runGit, tryGit } from './run-git.ts';

/**
 * Commits and folders are fetched of all branches and tags, files only when a run wants them: a repository of gigabytes costs what its
 * newest commit holds. A server that cannot do this sends everything.
 */
const withoutFiles = '--filter=blob:none';

/** Weft's own names for commits that it ran: they outlive their branch, so that such a run can be started again. */
export const ranRefs = 'refs/weft/ran';

const mirrored = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];

/** How much one call may bring. */
export const usualMirrorBytesMax = 2 * 1024 ** 3;

/** Makes it where there is none. */
export async function prepareMirror(folder: string): Promise<void> {
  const config = await readFile(join(folder, 'config'), 'utf8').catch(() => '');
  if (config.includes('promisor = true')) return;
  const cwd = dirname(folder);
  await runGit(['init', '--quiet', '--bare', '--initial-branch=main', folder], { cwd });
  await runGit(['config', 'core.repositoryFormatVersion', '1'], { cwd: folder });
  await runGit(['config', 'extensions.partialClone', 'origin'], { cwd: folder });
  await runGit(['config', 'remote.origin.partialCloneFilter', 'blob:none'], { cwd: folder });
  await runGit(['config', 'remote.origin.promisor', 'true'], { cwd: folder });
}

/** Puts another in its place, empty. */
export async function remakeMirror(folder: string): Promise<void> {
  const broken = join(dirname(folder), `.broken-${randomUUID()}`);
  await rename(folder, broken).catch(() => {});
  await rm(broken, { recursive: true, force: true });
  await prepareMirror(folder);
}

/** What git says of a mirror that is damaged, and not of a remote that fails. */
export function isBroken(problem: string): boolean {
  return /corrupt|bad object|not a git repository|missing (blob|tree|commit|object)|unable to (read|resolve ref)|could not (read|parse) |invalid (object|sha1|index)|bad (config|tree|signature|pack|ref)|broken ref|packfile|loose object|unresolved delta|inflate|bad sha1|unable to find [0-9a-f]{40}|no such (object|ref)|is empty/i.test(
    problem,
  );
}

/** Name → sha, as `ls-remote` lists them. */
export function refsIn(listed: string): Map<string, string> {
  const lines = [...listed.matchAll(/^([0-9a-f]{40,64})\t(refs\/(?:heads|tags)\/\S+)$/gm)];
  return new Map(lines.flatMap(([, sha = '', name = '']) => (name.endsWith('^{}') ? [] : [[name, sha] satisfies [string, string]])));
}

/** Of the mirror; null: it cannot be read. */
export async function refsOf(folder: string): Promise<Map<string, string> | null> {
  const listed = await tryGit(['for-each-ref', '--format=%(objectname)\t%(refname)', 'refs/heads', 'refs/tags'], { cwd: folder });
  return listed.problem === null ? refsIn(listed.output) : null;
}

export function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string> | null): boolean {
  return other !== null && one.size === other.size && [...one].every(([name, sha]) => other.get(name) === sha);
}

/** null: done; else what git said. Faults: too_large `repository.too_large`. */
export async function fetchAll(url: string, call: GitCall, bytesMax: number): Promise<string | null> {
  return (await fetchInto(url, call, bytesMax, ['--prune', '--no-tags', 'origin', ...mirrored])).problem;
}

/** Whether the remote gave it: not every server gives what no branch names. Faults: too_large `repository.too_large`. */
export async function fetchCommit(url: string, sha: string, call: GitCall, bytesMax: number): Promise<boolean> {
  return (await fetchInto(url, call, bytesMax, ['--no-tags', 'origin', sha])).problem === null;
}

function fetchInto(url: string, call: GitCall, bytesMax: number, args: readonly string[]) {
  return withinSize(url, call.cwd, bytesMax, (signal) =>
    tryGit(['-c', 'gc.auto=0', 'fetch', '--quiet', '--force', '--no-write-fetch-head', withoutFiles, ...args], { ...call, signal }),
  );
}

/** Stops what makes the mirror grow by more than `bytesMax`, and removes what it left. Faults: too_large `repository.too_large`. */
export async function withinSize<Value>(
  url: string,
  folder: string,
  bytesMax: number,
  work: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const before = await sizeOf(folder);
  const stop = new AbortController();
  const grown = async () => (await sizeOf(folder)) - before > bytesMax;
  const refusal = () =>
    new Fault(
      'too_large',
      'repository.too_large',
      `${url} has more to fetch than the ${nameSize(bytesMax)} that Weft takes at a time. Take large files out of the repository (and out of its history, where its server cannot leave them out: git filter-repo), or keep the dbt project in a repository of its own.`,
    );
  const timer = setInterval(() => {
    void grown().then((is) => (is ? stop.abort(refusal()) : undefined));
  }, 500);
  try {
    const done = await work(stop.signal);
    if (await grown()) throw refusal();
    return done;
  } catch (error) {
    await removeUnfinished(folder);
    throw error;
  } finally {
    clearInterval(timer);
  }
}

/** Packs that were being received; older ones are removed by `gc`. */
async function removeUnfinished(folder: string): Promise<void> {
  const packs = join(folder, 'objects', 'pack');
  const names = await readdir(packs).catch(() => []);
  for (const name of names.filter((it) => it.startsWith('tmp_'))) await rm(join(packs, name), { force: true });
}

/** Of its packs, in bytes, those that are being received too: where a fetch puts what comes. */
async function sizeOf(folder: string): Promise<number> {
  const packs = join(folder, 'objects', 'pack');
  const names = await readdir(packs).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(packs, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function nameSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const at = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  return `${Math.round(bytes / 1024 ** at)} ${units[at]}`;
}
