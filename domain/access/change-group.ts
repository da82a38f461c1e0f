/** Makes, changes and deletes groups, and says what they are granted and who is in them. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { allowsManualChanges } from '../identity/scim-config.ts';
import { findMember } from '../identity/seat-member.ts';
import type { Group } from './group-model.ts';
import { keepOwner } from './keep-owner.ts';
import type { Grant } from './model.ts';
import { deleteGrantsOfGroup, insertGrants } from './store.ts';
import {
  deleteGroup,
  deleteGroupMembers,
  insertGroup,
  insertGroupMembers,
  selectGroupIdsOfUser,
  selectGroups,
  updateGroup,
} from './store-groups.ts';

export interface GroupChange {
  readonly name?: string;
  readonly assignByDefault?: boolean;
  readonly ssoMappingGroups?: readonly string[];
  /** Set by SCIM, which keeps the group's members from then on. */
  readonly scimManaged?: boolean;
}

/** Faults: invalid `group.name_empty`; conflict `group.name_taken`. */
export async function createGroup(
  host: Host,
  accountId: Id<'account'>,
  { name, assignByDefault = false, ssoMappingGroups = [], scimManaged = false }: GroupChange & { readonly name: string },
): Promise<Group> {
  const values = { accountId, name: readName(name), builtIn: null, assignByDefault, scimManaged, at: host.clock.now() };
  const made = await host.database.transaction((tx) => insertGroup(tx, { ...values, ssoMappingGroups: readMapping(ssoMappingGroups) }));
  if (!made) throw taken(values.name);
  return made;
}

/** Faults: not_found `group.not_found`; invalid `group.name_empty`; conflict `group.name_taken`. */
export async function changeGroup(host: Host, accountId: Id<'account'>, groupId: Id<'group'>, change: GroupChange): Promise<void> {
  const name = change.name === undefined ? undefined : readName(change.name);
  await host.database.transaction(async (tx) => {
    const groups = await selectGroups(tx, accountId);
    requireGroup(groups, groupId);
    const isTaken = groups.some((it) => it.id !== groupId && it.name.toLowerCase() === name?.toLowerCase());
    if (name !== undefined && isTaken) throw taken(name);
    const { assignByDefault, scimManaged } = change;
    const mapping = change.ssoMappingGroups === undefined ? {} : { ssoMappingGroups: readMapping(change.ssoMappingGroups) };
    await updateGroup(tx, groupId, { name, assignByDefault, scimManaged, ...mapping, updatedAt: host.clock.now() });
  });
}

/** Its members lose what it granted. Faults: not_found `group.not_found`; conflict `account.last_owner`. */
export async function removeGroup(host: Host, accountId: Id<'account'>, groupId: Id<'group'>): Promise<void> {
  await host.database.transaction((tx) =>
    keepOwner(tx, accountId, async () => {
      requireGroup(await selectGroups(tx, accountId), groupId);
      await deleteGroup(tx, groupId);
    }),
  );
}

/** Instead of all that it had. Faults: not_found `group.not_found`; conflict `account.last_owner`. */
export async function replaceGroupGrants(
  host: Host,
  accountId: Id<'account'>,
  groupId: Id<'group'>,
  grants: readonly Grant[],
): Promise<void> {
  await host.database.transaction((tx) =>
    keepOwner(tx, accountId, async () => {
      requireGroup(await selectGroups(tx, accountId), groupId);
      await deleteGrantsOfGroup(tx, groupId);
      await insertGrants(tx, { groupId }, grants);
      await updateGroup(tx, groupId, { updatedAt: host.clock.now() });
    }),
  );
}

/** The person is in these groups of the account and in no other. Faults: not_found `user.not_found`, `group.not_found`; conflict `account.last_owner`, `group.scim_managed`. */
export async function assignGroups(
  host: Host,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  desired: readonly Id<'group'>[],
): Promise<{ readonly joined: readonly Id<'group'>[]; readonly left: readonly Id<'group'>[] }> {
  return host.database.transaction((tx) =>
    keepOwner(tx, accountId, async () => {
      if (!(await findMember(tx, accountId, userId)))
        throw new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
      const groups = await selectGroups(tx, accountId);
      for (const id of desired) requireGroup(groups, id);
      const current = await selectGroupIdsOfUser(tx, accountId, userId);
      const left = current.filter((id) => !desired.includes(id));
      const joined = desired.filter((id) => !current.includes(id));
      const changed = groups.filter(({ id }) => left.includes(id) || joined.includes(id));
      await requireByHand(tx, accountId, changed);
      await deleteGroupMembers(tx, userId, left);
      await insertGroupMembers(tx, userId, joined);
      return { joined, left };
    }),
  );
}

/** Where SCIM alone says who is in its groups, a change by hand would be undone by its next word. */
async function requireByHand(tx: Tx, accountId: Id<'account'>, groups: readonly Group[]): Promise<void> {
  const [kept] = groups.filter(({ scimManaged }) => scimManaged);
  if (kept === undefined || (await allowsManualChanges(tx, accountId))) return;
  throw new Fault(
    'conflict',
    'group.scim_managed',
    `The identity provider keeps who is in ${kept.name}. Change it there, or allow changes by hand under Account settings, Single sign-on.`,
  );
}

function requireGroup(groups: readonly Group[], groupId: Id<'group'>): void {
  if (!groups.some(({ id }) => id === groupId))
    throw new Fault('not_found', 'group.not_found', `There is no group ${groupId} in this account.`);
}

function readName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '') throw new Fault('invalid', 'group.name_empty', 'A group needs a name.');
  return trimmed;
}

function readMapping(names: readonly string[]): string[] {
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ''))];
}

function taken(name: string): Fault {
  return new Fault('conflict', 'group.name_taken', `There is a group "${name}" in this account already. Choose another name.`);
}
