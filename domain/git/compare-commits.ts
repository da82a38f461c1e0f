/** What lies between two commits of a repository: the paths that differ, and where they parted. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { repositoryFolder } from './find-repository.ts';
import { findCommit } from './read-commit.ts';
import { runGit, tryGit } from './run-git.ts';

/**
 * The paths that differ between two commits (branches, tags or shas), as seen from the repository's top, sorted; a renamed file is both of its paths.
 * Reads what is there: of a remote repository, what was fetched. Faults: invalid `git.ref_invalid`; not_found `git.ref_not_found`; unavailable `git.failed`.
 */
export async function changedPaths(
  host: Host,
  repositoryId: Id<'repository'>,
  between: { readonly from: string; readonly to: string },
): Promise<string[]> {
  const folder = repositoryFolder(host, repositoryId);
  const from = await findCommit(folder, between.from);
  const to = await findCommit(folder, between.to);
  // Without renames no file's content is looked at.
  const listed = await runGit(['diff-tree', '-r', '-z', '--name-only', '--no-renames', from.sha, to.sha, '--'], { cwd: folder });
  return listed.split('\0').filter((path) => path !== '');
}

/** The newest commit that both come from, 40 hex digits; null: they have none in common. Faults as `changedPaths`. */
export async function mergeBase(
  host: Host,
  repositoryId: Id<'repository'>,
  between: { readonly from: string; readonly to: string },
): Promise<string | null> {
  const folder = repositoryFolder(host, repositoryId);
  const from = await findCommit(folder, between.from);
  const to = await findCommit(folder, between.to);
  const { output, exitCode, problem } = await tryGit(['merge-base', from.sha, to.sha], { cwd: folder });
  if (exitCode === 1) return null;
  if (problem !== null) throw new Fault('unavailable', 'git.failed', `git merge-base failed: ${problem}`);
  return output;
}
