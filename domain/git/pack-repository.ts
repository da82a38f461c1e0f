/** Packs what the default branch of a managed repository holds into a zip archive, for who wants the files and has no git. */
import { Readable } from 'node:stream';
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { startChild } from '@weft/host/process';
import { repositoryFolder } from './find-repository.ts';
import type { Repository } from './model.ts';
import { findCommit } from './read-commit.ts';
import { environmentOf } from './run-git.ts';

/** As git makes it: never whole in memory or on disk. Breaks off where git fails. Faults: invalid `repository.not_managed`; not_found `git.ref_not_found`; unavailable `tool.missing`. */
export async function packRepository(host: Host, repository: Repository): Promise<Readable> {
  if (repository.remoteUrl !== null)
    throw new Fault(
      'invalid',
      'repository.not_managed',
      `${repository.name} lies elsewhere: download it there, from ${repository.remoteUrl}.`,
    );
  const cwd = repositoryFolder(host, repository.id);
  const commit = await findCommit(cwd, repository.defaultBranch);
  return Readable.from(pack(cwd, commit.sha), { objectMode: false });
}

async function* pack(cwd: string, sha: string): AsyncGenerator<Buffer> {
  const child = await startChild('git', ['archive', '--format=zip', sha], { cwd, env: environmentOf({}) });
  child.stdin.end();
  child.stderr.resume();
  for await (const chunk of child.stdout) yield Buffer.from(chunk);
  const { code } = await child.exited;
  if (code !== 0) throw new Fault('unavailable', 'git.failed', `git archive ended with code ${code}.`);
}
