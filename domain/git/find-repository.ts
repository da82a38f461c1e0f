/** Questions about repositories, and where they lie. */
import { join } from 'node:path';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Repository } from './model.ts';
import { selectRepositories, selectRepository, selectRepositoryOfProject } from './store.ts';

/** Null: the project has no repository. */
export function findRepositoryOfProject(host: Host, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Repository | null> {
  return selectRepositoryOfProject(host.database.db, accountId, projectId);
}

export function listRepositories(host: Host, accountId: Id<'account'>): Promise<Repository[]> {
  return selectRepositories(host.database.db, accountId);
}

/** Faults: not_found `repository.not_found`. */
export async function getRepository(host: Host, repositoryId: Id<'repository'>): Promise<Repository> {
  const repository = await selectRepository(host.database.db, repositoryId);
  if (!repository) throw new Fault('not_found', 'repository.not_found', `There is no repository ${repositoryId}.`);
  return repository;
}

/** A bare repository, or the bare mirror of a remote one. */
export function repositoryFolder(host: Pick<Host, 'paths'>, repositoryId: Id<'repository'>): string {
  return join(host.paths.repositories, `${repositoryId}.git`);
}
