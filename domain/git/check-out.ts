/** Puts the files of a commit into a folder, for a run: no .git, no history, one write a file. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { repositoryFolder } from './find-repository.ts';
import type { Commit } from './model.ts';
import { findCommit } from './read-commit.ts';
import { runGit } from './run-git.ts';

/** `ref`: a branch, a tag or a sha. The folder is made. Faults: invalid `git.ref_invalid`; not_found `git.ref_not_found`; unavailable `git.failed`. */
export async function checkOut(
  host: Host,
  repositoryId: Id<'repository'>,
  wanted: { readonly ref: string; readonly folder: string },
): Promise<Commit> {
  const gitFolder = repositoryFolder(host, repositoryId);
  const commit = await findCommit(gitFolder, wanted.ref);
  await mkdir(wanted.folder, { recursive: true });
  const scratch = await mkdtemp(join(tmpdir(), 'weft-index-'));
  try {
    await runGit([`--git-dir=${gitFolder}`, `--work-tree=${wanted.folder}`, 'read-tree', '--reset', '-u', commit.sha], {
      cwd: wanted.folder,
      env: { GIT_INDEX_FILE: join(scratch, 'index') },
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return commit;
}
