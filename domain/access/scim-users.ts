/** People of an account as its identity provider keeps them by SCIM: found, taken in, changed, shut out, and let go. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { changeScimPerson, noteScimUser, scimFactsOf, takeScimPerson } from '../identity/keep-scim-person.ts';
import type { Licence, Member } from '../identity/model.ts';
import { requireScim } from '../identity/scim-config.ts';
import { findMember, listMembers } from '../identity/seat-member.ts';
import { endSessions } from '../identity/sessions.ts';
import { addMember } from './add-member.ts';
import { changeMemberIn, removeMemberIn } from './change-member.ts';
import { givesAccount } from './model.ts';
import { selectGrantsOfUser } from './store.ts';
import { selectGroupMembers, selectGroups } from './store-groups.ts';

export interface ScimUser {
  readonly member: Member;
  readonly externalId: string | null;
  readonly groups: readonly { readonly id: Id<'group'>; readonly name: string }[];
  readonly updatedAt: Date;
}

/** What is left out stays as it is. */
export interface ScimUserChange {
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly externalId?: string | null;
  readonly isActive?: boolean;
  /** Heeded where SCIM controls licences. */
  readonly licence?: Licence;
}

/** Fault: forbidden `scim.disabled`. */
export async function listScimUsers(host: Host, accountId: Id<'account'>): Promise<readonly ScimUser[]> {
  await requireScim(host, accountId);
  const { db } = host.database;
  const [members, facts, groups, memberships] = await Promise.all([
    listMembers(host, accountId),
    scimFactsOf(db, accountId),
    selectGroups(db, accountId),
    selectGroupMembers(db, accountId),
  ]);
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  const groupsOf = new Map<Id<'user'>, { readonly id: Id<'group'>; readonly name: string }[]>();
  for (const { userId, groupId } of memberships)
    groupsOf.set(userId, [...(groupsOf.get(userId) ?? []), { id: groupId, name: names.get(groupId) ?? '' }]);
  return members.map((member) => {
    const fact = facts.get(member.user.id);
    const updatedAt = fact?.updatedAt ?? member.createdAt;
    return { member, externalId: fact?.externalId ?? null, groups: groupsOf.get(member.user.id) ?? [], updatedAt };
  });
}

/** Faults: forbidden `scim.disabled`; not_found `user.not_found`. */
export async function getScimUser(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<ScimUser> {
  const found = (await listScimUsers(host, accountId)).find(({ member }) => member.user.id === userId);
  if (!found) throw missing(userId);
  return found;
}

/** Faults: forbidden `scim.disabled`; invalid `scim.user_name_invalid`; conflict `scim.user_exists`. */
export async function createScimUser(
  host: Host,
  accountId: Id<'account'>,
  user: ScimUserChange & { readonly email: string },
): Promise<ScimUser> {
  const config = await requireScim(host, accountId);
  const { email, firstName = '', lastName = '', externalId = null, isActive = true } = user;
  const userId = await host.database.transaction(async (tx) => {
    const taken = await takeScimPerson(host, tx, accountId, { email, firstName, lastName });
    const licence = config.controlsLicences ? (user.licence ?? 'developer') : 'developer';
    await addMember(host, tx, { accountId, userId: taken, licence });
    if (!isActive) await changeMemberIn(tx, accountId, taken, { state: 'deactivated' });
    await noteScimUser(host, tx, accountId, taken, { externalId });
    return taken;
  });
  return getScimUser(host, accountId, userId);
}

/**
 * Who is shut out loses their sessions at once.
 * Faults: as above, and not_found `user.not_found`; conflict `scim.user_shared`, `account.last_owner`; forbidden `scim.address_of_owner`.
 */
export async function changeScimUser(host: Host, accountId: Id<'account'>, userId: Id<'user'>, change: ScimUserChange): Promise<ScimUser> {
  const config = await requireScim(host, accountId);
  await host.database.transaction(async (tx) => {
    const member = await requireMember(tx, accountId, userId);
    const { email, firstName, lastName, externalId, isActive, licence } = change;
    if (email !== undefined && email !== member.user.email) await requireNoOwner(tx, accountId, member);
    await changeScimPerson(tx, accountId, member.user, {
      ...(email === undefined ? {} : { email }),
      ...(firstName === undefined ? {} : { firstName }),
      ...(lastName === undefined ? {} : { lastName }),
    });
    const seat = {
      ...(licence === undefined || !config.controlsLicences ? {} : { licence }),
      ...(isActive === undefined ? {} : { state: isActive ? ('active' as const) : ('deactivated' as const) }),
    };
    if (Object.keys(seat).length > 0) await changeMemberIn(tx, accountId, userId, seat);
    if (isActive === false) await endSessions(tx, userId);
    await noteScimUser(host, tx, accountId, userId, externalId === undefined ? {} : { externalId });
  });
  return getScimUser(host, accountId, userId);
}

/** Out of the account, with all that they held in it. Faults: forbidden `scim.disabled`; not_found `user.not_found`; conflict `account.last_owner`. */
export async function removeScimUser(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  await requireScim(host, accountId);
  await host.database.transaction(async (tx) => {
    await requireMember(tx, accountId, userId);
    await removeMemberIn(host, tx, accountId, userId);
    await endSessions(tx, userId);
  });
}

/** A new password is mailed to the address, so whoever sets the address of an owner becomes one. */
async function requireNoOwner(tx: Tx, accountId: Id<'account'>, { user }: Member): Promise<void> {
  const grants = await selectGrantsOfUser(tx, user.id);
  if (!givesAccount(grants.filter((grant) => grant.accountId === accountId))) return;
  throw new Fault(
    'forbidden',
    'scim.address_of_owner',
    `${user.email} is an owner of the account, whose address nobody else changes. They do it in their profile.`,
  );
}

async function requireMember(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<Member> {
  const member = await findMember(tx, accountId, userId);
  if (!member) throw missing(userId);
  return member;
}

function missing(userId: Id<'user'>): Fault {
  return new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
}
