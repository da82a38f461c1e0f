/** The branches of a repository with their newest commits. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { repositoryFolder } from './find-repository.ts';
import type { Commit } from './model.ts';
import { tryGit } from './run-git.ts';

export interface Branch extends Commit {
  readonly name: string;
  readonly author: string;
}

/** Newest commit first, a hundred at most; of a remote one, as it was last fetched. */
export async function listBranches(host: Host, repositoryId: Id<'repository'>): Promise<Branch[]> {
  const format = ['refname:lstrip=2', 'objectname', 'authorname', 'committerdate:unix', 'subject'].map((it) => `%(${it})`).join('%00');
  const args = ['for-each-ref', '--sort=-committerdate', '--count=100', `--format=${format}`, 'refs/heads'];
  // One that was never fetched has no folder yet.
  const listed = await tryGit(args, { cwd: repositoryFolder(host, repositoryId) }).catch(() => null);
  if (listed === null || listed.problem !== null) return [];
  return listed.output.split('\n').flatMap((line) => {
    const [name = '', sha = '', author = '', seconds = '', message = ''] = line.split('\0');
    return sha === '' ? [] : [{ name, sha, author, message, at: new Date(Number(seconds) * 1000) }];
  });
}
