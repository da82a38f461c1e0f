/** Whether an identity provider keeps an account's people and groups by SCIM, how far, and with which tokens. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { hashToken, makeToken } from './make-token.ts';
import type { ScimConfig, ScimToken } from './scim-model.ts';
import {
  insertScimToken,
  selectScimConfig,
  selectScimTokenByHash,
  selectScimTokens,
  updateScimTokenRevoked,
  updateScimTokenUse,
  upsertScimConfig,
} from './store-scim.ts';

const useNoticedMilliseconds = 60_000;

const unset: ScimConfig = { isEnabled: false, allowsManualChanges: true, controlsLicences: false };

export async function getScimConfig(host: Host, accountId: Id<'account'>): Promise<ScimConfig> {
  return (await selectScimConfig(host.database.db, accountId)) ?? unset;
}

/** Whether people may change by hand who is in a group that SCIM keeps: also while SCIM is off. */
export async function allowsManualChanges(tx: Tx, accountId: Id<'account'>): Promise<boolean> {
  const config = (await selectScimConfig(tx, accountId)) ?? unset;
  return !config.isEnabled || config.allowsManualChanges;
}

export async function setScimConfig(host: Host, accountId: Id<'account'>, config: ScimConfig): Promise<void> {
  await host.database.transaction((tx) => upsertScimConfig(tx, accountId, config));
}

/** Fault: forbidden `scim.disabled`. */
export async function requireScim(host: Host, accountId: Id<'account'>): Promise<ScimConfig> {
  const config = await getScimConfig(host, accountId);
  if (!config.isEnabled)
    throw new Fault('forbidden', 'scim.disabled', 'SCIM is off in this account. Turn it on under Account settings, Single sign-on.');
  return config;
}

/** The secret is in the answer and nowhere else. Fault: invalid `scim_token.name_empty`. */
export async function createScimToken(
  host: Host,
  accountId: Id<'account'>,
  name: string,
): Promise<{ readonly token: ScimToken; readonly secret: string }> {
  if (name.trim() === '') throw new Fault('invalid', 'scim_token.name_empty', 'A SCIM token needs a name that tells what uses it.');
  const secret = makeToken('dbts_');
  const values = { accountId, name: name.trim(), tokenHash: hashToken(secret), createdAt: host.clock.now() };
  return { token: await host.database.transaction((tx) => insertScimToken(tx, values)), secret };
}

export function listScimTokens(host: Host, accountId: Id<'account'>): Promise<ScimToken[]> {
  return selectScimTokens(host.database.db, accountId);
}

/** Fault: not_found `scim_token.not_found`. */
export async function getScimToken(host: Host, accountId: Id<'account'>, tokenId: Id<'scimToken'>): Promise<ScimToken> {
  const found = (await listScimTokens(host, accountId)).find(({ id }) => id === tokenId);
  if (!found) throw missing(tokenId);
  return found;
}

/** Fault: not_found `scim_token.not_found`. */
export async function revokeScimToken(host: Host, accountId: Id<'account'>, tokenId: Id<'scimToken'>): Promise<void> {
  const wasThere = await host.database.transaction((tx) => updateScimTokenRevoked(tx, accountId, tokenId, host.clock.now()));
  if (!wasThere) throw missing(tokenId);
}

/** Its last use is noted at most once a minute. */
export async function findScimTokenBySecret(host: Host, secret: string): Promise<ScimToken | null> {
  const token = await selectScimTokenByHash(host.database.db, hashToken(secret));
  const at = host.clock.now();
  if (token && (token.lastUsedAt === null || at.getTime() - token.lastUsedAt.getTime() > useNoticedMilliseconds))
    await updateScimTokenUse(host.database.db, token.id, at);
  return token;
}

function missing(tokenId: Id<'scimToken'>): Fault {
  return new Fault('not_found', 'scim_token.not_found', `There is no SCIM token ${tokenId} in this account.`);
}
