/** Brings the mirror of a repository that lies elsewhere up to date, so that everything after it reads a folder of ours. */
import { mkdir } from 'node:fs/promises';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { askRemote, enterRemote, keysOf, type RemoteKeys } from './enter-remote.ts';
import { getRepository, repositoryFolder } from './find-repository.ts';
import {
  fetchAll,
  fetchCommit,
  isBroken,
  isSame,
  prepareMirror,
  ranRefs,
  refsIn,
  refsOf,
  remakeMirror,
  usualMirrorBytesMax,
} from './mirror.ts';
import type { Repository } from './model.ts';
import { isRefName, isSha } from './model.ts';
import type { RemoteUrl } from './remote-url.ts';
import { type GitCall, tryGit } from './run-git.ts';
import { updateRepository } from './store.ts';

const askMilliseconds = 30_000;

/** What is asked of a remote while a mirror is brought up to date. */
interface Turn {
  readonly running: Promise<Repository>;
  /** For all who came after it began: what it brings may be older than what they want. */
  waiting: Promise<Repository> | null;
}

/** One fetch a mirror at a time: two would fight for its refs. By the mirror's folder. */
const turns = new Map<string, Turn>();

/**
 * A managed one is as it is, and so is one whose mirror has the wanted `sha` (whole) already.
 * Faults: unavailable `repository.unreachable`, `repository.refused`; too_large `repository.too_large`; of the wanted sha: not_found `repository.commit_gone`, invalid `repository.commit_foreign`.
 */
export async function refreshRepository(
  host: Host,
  repository: Repository,
  sha: string | null = null,
  limits: { readonly bytesMax: number } = { bytesMax: usualMirrorBytesMax },
): Promise<Repository> {
  if (repository.remoteUrl === null) return repository;
  const folder = repositoryFolder(host, repository.id);
  const wanted = sha !== null && isSha(sha) && sha.length === 40 ? sha : null;
  if (wanted !== null && repository.fetchedAt !== null && (await isOwn(folder, wanted))) return repository;
  const fetched = await takeTurn(host, repository, limits.bytesMax);
  if (wanted !== null && !(await isOwn(folder, wanted))) throw await tellOfCommit(host, fetched, wanted, limits.bytesMax);
  return fetched;
}

/** Whether it can be entered, and what is there. Faults: unavailable `repository.unreachable`, `repository.refused`. */
export async function testRepository(
  host: Host,
  repository: Repository,
): Promise<{ readonly defaultBranch: string; readonly branches: readonly string[] }> {
  const { defaultBranch } = repository;
  if (repository.remoteUrl === null) {
    const refs = await refsOf(repositoryFolder(host, repository.id));
    return { defaultBranch, branches: branchesIn(refs ?? new Map()) };
  }
  const keys = await keysOf(host, repository);
  return enterRemote(host, keys, async (remote, call) => {
    const { head, refs } = await list(keys, remote, call);
    return { defaultBranch: head ?? defaultBranch, branches: branchesIn(refs) };
  });
}

/** Whether any mirror is being brought up to date. */
export function isFetching(): boolean {
  return turns.size > 0;
}

function branchesIn(refs: ReadonlyMap<string, string>): string[] {
  return [...refs.keys()].filter((name) => name.startsWith('refs/heads/')).map((name) => name.slice('refs/heads/'.length));
}

function takeTurn(host: Host, repository: Repository, bytesMax: number): Promise<Repository> {
  const folder = repositoryFolder(host, repository.id);
  const begin = (): Promise<Repository> => {
    const running = fetchOnRecord(host, repository, bytesMax).finally(() => {
      if (mine.waiting === null) turns.delete(folder);
    });
    const mine: Turn = { running, waiting: null };
    turns.set(folder, mine);
    return running;
  };
  const turn = turns.get(folder);
  if (turn === undefined) return begin();
  turn.waiting ??= turn.running.then(begin, begin);
  return turn.waiting;
}

