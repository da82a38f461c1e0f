/** Changes a member's licence, shuts them out of an account, lets them in again, or takes them out of it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { Licence, MemberState } from '../identity/model.ts';
import { revokePersonalTokens } from '../identity/personal-tokens.ts';
import { changeSeat, unseatMember } from '../identity/seat-member.ts';
import { keepOwner } from './keep-owner.ts';
import { deleteGrantsOfUser } from './store.ts';
import { deleteGroupMembers, selectGroupIdsOfUser } from './store-groups.ts';

/** Faults: not_found `user.not_found`; conflict `account.last_owner`. */
export function changeMember(
  host: Host,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  change: { readonly licence?: Licence; readonly state?: MemberState },
): Promise<void> {
  return host.database.transaction((tx) => changeMemberIn(tx, accountId, userId, change));
}

/** Inside somebody else's transaction, such as SCIM's. */
export function changeMemberIn(
  tx: Tx,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  change: { readonly licence?: Licence; readonly state?: MemberState },
): Promise<void> {
  return keepOwner(tx, accountId, async () => {
    if (!(await changeSeat(tx, accountId, userId, change))) throw missing(userId);
  });
}

/** They lose groups, grants and personal tokens of the account; what they made stays. Faults as above. */
export function removeMember(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  return host.database.transaction((tx) => removeMemberIn(host, tx, accountId, userId));
}

export function removeMemberIn(host: Host, tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  return keepOwner(tx, accountId, async () => {
    if (!(await unseatMember(tx, accountId, userId))) throw missing(userId);
    await deleteGroupMembers(tx, userId, await selectGroupIdsOfUser(tx, accountId, userId));
    await deleteGrantsOfUser(tx, accountId, userId);
    await revokePersonalTokens(host, tx, accountId, userId);
  });
}

function missing(userId: Id<'user'>): Fault {
  return new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
}
