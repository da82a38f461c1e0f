/** Finds a commit by what people call it: a branch, a tag, or the beginning of its sha. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRepository, repositoryFolder } from './find-repository.ts';
import type { Commit } from './model.ts';
import { checkRef, isSha } from './model.ts';
import { runGit, tryGit } from './run-git.ts';

/** The newest commit of the branch (default: the repository's default branch). Faults: invalid `git.ref_invalid`; not_found `repository.not_found`, `git.ref_not_found`. */
export async function headOf(host: Host, repositoryId: Id<'repository'>, branch?: string): Promise<Commit> {
  const repository = await getRepository(host, repositoryId);
  return findCommit(repositoryFolder(host, repositoryId), branch ?? repository.defaultBranch);
}

/** `name`: a branch before a tag before a sha. Faults: invalid `git.ref_invalid`; not_found `git.ref_not_found`. */
export async function findCommit(gitFolder: string, name: string): Promise<Commit> {
  checkRef(name);
  const candidates = [`refs/heads/${name}`, `refs/tags/${name}`, ...(isSha(name) ? [name] : [])];
  for (const candidate of candidates) {
    const { output, problem } = await tryGit(['rev-parse', '--verify', '--quiet', `${candidate}^{commit}`], { cwd: gitFolder });
    if (problem === null) return readCommit(gitFolder, output);
  }
  throw new Fault('not_found', 'git.ref_not_found', `The repository has no branch, tag or commit "${name}".`);
}

/** `sha`: whole, and known to be there. */
export async function readCommit(gitFolder: string, sha: string): Promise<Commit> {
  // `show`, and names mended by a mailmap, would look into files, which a mirror may not have.
  const text = await runGit(['log', '--no-walk', '--no-mailmap', '--format=%H%n%ct%n%s', sha, '--'], { cwd: gitFolder });
  const [whole = '', seconds = '', message = ''] = text.split('\n');
  return { sha: whole, message, at: new Date(Number(seconds) * 1000) };
}
