/** Makes, changes and finds the webhook of a repository: its address, and the secret with which the provider signs. */
import { randomBytes } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { uniqueViolation } from '@weft/host/unique-violation';
import type { Repository } from '../git/model.ts';
import { apiBaseOf, checkApiBase, guessProvider } from '../git/providers/find-provider.ts';
import type { ProviderKind } from '../git/providers/provider.ts';
import { type RemoteUrl, readRemoteUrl } from '../git/remote-url.ts';
import type { Delivery, Hook } from './pull-request-model.ts';
import { deleteHook, insertHook, selectDeliveries, selectHook, updateHook } from './store-hooks.ts';

export interface HookEntry {
  /** Left out: as the repository's address says. */
  readonly provider?: ProviderKind;
  /** null: as the repository's address says. */
  readonly apiBaseUrl?: string | null;
  readonly isCommenting?: boolean;
}

/** Faults: conflict `hook.already_there`; invalid `hook.api_address_refused`. The secret is in the answer and nowhere else in the clear. */
export async function createHook(
  host: Host,
  repository: Repository,
  entry: HookEntry,
  createdBy: string,
): Promise<{ readonly hook: Hook; readonly secret: string }> {
  const provider = entry.provider ?? guessProvider(remoteOf(repository));
  const at = host.clock.now();
  const secret = makeSecret();
  const values = {
    ...{ repositoryId: repository.id, accountId: repository.accountId, projectId: repository.projectId, provider, createdBy },
    publicId: randomBytes(20).toString('hex'),
    apiBaseUrl: checkedBase(repository, entry.apiBaseUrl ?? null),
    isCommenting: entry.isCommenting ?? true,
    ...{ createdAt: at, updatedAt: at, sealedSecret: host.secretBox.seal(secret, secretPurpose(repository.id)) },
  };
  const hook = await host.database
    .transaction((tx) => insertHook(tx, values))
    .catch((error: unknown) => {
      if (uniqueViolation(error) === null) throw error;
      throw new Fault('conflict', 'hook.already_there', `${repository.name} has a webhook already. Change it, or give it a new secret.`);
    });
  return { hook, secret };
}

/** What is left out stays. Faults: not_found `hook.not_found`; invalid `hook.api_address_refused`. */
export async function changeHook(host: Host, repository: Repository, entry: HookEntry): Promise<Hook> {
  await getHook(host, repository);
  const change = {
    ...(entry.provider === undefined ? {} : { provider: entry.provider }),
    ...(entry.apiBaseUrl === undefined ? {} : { apiBaseUrl: checkedBase(repository, entry.apiBaseUrl) }),
    ...(entry.isCommenting === undefined ? {} : { isCommenting: entry.isCommenting }),
    updatedAt: host.clock.now(),
  };
  await host.database.transaction((tx) => updateHook(tx, repository.id, change));
  return getHook(host, repository);
}

/** The old secret ends at once. Faults: not_found `hook.not_found`. */
export async function renewSecret(host: Host, repository: Repository): Promise<{ readonly hook: Hook; readonly secret: string }> {
  await getHook(host, repository);
  const secret = makeSecret();
  const sealedSecret = host.secretBox.seal(secret, secretPurpose(repository.id));
  await host.database.transaction((tx) => updateHook(tx, repository.id, { sealedSecret, updatedAt: host.clock.now() }));
  return { hook: await getHook(host, repository), secret };
}

/** Its deliveries go with it; pull requests stay. Faults: not_found `hook.not_found`. */
export async function removeHook(host: Host, repository: Repository): Promise<Hook> {
  const hook = await getHook(host, repository);
  await host.database.transaction((tx) => deleteHook(tx, repository.id));
  return hook;
}

export function findHook(host: Host, repositoryId: Id<'repository'>): Promise<Hook | null> {
  return selectHook(host.database.db, repositoryId);
}

export async function getHook(host: Host, repository: Pick<Repository, 'id' | 'name'>): Promise<Hook> {
  const hook = await findHook(host, repository.id);
  if (!hook) throw new Fault('not_found', 'hook.not_found', `${repository.name} has no webhook. Make one first.`);
  return hook;
}

/** Newest first. */
export function listDeliveries(host: Host, repositoryId: Id<'repository'>, limit: number): Promise<Delivery[]> {
  return selectDeliveries(host.database.db, repositoryId, limit);
}

/** Where the provider's API is asked; null: nowhere. */
export function apiAddressOf(hook: Pick<Hook, 'provider' | 'apiBaseUrl'>, repository: Repository): string | null {
  const remote = remoteOf(repository);
  if (remote === null || hook.provider === 'generic') return null;
  return hook.apiBaseUrl ?? apiBaseOf(hook.provider, remote);
}

export function secretPurpose(repositoryId: Id<'repository'>): string {
  return `hook.secret:${repositoryId}`;
}

export function remoteOf({ remoteUrl }: Pick<Repository, 'remoteUrl'>): RemoteUrl | null {
  return remoteUrl === null ? null : readRemoteUrl(remoteUrl);
}

function makeSecret(): string {
  return randomBytes(32).toString('hex');
}

function checkedBase(repository: Repository, apiBaseUrl: string | null): string | null {
  if (apiBaseUrl === null || apiBaseUrl.trim() === '') return null;
  const remote = remoteOf(repository);
  if (remote === null)
    throw new Fault(
      'invalid',
      'hook.api_address_refused',
      'A repository that Weft keeps itself has no provider, and so no API to be asked.',
    );
  return checkApiBase(apiBaseUrl.trim(), remote);
}
