/** Questions about groups: who is in them, and what they are granted. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Group } from './group-model.ts';
import { type KeptGrant, selectGrantsOfGroups } from './store.ts';
import { selectGroupMembers, selectGroups } from './store-groups.ts';

export interface GroupDetails extends Group {
  readonly grants: readonly KeptGrant[];
  readonly memberIds: readonly Id<'user'>[];
}

export async function listGroups(host: Host, accountId: Id<'account'>): Promise<GroupDetails[]> {
  const { db } = host.database;
  const [groups, grants, members] = await Promise.all([
    selectGroups(db, accountId),
    selectGrantsOfGroups(db, accountId),
    selectGroupMembers(db, accountId),
  ]);
  return groups.map((it) => ({
    ...it,
    grants: grants.get(it.id) ?? [],
    memberIds: members.filter(({ groupId }) => groupId === it.id).map(({ userId }) => userId),
  }));
}

/** Fault: not_found `group.not_found`. */
export async function getGroup(host: Host, accountId: Id<'account'>, groupId: Id<'group'>): Promise<GroupDetails> {
  const found = (await listGroups(host, accountId)).find(({ id }) => id === groupId);
  if (!found) throw new Fault('not_found', 'group.not_found', `There is no group ${groupId} in this account.`);
  return found;
}
