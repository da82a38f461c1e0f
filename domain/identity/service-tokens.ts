/** Service tokens: made once with their secret, listed without it, revoked for good. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { hashToken, makeToken } from './make-token.ts';
import type { ServiceToken } from './model.ts';
import {
  insertServiceToken,
  selectServiceTokenByHash,
  selectServiceTokens,
  updateServiceTokenName,
  updateServiceTokenRevoked,
  updateServiceTokenUse,
} from './store.ts';
import { checkExpiry, requireUnexpired } from './token-expiry.ts';

const useNoticedMilliseconds = 60_000;

/** The secret is in the answer and nowhere else: Weft keeps its hash. Grants are added by `alsoInTransaction`. */
export async function createServiceToken(
  host: Host,
  input: { accountId: Id<'account'>; name: string; createdBy: string; expiresAt?: Date | null },
  alsoInTransaction: (tx: Tx, token: ServiceToken) => Promise<void>,
): Promise<{ token: ServiceToken; secret: string }> {
  checkName(input.name);
  const expiresAt = input.expiresAt ?? null;
  checkExpiry(host.clock.now(), expiresAt);
  const secret = makeToken('dbtc_');
  const token = await host.database.transaction(async (tx) => {
    const made = await insertServiceToken(tx, {
      ...input,
      expiresAt,
      tokenHash: hashToken(secret),
      tokenHint: secret.slice(-4),
      createdAt: host.clock.now(),
    });
    await alsoInTransaction(tx, made);
    return made;
  });
  return { token, secret };
}

export function listServiceTokens(host: Host, accountId: Id<'account'>): Promise<ServiceToken[]> {
  return selectServiceTokens(host.database.db, accountId);
}

/** Faults: invalid `service_token.name_empty`; not_found `service_token.not_found`. */
export async function renameServiceToken(
  host: Host,
  accountId: Id<'account'>,
  serviceTokenId: Id<'serviceToken'>,
  name: string,
): Promise<void> {
  checkName(name);
  const wasThere = await host.database.transaction((tx) => updateServiceTokenName(tx, accountId, serviceTokenId, name));
  if (!wasThere) throw notFound(serviceTokenId);
}

export async function revokeServiceToken(host: Host, accountId: Id<'account'>, serviceTokenId: Id<'serviceToken'>): Promise<void> {
  const wasThere = await host.database.transaction((tx) => updateServiceTokenRevoked(tx, accountId, serviceTokenId, host.clock.now()));
  if (!wasThere) throw notFound(serviceTokenId);
}

function checkName(name: string): void {
  if (name.trim() === '') throw new Fault('invalid', 'service_token.name_empty', 'A service token needs a name that tells what uses it.');
}

function notFound(serviceTokenId: Id<'serviceToken'>): Fault {
  return new Fault('not_found', 'service_token.not_found', `There is no service token ${serviceTokenId} in this account.`);
}

/**
 * Its last use is noted at most once a minute: a poller must not turn every read into a write.
 * Fault: unauthenticated `token.expired`.
 */
export async function findServiceTokenBySecret(host: Host, secret: string): Promise<ServiceToken | null> {
  const token = await selectServiceTokenByHash(host.database.db, hashToken(secret));
  const at = host.clock.now();
  if (token) requireUnexpired(at, token.expiresAt, `service token ${token.name}`);
  if (token && (token.lastUsedAt === null || at.getTime() - token.lastUsedAt.getTime() > useNoticedMilliseconds))
    await updateServiceTokenUse(host.database.db, token.id, at);
  return token;
}
