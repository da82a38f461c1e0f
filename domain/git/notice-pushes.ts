/** Finds out what was pushed to managed repositories by looking at their branches, and announces it once. */
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { repositoryPushed } from './events.ts';
import { repositoryFolder } from './find-repository.ts';
import { refsOf } from './mirror.ts';
import { lockBranches, selectRepository, selectRepositoryIds, updateRepository } from './store.ts';

/**
 * Compares the branches with those that were last announced. No hook is needed, and nothing is lost when Weft ends between a push and this:
 * whoever looks next announces it. What is looked at for the first time is taken as known.
 */
export async function noticePushes(host: Host, repositoryId: Id<'repository'>): Promise<void> {
  const accountId = await host.database.transaction((tx) => notice(host, tx, repositoryId));
  if (accountId !== null) host.signals.send(`account:${accountId}`, { kind: 'repository.pushed', repositoryId });
}

/** Answers the account where there was news. */
async function notice(host: Host, tx: Tx, repositoryId: Id<'repository'>): Promise<Id<'account'> | null> {
  const before = await lockBranches(tx, repositoryId);
  const repository = await selectRepository(tx, repositoryId);
  if (repository === null || repository.remoteUrl !== null || repository.deletedAt !== null) return null;
  const refs = await refsOf(repositoryFolder(host, repositoryId));
  if (refs === null) return null;
  const now = branchesOf(refs);
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(now)]);
  const changed = [...names].filter((name) => before?.[name] !== now[name]);
  if (before !== null && changed.length === 0) return null;
  await updateRepository(tx, repositoryId, { branches: now });
  if (before === null) return null;
  const { accountId, projectId } = repository;
  for (const branch of changed)
    await host.outbox.announce(tx, repositoryPushed, {
      ...{ accountId, projectId, repositoryId, branch },
      ...{ before: before[branch] ?? null, after: now[branch] ?? null },
    });
  return accountId;
}

/** What was pushed by the folder on this machine, or while Weft was ending. */
export async function noticeAllPushes(host: Host): Promise<void> {
  const all = await selectRepositoryIds(host.database.db);
  for (const { id } of all.filter(({ isManaged }) => isManaged)) await noticePushes(host, id);
}

/** Of all refs the branches, by name. */
export function branchesOf(refs: ReadonlyMap<string, string>): Record<string, string> {
  const prefix = 'refs/heads/';
  return Object.fromEntries([...refs].flatMap(([name, sha]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), sha]] : [])));
}
