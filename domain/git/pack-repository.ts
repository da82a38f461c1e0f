/** Packs what a branch holds into a zip archive, for who wants the files and has no git. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Host } from '@weft/host/host';
import { repositoryFolder } from './find-repository.ts';
import type { Repository } from './model.ts';
import { findCommit } from './read-commit.ts';
import { runGit } from './run-git.ts';

/** Of the default branch. Faults: not_found `git.ref_not_found`; unavailable `git.failed`. */
export async function packRepository(host: Host, repository: Repository): Promise<Readable> {
  const folder = repositoryFolder(host, repository.id);
  const commit = await findCommit(folder, repository.defaultBranch);
  const scratch = await mkdtemp(join(tmpdir(), 'weft-archive-'));
  try {
    const file = join(scratch, 'archive.zip');
    await runGit(['archive', '--format=zip', `--output=${file}`, commit.sha], { cwd: folder });
    const stream = createReadStream(file);
    // Once it is open its bytes stay readable until the reader has them.
    await new Promise((resolve, reject) => stream.once('open', resolve).once('error', reject));
    return stream;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
