/** Brings a person's mapped groups and licence in line with what their identity provider says of them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { changeSeat, findMember } from '../identity/seat-member.ts';
import type { Group } from './group-model.ts';
import { licenceOf, regroup } from './group-model.ts';
import {
  deleteGroupMembers,
  insertGroupMembers,
  lockGroups,
  selectGroupIdsOfUser,
  selectGroupMembers,
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
  const leaves: Group[] = [];
  for (const it of leave) if (it.builtIn !== 'owner' || !(await isAlone(tx, it, userId))) leaves.push(it);
  await insertGroupMembers(
    tx,
    userId,
    join.map(({ id }) => id),
  );
  await deleteGroupMembers(
    tx,
    userId,
    leaves.map(({ id }) => id),
  );
  const licence = licenceOf(await selectLicenseMaps(tx, accountId), said);
  if (licence !== null) await changeSeat(tx, accountId, userId, { licence });
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

async function isAlone(tx: Tx, { accountId, id }: Group, userId: Id<'user'>): Promise<boolean> {
  const members = (await selectGroupMembers(tx, accountId)).filter(({ groupId }) => groupId === id);
  return members.every((it) => it.userId === userId);
}