async function fetchOnRecord(host: Host, repository: Repository, bytesMax: number): Promise<Repository> {
  const { db } = host.database;
  try {
    const head = await bringUpToDate(host, repository, bytesMax);
    const change = head === null ? {} : { defaultBranch: head };
    await updateRepository(db, repository.id, { ...change, fetchedAt: host.clock.now(), fetchFailure: null });
  } catch (error) {
    const failure = error instanceof Fault ? host.scrubber.scrub(error.message) : 'Something went wrong inside Weft.';
    await updateRepository(db, repository.id, { fetchFailure: failure });
    throw error;
  }
  return getRepository(host, repository.id);
}

/** Answers the branch that the remote's HEAD names. */
async function bringUpToDate(host: Host, repository: Repository, bytesMax: number): Promise<string | null> {
  const folder = repositoryFolder(host, repository.id);
  await mkdir(host.paths.repositories, { recursive: true });
  const keys = await keysOf(host, repository);
  return enterRemote(host, keys, async (remote, given) => {
    const { head, refs } = await list(keys, remote, given);
    await prepareMirror(folder).catch(() => remakeMirror(folder));
    if (isSame(refs, await refsOf(folder))) return head;
    const call = { ...given, cwd: folder };
    let problem = await fetchAll(remote.url, call, bytesMax);
    if (problem !== null && isBroken(problem)) {
      host.log.warn('mirror.made_anew', { repositoryId: repository.id, reason: problem.slice(0, 500) });
      await remakeMirror(folder);
      problem = await fetchAll(remote.url, call, bytesMax);
    }
    if (problem !== null) throw faultOfFetch(remote, problem);
    return head;
  });
}

/** One question tells whether there is anything to fetch. */
async function list(keys: RemoteKeys, remote: RemoteUrl, call: GitCall): Promise<{ head: string | null; refs: Map<string, string> }> {
  const listed = await askRemote(keys, remote, ['ls-remote', '--symref', '--', remote.url, 'HEAD', 'refs/heads/*', 'refs/tags/*'], {
    ...call,
    timeoutMilliseconds: askMilliseconds,
  });
  const name = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(listed)?.[1];
  return { head: name !== undefined && isRefName(name) ? name : null, refs: refsIn(listed) };
}

function faultOfFetch(remote: RemoteUrl, problem: string): Fault {
  const said = problem.split('\n').slice(-3).join(' ').slice(0, 500);
  return new Fault('unavailable', 'repository.unreachable', `${remote.url} lets Weft in, but cannot be fetched: ${said} Try again later.`);
}

/** Of a branch or tag of the repository, or run before as one. */
async function isOwn(folder: string, sha: string): Promise<boolean> {
  const places = ['refs/heads', 'refs/tags', ranRefs];
  const found = await tryGit(['for-each-ref', '--count=1', `--contains=${sha}`, '--format=%(refname)', ...places], { cwd: folder });
  return found.problem === null && found.output !== '';
}

/** A provider gives commits of forks too, to whoever asks by their sha: what strangers wrote must not run. */
async function tellOfCommit(host: Host, repository: Repository, sha: string, bytesMax: number): Promise<Fault> {
  const keys = await keysOf(host, repository);
  const isThere = await enterRemote(host, keys, (remote, call) =>
    fetchCommit(remote.url, sha, { ...call, cwd: repositoryFolder(host, repository.id), timeoutMilliseconds: askMilliseconds }, bytesMax),
  );
  const short = sha.slice(0, 12);
  if (isThere)
    return new Fault(
      'invalid',
      'repository.commit_foreign',
      `The commit ${short} is on no branch or tag of ${repository.remoteUrl}: it comes from a fork, or its branch is gone. Weft runs only what the repository’s own branches hold: push the change to a branch of the repository.`,
    );
  return new Fault(
    'not_found',
    'repository.commit_gone',
    `${repository.remoteUrl} has no commit ${short} (any more): its branch may have been pushed over by force. Run the newest commit of the branch instead.`,
  );
}
