/** Keeps repositories small and quick: git packs what came in many pieces, at times when nobody clones, pushes or fetches. */
import { access } from 'node:fs/promises';
import { messageOf } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { repositoryFolder } from './find-repository.ts';
import { ranRefs } from './mirror.ts';
import { isFetching } from './refresh-repository.ts';
import { runGit } from './run-git.ts';
import { isServing } from './serve-git.ts';
import { selectRepositoryIds } from './store.ts';

const tidyMilliseconds = 30 * 60_000;
/** Runs that old are not started again. */
const ranKept = 1_000;

/** One after the other, and none while git is at work for somebody; what is left comes with the next turn. What is in use is never removed: git keeps what nothing names for two weeks. */
export async function tidyRepositories(host: Host): Promise<void> {
  for (const { id, isManaged } of await selectRepositoryIds(host.database.db)) {
    if (isServing() || isFetching()) return;
    const cwd = repositoryFolder(host, id);
    const isThere = await access(cwd).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    try {
      if (!isManaged) await forgetOldRuns(cwd);
      const few = ['-c', 'gc.auto=300', '-c', 'gc.autoPackLimit=20', '-c', 'gc.autoDetach=false', '-c', 'pack.threads=1'];
      await runGit([...few, 'gc', '--auto', '--quiet'], { cwd, timeoutMilliseconds: tidyMilliseconds });
    } catch (error) {
      host.log.warn('repository.not_tidied', { repositoryId: id, reason: messageOf(error) });
    }
  }
}

async function forgetOldRuns(cwd: string): Promise<void> {
  const listed = await runGit(['for-each-ref', '--sort=-committerdate', '--format=%(refname)', ranRefs], { cwd });
  const old = listed.split('\n').slice(ranKept);
  if (old.length > 0) await runGit(['update-ref', '--stdin'], { cwd, input: old.map((name) => `delete ${name}\n`).join('') });
}
