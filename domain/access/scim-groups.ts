/** Groups of an account as its identity provider keeps them by SCIM: what SCIM once wrote, it keeps from then on. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { User } from '../identity/model.ts';
import { requireScim } from '../identity/scim-config.ts';
import { listMembers, listMembersIn } from '../identity/seat-member.ts';
import { changeGroup, createGroup, removeGroup } from './change-group.ts';
import type { Group } from './group-model.ts';
import { keepOwner } from './keep-owner.ts';
import { getGroup, listGroups } from './list-groups.ts';
import { givesAccount } from './model.ts';
import {
  deleteMembersOfGroup,
  insertMembersOfGroup,
  selectExternalIds,
  selectMembersOfGroup,
  upsertScimGroup,
} from './store-scim-groups.ts';

export interface ScimGroup {
  readonly group: Group;
  readonly externalId: string | null;
  readonly members: readonly User[];
}

/** One after the other, as they were sent. */
export interface MemberChange {
  readonly op: 'add' | 'remove' | 'replace';
  readonly userIds: readonly Id<'user'>[];
}

/** What is left out stays as it is. */
export interface ScimGroupChange {
  readonly name?: string;
  readonly externalId?: string | null;
  readonly members?: readonly MemberChange[];
}

/** Fault: forbidden `scim.disabled`. */
export async function listScimGroups(host: Host, accountId: Id<'account'>): Promise<readonly ScimGroup[]> {
  await requireScim(host, accountId);
  const [groups, externalIds, members] = await Promise.all([
    listGroups(host, accountId),
    selectExternalIds(host.database.db, accountId),
    listMembers(host, accountId),
  ]);
  const users = new Map(members.map(({ user }) => [user.id, user]));
  return groups.map((group) => ({
    group,
    externalId: externalIds.get(group.id) ?? null,
    members: group.memberIds.flatMap((id) => users.get(id) ?? []),
  }));
}

/** Faults: forbidden `scim.disabled`; not_found `group.not_found`. */
export async function getScimGroup(host: Host, accountId: Id<'account'>, groupId: Id<'group'>): Promise<ScimGroup> {
  const found = (await listScimGroups(host, accountId)).find(({ group }) => group.id === groupId);
  if (!found) throw new Fault('not_found', 'group.not_found', `There is no group ${groupId} in this account.`);
  return found;
}

/** Faults: forbidden `scim.disabled`; invalid `group.name_empty`, `scim.member_unknown`; conflict `group.name_taken`. */
export async function createScimGroup(
  host: Host,
  accountId: Id<'account'>,
  { name, ...rest }: ScimGroupChange & { readonly name: string },
): Promise<ScimGroup> {
  await requireScim(host, accountId);
  const made = await createGroup(host, accountId, { name, scimManaged: true });
  // Named apart from its members, so that somebody unknown among them does not leave half a group behind.
  await write(host, accountId, made.id, rest).catch(async (error: unknown) => {
    await removeGroup(host, accountId, made.id);
    throw error;
  });
  return getScimGroup(host, accountId, made.id);
}

/** Faults: as above, and not_found `group.not_found`; conflict `account.last_owner`; forbidden `scim.group_of_owners`. */
export async function changeScimGroup(
  host: Host,
  accountId: Id<'account'>,
  groupId: Id<'group'>,
  { name, ...rest }: ScimGroupChange,
): Promise<ScimGroup> {
  await requireScim(host, accountId);
  await requireOwnGroup(host, accountId, groupId);
  await changeGroup(host, accountId, groupId, { ...(name === undefined ? {} : { name }), scimManaged: true });
  await write(host, accountId, groupId, rest);
  return getScimGroup(host, accountId, groupId);
}

/** Faults: forbidden `scim.disabled`, `scim.group_of_owners`; not_found `group.not_found`; conflict `account.last_owner`. */
export async function removeScimGroup(host: Host, accountId: Id<'account'>, groupId: Id<'group'>): Promise<void> {
  await requireScim(host, accountId);
  await requireOwnGroup(host, accountId, groupId);
  await removeGroup(host, accountId, groupId);
}

/** Whoever holds a token for SCIM could otherwise make anybody an owner. A group that SCIM made is given the account by an owner, who knows. */
async function requireOwnGroup(host: Host, accountId: Id<'account'>, groupId: Id<'group'>): Promise<void> {
  const group = await getGroup(host, accountId, groupId);
  if (group.scimManaged || !givesAccount(group.grants)) return;
  throw new Fault(
    'forbidden',
    'scim.group_of_owners',
    `${group.name} grants the account itself, and SCIM did not make it. Say in Weft who is in it, or let an owner grant as much to a group of SCIM's own.`,
  );
}

async function write(
  host: Host,
  accountId: Id<'account'>,
  groupId: Id<'group'>,
  { externalId, members = [] }: Omit<ScimGroupChange, 'name'>,
): Promise<void> {
  await host.database.transaction((tx) =>
    keepOwner(tx, accountId, async () => {
      if (externalId !== undefined) await upsertScimGroup(tx, groupId, externalId);
      if (members.length > 0) await writeMembers(tx, accountId, groupId, members);
    }),
  );
}

async function writeMembers(tx: Tx, accountId: Id<'account'>, groupId: Id<'group'>, changes: readonly MemberChange[]): Promise<void> {
  const before = new Set(await selectMembersOfGroup(tx, groupId));
  const after = new Set(before);
  for (const { op, userIds } of changes) {
    if (op === 'replace') after.clear();
    for (const id of userIds) {
      if (op === 'remove') after.delete(id);
      else after.add(id);
    }
  }
  const joined = [...after].filter((id) => !before.has(id));
  const known = new Set((await listMembersIn(tx, accountId)).map(({ user }) => user.id));
  const unknown = joined.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw new Fault('invalid', 'scim.member_unknown', `There is no user ${unknown} in this account. Provision them first.`);
  await insertMembersOfGroup(tx, groupId, joined);
  await deleteMembersOfGroup(
    tx,
    groupId,
    [...before].filter((id) => !after.has(id)),
  );
}
