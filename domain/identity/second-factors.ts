/** What a person has as second factors, and how an admin takes all of it away from who lost it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { makeRecoveryCodes } from './recovery-codes.ts';
import { endSessions } from './sessions.ts';
import { deletePasskeys, deleteTotp, type Factors, replaceRecoveryCodes, selectFactors } from './store-factors.ts';
import { selectHasPassword } from './store-links.ts';
import { selectMember, selectSeats } from './store-members.ts';

export interface Proofs extends Factors {
  readonly hasPassword: boolean;
}

export async function listProofs(host: Host, userId: Id<'user'>): Promise<Proofs> {
  const factors = await selectFactors(host.database.db, userId);
  return { ...factors, hasPassword: await selectHasPassword(host.database.db, userId) };
}

/** Those from before are good no more. Fault: conflict `second_factor.none`. */
export function renewRecoveryCodes(host: Host, userId: Id<'user'>): Promise<readonly string[]> {
  return host.database.transaction(async (tx) => {
    const { hasTotp, passkeyCount } = await selectFactors(tx, userId);
    if (!hasTotp && passkeyCount === 0)
      throw new Fault(
        'conflict',
        'second_factor.none',
        'Recovery codes stand in for a second factor, and you have none. Set one up first.',
      );
    return makeRecoveryCodes(tx, userId);
  });
}

/**
 * An admin of one account must not get into another by a person who is in both.
 * Faults: not_found `user.not_found`; forbidden `user.in_other_account`.
 */
export async function requireOwnMember(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  const { db } = host.database;
  const member = await selectMember(db, accountId, userId);
  if (!member) throw new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
  if ((await selectSeats(db, userId)).some((seat) => seat.accountId !== accountId))
    throw new Fault(
      'forbidden',
      'user.in_other_account',
      `${member.user.email} is in another account too, so how they sign in is not this account's to change. They do it in their profile.`,
    );
}

/** Ends their sessions too: whoever holds what was lost may be in one. Faults: those of `requireOwnMember`. */
export async function resetSecondFactors(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  await requireOwnMember(host, accountId, userId);
  await host.database.transaction(async (tx) => {
    await deleteTotp(tx, userId);
    await deletePasskeys(tx, userId);
    await replaceRecoveryCodes(tx, userId, []);
    await endSessions(tx, userId);
  });
}
