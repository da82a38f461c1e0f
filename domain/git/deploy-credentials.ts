/** Deploy credentials: let a machine read one managed repository, or push to it too, and do nothing else. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type Caller, hold } from '../access/model.ts';
import { hashToken, makeToken } from '../identity/make-token.ts';
import { getRepository } from './find-repository.ts';
import type { Repository } from './model.ts';
import {
  type DeployCredential,
  insertCredential,
  selectCredentialByHash,
  selectCredentials,
  updateCredential,
} from './store-credentials.ts';

const useNoticedMilliseconds = 60_000;

/** The secret is in the answer and nowhere else: Weft keeps its hash. Faults: invalid `deploy_credential.name_invalid`, `repository.not_managed`. */
export async function makeDeployCredential(
  host: Host,
  repository: Repository,
  given: { readonly name: string; readonly mayPush: boolean; readonly createdBy: string },
): Promise<{ readonly credential: DeployCredential; readonly secret: string }> {
  const name = given.name.trim();
  if (name === '' || name.length > 255)
    throw new Fault('invalid', 'deploy_credential.name_invalid', 'A deploy credential needs a name that tells what uses it.');
  if (repository.remoteUrl !== null)
    throw new Fault(
      'invalid',
      'repository.not_managed',
      `${repository.name} lies elsewhere: who may clone it is decided there. Make a credential at ${repository.remoteUrl}.`,
    );
  const secret = makeToken('wfd_');
  const credential = await insertCredential(host.database.db, {
    ...{ repositoryId: repository.id, name, mayPush: given.mayPush, createdBy: given.createdBy },
    ...{ tokenHash: hashToken(secret), tokenHint: secret.slice(-4), createdAt: host.clock.now() },
  });
  return { credential, secret };
}

export function listDeployCredentials(host: Host, repositoryId: Id<'repository'>): Promise<DeployCredential[]> {
  return selectCredentials(host.database.db, repositoryId);
}

/** Faults: not_found `deploy_credential.not_found`. */
export async function revokeDeployCredential(host: Host, repositoryId: Id<'repository'>, id: Id<'deployCredential'>): Promise<void> {
  if (!(await updateCredential(host.database.db, { repositoryId, id }, { revokedAt: host.clock.now() })))
    throw new Fault('not_found', 'deploy_credential.not_found', `There is no deploy credential ${id} of this repository.`);
}

/** Whoever shows its secret, as a caller whose rights end at its repository; null: nobody we know. Only the doors of git ask. */
export async function findCallerByDeployCredential(host: Host, secret: string): Promise<Caller | null> {
  if (!secret.startsWith('wfd_')) return null;
  const found = await selectCredentialByHash(host.database.db, hashToken(secret));
  if (!found) return null;
  const repository = await getRepository(host, found.repositoryId);
  // A project may have another repository by now, for which the credential was not made.
  if (repository.deletedAt !== null || repository.remoteUrl !== null) return null;
  const at = host.clock.now();
  if (found.lastUsedAt === null || at.getTime() - found.lastUsedAt.getTime() > useNoticedMilliseconds)
    await updateCredential(host.database.db, found, { lastUsedAt: at });
  const { accountId, projectId } = repository;
  const cap = new Set(found.mayPush ? (['repositories:read', 'repositories:write'] as const) : (['repositories:read'] as const));
  const grant = { accountId, projectId, permissionSet: 'git_admin', writableEnvironmentCategories: [] } as const;
  return {
    ...{ kind: 'deploy_credential', userId: null, serviceTokenId: null, label: `deploy credential ${found.name}` },
    grants: hold([grant], [cap]),
  };
}
