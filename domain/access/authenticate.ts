/** Turns what a request carries into a caller: a session, a service token, a personal token, or the bootstrap token. */
import { timingSafeEqual } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { asId } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { hashToken } from '../identity/make-token.ts';
import { findPersonalTokenBySecret } from '../identity/personal-tokens.ts';
import { findScimTokenBySecret } from '../identity/scim-config.ts';
import { listSeats } from '../identity/seat-member.ts';
import { findServiceTokenBySecret } from '../identity/service-tokens.ts';
import { findSession } from '../identity/sessions.ts';
import { callerOfServiceToken } from './grant.ts';
import { capOf, mayUseTokens } from './licence-cap.ts';
import type { Caller, HeldGrant } from './model.ts';
import { hold, holdAsMember } from './model.ts';
import { isPermission, type Permission } from './permission-sets.ts';
import { closedWithoutSso } from './require-sso.ts';
import { selectGrantsOfUser } from './store.ts';

/**
 * null: nobody we know. The bootstrap token has the owner's rights in account 1, for automation that begins with an empty Weft.
 * Faults: unauthenticated `token.expired`; forbidden `token.read_only_seat`.
 */
export async function findCallerByToken(host: Host, secret: string): Promise<Caller | null> {
  const { bootstrapToken } = host.config;
  if (bootstrapToken !== null && timingSafeEqual(hashToken(secret), hashToken(bootstrapToken))) {
    const grant = { accountId: asId<'account'>(1), permissionSet: 'owner', projectId: null, writableEnvironmentCategories: [] } as const;
    return { kind: 'bootstrap_token', userId: null, serviceTokenId: null, label: 'bootstrap token', grants: hold([grant]) };
  }
  if (secret.startsWith('dbtu_')) return findPersonalCaller(host, secret);
  if (secret.startsWith('dbts_')) return findScimCaller(host, secret);
  if (!secret.startsWith('dbtc_')) return null;
  const token = await findServiceTokenBySecret(host, secret);
  return token ? callerOfServiceToken(host, token) : null;
}

export async function findCallerBySession(host: Host, sessionToken: string): Promise<Caller | null> {
  const found = await findSession(host, sessionToken);
  if (!found) return null;
  const { user } = found;
  const closedAccountIds = new Set([...found.closedAccountIds, ...(await closedWithoutSso(host, user.id, found.session.method))]);
  const grants = (await holdingsOf(host, user.id)).filter(({ accountId }) => !closedAccountIds.has(accountId));
  return { kind: 'user', userId: user.id, serviceTokenId: null, label: user.email, grants };
}

/** Whatever the token's maker may: it is good for SCIM and for nothing else. */
async function findScimCaller(host: Host, secret: string): Promise<Caller | null> {
  const token = await findScimTokenBySecret(host, secret);
  if (!token) return null;
  const grants = hold([{ accountId: token.accountId, permissionSet: 'scim_only', projectId: null, writableEnvironmentCategories: [] }]);
  return { kind: 'service_token', userId: null, serviceTokenId: null, label: `SCIM token ${token.name}`, grants };
}

/** What the person may, in the token's account, as far as the token's scopes go. */
async function findPersonalCaller(host: Host, secret: string): Promise<Caller | null> {
  const found = await findPersonalTokenBySecret(host, secret);
  if (!found) return null;
  const { token, user } = found;
  const seat = (await listSeats(host, user.id)).find((it) => it.accountId === token.accountId);
  if (!seat) return null;
  if (!mayUseTokens(seat.licence))
    throw new Fault(
      'forbidden',
      'token.read_only_seat',
      `${user.email} has a read-only seat, which has no API access. Ask an account admin for another licence.`,
    );
  const scopes = token.scopes === null ? [] : [new Set(token.scopes.filter(isPermission))];
  const grants = (await holdingsOf(host, user.id, scopes)).filter((grant) => grant.accountId === token.accountId);
  return { kind: 'personal_token', userId: user.id, serviceTokenId: null, label: `personal token ${token.name} of ${user.email}`, grants };
}

/** Grants in an account where the person has no seat, or was deactivated, are worth nothing. */
export async function holdingsOf(host: Host, userId: Id<'user'>, caps: readonly ReadonlySet<Permission>[] = []): Promise<HeldGrant[]> {
  const [seats, grants] = await Promise.all([listSeats(host, userId), selectGrantsOfUser(host.database.db, userId)]);
  return seats.flatMap(({ accountId, licence }) => {
    const all = [capOf[licence], ...caps];
    return [
      ...hold(
        grants.filter((grant) => grant.accountId === accountId),
        all,
      ),
      holdAsMember(accountId, all),
    ];
  });
}
