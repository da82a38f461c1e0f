/** Brings a person's mapped groups and licence in line with what their identity provider says of them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { changeSeat, findMember } from '../identity/seat-member.ts';
import type { Group } from './group-model.ts';
import { licenceOf, regroup } from './group-model.ts';
import { hasOwnerIn } from './keep-owner.ts';
import {
  deleteGroupMembers,
  insertGroupMembers,
  lockGroups,
  selectGroupIdsOfUser,
  selectGroups,
  selectLicenseMaps,
} from './store-groups.ts';

export interface SignInClaims {
  readonly accountId: Id<'account'>;
  /** A member of the account: see `addMember`. */
  readonly userId: Id<'user'>;
  /** As the provider writes them; compared letter for letter. */
  readonly idpGroups: readonly string[];
}

/**
 * Applied at every sign-in (dbt Cloud docs, "users and licences"): the person is in exactly those mapped groups of which they are in one of the
 * provider's; groups without a mapping stay. With license maps, the licence is what they give, and developer where several or none match.
 * The last owner stays an owner, whatever the provider says: nobody could let them in again.
 * Faults: not_found `user.not_found`; forbidden `user.deactivated`.
 */
export async function mapSignIn(_host: Host, tx: Tx, { accountId, userId, idpGroups }: SignInClaims): Promise<void> {
  await requireActive(tx, accountId, userId);
  await lockGroups(tx, accountId);
  const said = new Set(idpGroups);
  const groups = await selectGroups(tx, accountId);
  const current = new Set(await selectGroupIdsOfUser(tx, accountId, userId));
  const { join, leave } = regroup(groups, current, said);
  await insertGroupMembers(tx, userId, ids(join));
  const hadOwner = await hasOwnerIn(tx, accountId);
  await deleteGroupMembers(tx, userId, ids(leave));
  const licence = licenceOf(await selectLicenseMaps(tx, accountId), said);
  if (licence !== null) await changeSeat(tx, accountId, userId, { licence });
  if (!hadOwner || (await hasOwnerIn(tx, accountId))) return;
  await insertGroupMembers(tx, userId, ids(leave));
  await changeSeat(tx, accountId, userId, { licence: 'developer' });
}

function ids(groups: readonly Group[]): Id<'group'>[] {
  return groups.map(({ id }) => id);
}

async function requireActive(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  const member = await findMember(tx, accountId, userId);
  if (!member) throw new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
  if (member.state === 'deactivated')
    throw new Fault(
      'forbidden',
      'user.deactivated',
      `${member.user.email} is deactivated in this account. Ask an account admin to activate them.`,
    );
}
