/** Turns what a request carries into a caller: a session, a service token, or the bootstrap token. */
import { timingSafeEqual } from 'node:crypto';
import { asId } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { hashToken } from '../identity/make-token.ts';
import { findServiceTokenBySecret } from '../identity/service-tokens.ts';
import { findUserBySession } from '../identity/sign-in.ts';
import type { Caller } from './model.ts';
import { selectGrantsOfServiceToken, selectGrantsOfUser } from './store.ts';

/** null: nobody we know. The bootstrap token has the owner's rights in account 1, for automation that begins with an empty Weft. */
export async function findCallerByToken(host: Host, secret: string): Promise<Caller | null> {
  const { bootstrapToken } = host.config;
  if (bootstrapToken !== null && timingSafeEqual(hashToken(secret), hashToken(bootstrapToken))) {
    const grants = [{ accountId: asId<'account'>(1), permissionSet: 'owner', projectId: null }] as const;
    return { kind: 'bootstrap_token', userId: null, serviceTokenId: null, label: 'bootstrap token', grants };
  }
  if (!secret.startsWith('dbtc_')) return null;
  const token = await findServiceTokenBySecret(host, secret);
  if (!token) return null;
  const grants = await selectGrantsOfServiceToken(host.database.db, token.id);
  return { kind: 'service_token', userId: null, serviceTokenId: token.id, label: `service token ${token.name}`, grants };
}

export async function findCallerBySession(host: Host, sessionToken: string): Promise<Caller | null> {
  const user = await findUserBySession(host, sessionToken);
  if (!user) return null;
  const grants = await selectGrantsOfUser(host.database.db, user.id);
  return { kind: 'user', userId: user.id, serviceTokenId: null, label: user.email, grants };
}
