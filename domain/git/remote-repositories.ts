/** Ties a project to a repository that lies elsewhere, changes how it is entered, and gives repositories up. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import { getProject } from '../projects/get-project.ts';
import { makeDeployKey } from './deploy-key.ts';
import { getRepository } from './find-repository.ts';
import type { CloneStrategy, ProviderIds, Repository } from './model.ts';
import { providerIdsSchema } from './model.ts';
import { readRemoteUrl } from './remote-url.ts';
import { insertRepository, updateRepository } from './store.ts';

export interface RemoteEntry {
  readonly remoteUrl?: string;
  readonly cloneStrategy?: CloneStrategy;
  readonly pullRequestUrlTemplate?: string;
  readonly username?: string | null;
  /** Write-only; null takes it away. */
  readonly token?: string | null;
  readonly provider?: Partial<ProviderIds>;
}

/**
 * Nothing is asked of the remote: it may be reachable only once its deploy key is in place.
 * Faults: not_found `project.not_found`; invalid `repository.url_invalid`; conflict `repository.already_there`.
 */
export async function addRemoteRepository(
  host: Host,
  place: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> },
  entry: RemoteEntry & { readonly remoteUrl: string },
): Promise<Repository> {
  const project = await getProject(host, place.accountId, place.projectId);
  const remote = readRemoteUrl(entry.remoteUrl);
  const key = remote.kind === 'ssh' ? makeDeployKey() : null;
  const at = host.clock.now();
  const made = await host.database
    .transaction(async (tx) => {
      const { id } = await insertRepository(tx, {
        ...{ accountId: place.accountId, projectId: place.projectId, name: remote.fullName.split('/').at(-1) ?? remote.fullName },
        ...{ defaultBranch: 'main', remoteUrl: remote.url, fullName: remote.fullName },
        gitCloneStrategy: entry.cloneStrategy ?? (remote.kind === 'ssh' ? 'deploy_key' : 'deploy_token'),
        pullRequestUrlTemplate: entry.pullRequestUrlTemplate ?? '',
        provider: providerIdsSchema.parse(entry.provider ?? {}),
        ...{ username: entry.username ?? null, publicKey: key?.publicKey ?? null, createdAt: at, updatedAt: at },
      });
      await updateRepository(tx, id, {
        ...(key ? { sealedPrivateKey: host.secretBox.seal(key.privateKey, keyPurpose(id)) } : {}),
        ...sealToken(host, id, entry.token),
        updatedAt: at,
      });
      return id;
    })
    .catch((error: unknown) => {
      if (uniqueViolation(error) === null) throw error;
      throw new Fault('conflict', 'repository.already_there', `The project ${project.name} has a repository already.`);
    });
  return getRepository(host, made);
}

/** What is left out stays. A managed repository keeps its content and takes a template only. Faults: invalid `repository.url_invalid`, `repository.managed`. */
export async function changeRemoteRepository(host: Host, repository: Repository, entry: RemoteEntry): Promise<Repository> {
  if (repository.remoteUrl === null && entry.remoteUrl !== undefined)
    throw new Fault(
      'invalid',
      'repository.managed',
      `${repository.name} is kept by Weft itself and has no other address. Give it up and add the other repository instead.`,
    );
  const remote = entry.remoteUrl === undefined ? null : readRemoteUrl(entry.remoteUrl);
  const key = remote?.kind === 'ssh' && repository.publicKey === null ? makeDeployKey() : null;
  // A token is for the host that it was given for: another one must not be shown it.
  const isMoved = remote !== null && repository.remoteUrl !== null && remote.origin !== readRemoteUrl(repository.remoteUrl).origin;
  await updateRepository(host.database.db, repository.id, {
    ...(remote ? { remoteUrl: remote.url, fullName: remote.fullName } : {}),
    ...(entry.cloneStrategy === undefined ? {} : { gitCloneStrategy: entry.cloneStrategy }),
    ...(entry.pullRequestUrlTemplate === undefined ? {} : { pullRequestUrlTemplate: entry.pullRequestUrlTemplate }),
    ...(entry.username === undefined ? {} : { username: entry.username }),
    ...(entry.provider === undefined ? {} : { provider: { ...repository.provider, ...entry.provider } }),
    ...(key ? { publicKey: key.publicKey, sealedPrivateKey: host.secretBox.seal(key.privateKey, keyPurpose(repository.id)) } : {}),
    ...sealToken(host, repository.id, isMoved ? (entry.token ?? null) : entry.token),
    updatedAt: host.clock.now(),
  });
  return getRepository(host, repository.id);
}

/** Its folder stays, for who looks at what an old run ran. */
export async function giveUpRepository(host: Host, repository: Repository): Promise<Repository> {
  const at = host.clock.now();
  await updateRepository(host.database.db, repository.id, { deletedAt: at, updatedAt: at });
  return { ...repository, updatedAt: at, deletedAt: at };
}

export function keyPurpose(repositoryId: Id<'repository'>): string {
  return `repository.key:${repositoryId}`;
}

export function tokenPurpose(repositoryId: Id<'repository'>): string {
  return `repository.token:${repositoryId}`;
}

function sealToken(host: Host, repositoryId: Id<'repository'>, token: string | null | undefined): { sealedToken?: string | null } {
  if (token === undefined) return {};
  return { sealedToken: token ? host.secretBox.seal(token, tokenPurpose(repositoryId)) : null };
}
