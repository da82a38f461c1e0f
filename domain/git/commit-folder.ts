/** Makes what lies in a folder the next commit of a branch, without a clone. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRepository, repositoryFolder } from './find-repository.ts';
import type { Commit } from './model.ts';
import { noticePushes } from './notice-pushes.ts';
import { readCommit } from './read-commit.ts';
import { runGit, tryGit } from './run-git.ts';

/**
 * The folder's whole content (less what its .gitignore leaves out) becomes the next commit of the default branch; the same content as before makes none.
 * Faults: not_found `repository.not_found`; unavailable `git.failed`, also when somebody else moved the branch in between.
 */
export async function commitFolder(host: Host, repositoryId: Id<'repository'>, folder: string, message: string): Promise<Commit> {
  const repository = await getRepository(host, repositoryId);
  const gitFolder = repositoryFolder(host, repositoryId);
  const commit = await commitTo(gitFolder, repository.defaultBranch, { folder, message, at: host.clock.now() });
  await noticePushes(host, repositoryId);
  return commit;
}

/** `gitFolder`: a bare repository, empty or not. */
export async function commitTo(
  gitFolder: string,
  branch: string,
  content: { readonly folder: string; readonly message: string; readonly at: Date },
): Promise<Commit> {
  const scratch = await mkdtemp(join(tmpdir(), 'weft-index-'));
  try {
    const date = `${Math.floor(content.at.getTime() / 1000)} +0000`;
    const env = { GIT_INDEX_FILE: join(scratch, 'index'), GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
    const call = { cwd: content.folder, env };
    const inRepository = (...args: string[]) => [`--git-dir=${gitFolder}`, `--work-tree=${content.folder}`, ...args];
    await runGit(inRepository('add', '--all', '--', '.'), call);
    const tree = await runGit(inRepository('write-tree'), call);
    const before = await tryGit(inRepository('rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`), call);
    const parent = before.problem === null ? before.output : null;
    if (parent !== null && (await runGit(inRepository('rev-parse', `${parent}^{tree}`), call)) === tree)
      return await readCommit(gitFolder, parent);
    const parents = parent === null ? [] : ['-p', parent];
    const sha = await runGit(inRepository('commit-tree', tree, ...parents, '-F', '-'), { ...call, input: content.message });
    await runGit(inRepository('update-ref', `refs/heads/${branch}`, sha, parent ?? ''), call);
    return await readCommit(gitFolder, sha);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
