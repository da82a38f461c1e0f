/** Puts the files of a commit into a folder, for a run: no .git, no history, one write a file. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { enterRemote, keysOf } from './enter-remote.ts';
import { getRepository, repositoryFolder } from './find-repository.ts';
import { isBroken, ranRefs, remakeMirror, usualMirrorBytesMax, withinSize } from './mirror.ts';
import type { Commit, Repository } from './model.ts';
import { findCommit } from './read-commit.ts';
import { refreshRepository } from './refresh-repository.ts';
import { type GitCall, runGit, tryGit } from './run-git.ts';

export interface CheckOut {
  /** A branch, a tag or a sha. */
  readonly ref: string;
  /** It is made. */
  readonly folder: string;
  /** Of files that are fetched for it. */
  readonly bytesMax?: number;
}

/**
 * Of a remote repository the files that its mirror lacks are fetched now, and a mirror that turns out to be broken is made anew.
 * Faults: invalid `git.ref_invalid`, `repository.has_submodules`; not_found `git.ref_not_found`; too_large `repository.too_large`; unavailable `git.failed` and those of `refreshRepository`.
 */
export async function checkOut(host: Host, repositoryId: Id<'repository'>, wanted: CheckOut): Promise<Commit> {
  const repository = await getRepository(host, repositoryId);
  if (repository.remoteUrl === null) return layOut(repositoryFolder(host, repositoryId), wanted, { cwd: wanted.folder });
  try {
    return await layOutMirror(host, repository, wanted);
  } catch (error) {
    if (!(error instanceof Fault) || !(await isOfMirror(repositoryFolder(host, repositoryId), wanted.ref, error))) throw error;
    host.log.warn('mirror.made_anew', { repositoryId, reason: error.message.slice(0, 500) });
    await remakeMirror(repositoryFolder(host, repositoryId));
    await refreshRepository(host, repository);
    return await layOutMirror(host, repository, wanted);
  }
}

/** A branch whose commit cannot be read looks as if it were not there. */
async function isOfMirror(gitFolder: string, ref: string, { code, message }: Fault): Promise<boolean> {
  if (code === 'git.failed') return isBroken(message);
  if (code !== 'git.ref_not_found') return false;
  const named = await tryGit(['rev-parse', '--verify', '--quiet', `refs/heads/${ref}`], { cwd: gitFolder });
  return named.problem === null;
}

async function layOutMirror(host: Host, repository: Repository, wanted: CheckOut): Promise<Commit> {
  const gitFolder = repositoryFolder(host, repository.id);
  const { bytesMax = usualMirrorBytesMax } = wanted;
  return enterRemote(host, await keysOf(host, repository), async (remote, call) => {
    const commit = await withinSize(remote.url, gitFolder, bytesMax, (signal) =>
      layOut(gitFolder, wanted, { ...call, cwd: wanted.folder, signal }),
    );
    await runGit(['update-ref', `${ranRefs}/${commit.sha}`, commit.sha], { cwd: gitFolder });
    return commit;
  });
}

async function layOut(gitFolder: string, wanted: CheckOut, call: GitCall): Promise<Commit> {
  const commit = await findCommit(gitFolder, wanted.ref);
  await refuseSubmodules(gitFolder, commit);
  await mkdir(wanted.folder, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'weft-index-'));
  try {
    await runGit([`--git-dir=${gitFolder}`, `--work-tree=${wanted.folder}`, 'read-tree', '--reset', '-u', commit.sha], {
      ...call,
      env: { ...call.env, GIT_INDEX_FILE: join(scratch, 'index') },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return commit;
}

/** Half a project would fail somewhere in dbt, or worse, would not. */
async function refuseSubmodules(gitFolder: string, commit: Commit): Promise<void> {
  const listed = await tryGit(['ls-tree', '-r', commit.sha, '--', '.gitmodules'], { cwd: gitFolder });
  if (listed.problem !== null || listed.output === '') return;
  const all = await runGit(['ls-tree', '-r', '-z', commit.sha], { cwd: gitFolder });
  const paths = all.split('\0').flatMap((line) => (line.startsWith('160000 ') ? [line.slice(line.indexOf('\t') + 1)] : []));
  const where = paths.length === 0 ? '' : `: ${paths.slice(0, 5).join(', ')}`;
  throw new Fault(
    'invalid',
    'repository.has_submodules',
    `The commit ${commit.sha.slice(0, 12)} has submodules (.gitmodules)${where}. Weft fetches none. Put their files into the repository itself, or install them as dbt packages ("git:" and "revision:" in packages.yml), and remove .gitmodules.`,
  );
}
