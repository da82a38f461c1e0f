/** Personal tokens: made once with their secret, listed without it, rotated, revoked for good. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { hashToken, makeToken } from './make-token.ts';
import type { PersonalToken, User } from './model.ts';
import {
  insertPersonalToken,
  selectPersonalTokenByHash,
  selectPersonalTokens,
  updatePersonalTokenRevoked,
  updatePersonalTokenSecret,
  updatePersonalTokensRevoked,
  updatePersonalTokenUse,
} from './store-personal-tokens.ts';
import { checkExpiry, requireUnexpired } from './token-expiry.ts';

const useNoticedMilliseconds = 60_000;

export interface NewPersonalToken {
  readonly accountId: Id<'account'>;
  readonly userId: Id<'user'>;
  readonly name: string;
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
}

/** The secret is in the answer and nowhere else. Faults: invalid `personal_token.name_empty`, `token.expiry_past`. */
export async function createPersonalToken(host: Host, input: NewPersonalToken): Promise<{ token: PersonalToken; secret: string }> {
  if (input.name.trim() === '')
    throw new Fault('invalid', 'personal_token.name_empty', 'A personal token needs a name that tells what uses it.');
  const at = host.clock.now();
  checkExpiry(at, input.expiresAt);
  const secret = makeToken('dbtu_');
  const token = await host.database.transaction((tx) =>
    insertPersonalToken(tx, {
      ...input,
      scopes: input.scopes === null ? null : [...input.scopes],
      ...{ tokenHash: hashToken(secret), tokenHint: secret.slice(-4), createdAt: at, updatedAt: at },
    }),
  );
  return { token, secret };
}

/** Not the revoked ones. */
export function listPersonalTokens(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<PersonalToken[]> {
  return selectPersonalTokens(host.database.db, accountId, userId);
}

/** Fault: not_found `personal_token.not_found`. */
export async function getPersonalToken(
  host: Host,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  personalTokenId: Id<'personalToken'>,
): Promise<PersonalToken> {
  const token = (await listPersonalTokens(host, accountId, userId)).find(({ id }) => id === personalTokenId);
  if (!token) throw new Fault('not_found', 'personal_token.not_found', `There is no personal token ${personalTokenId} of this user.`);
  return token;
}

/** Another secret for the same token; the old one is refused from then on. */
export async function rotatePersonalToken(host: Host, token: PersonalToken): Promise<{ token: PersonalToken; secret: string }> {
  const secret = makeToken('dbtu_');
  const at = host.clock.now();
  const tokenHint = secret.slice(-4);
  await host.database.transaction((tx) =>
    updatePersonalTokenSecret(tx, token.id, { tokenHash: hashToken(secret), tokenHint, updatedAt: at }),
  );
  return { token: { ...token, tokenHint, updatedAt: at }, secret };
}

export async function revokePersonalToken(host: Host, token: PersonalToken): Promise<void> {
  await host.database.transaction((tx) => updatePersonalTokenRevoked(tx, token.id, host.clock.now()));
}

/** All that a person has in an account: who leaves it must not come back by one of them. */
export function revokePersonalTokens(host: Host, tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  return updatePersonalTokensRevoked(tx, accountId, userId, host.clock.now());
}

/** As with service tokens, a use is noted at most once a minute. Fault: unauthenticated `token.expired`. */
export async function findPersonalTokenBySecret(host: Host, secret: string): Promise<{ token: PersonalToken; user: User } | null> {
  const found = await selectPersonalTokenByHash(host.database.db, hashToken(secret));
  if (!found) return null;
  const at = host.clock.now();
  const { token } = found;
  requireUnexpired(at, token.expiresAt, `personal token ${token.name}`);
  if (token.lastUsedAt === null || at.getTime() - token.lastUsedAt.getTime() > useNoticedMilliseconds)
    await updatePersonalTokenUse(host.database.db, token.id, at);
  return found;
}
