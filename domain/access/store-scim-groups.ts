/** The SQL on groups as SCIM keeps them: what the identity provider calls them, and their members all at once. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, eq, inArray } from 'drizzle-orm';
import { group, groupMember, scimGroup } from './tables.ts';

export async function selectExternalIds(db: Db, accountId: Id<'account'>): Promise<ReadonlyMap<Id<'group'>, string | null>> {
  const rows = await db
    .select({ groupId: scimGroup.groupId, externalId: scimGroup.externalId })
    .from(scimGroup)
    .innerJoin(group, eq(group.id, scimGroup.groupId))
    .where(eq(group.accountId, accountId));
  return new Map(rows.map(({ groupId, externalId }) => [groupId, externalId]));
}

export async function upsertScimGroup(tx: Tx, groupId: Id<'group'>, externalId: string | null): Promise<void> {
  await tx.insert(scimGroup).values({ groupId, externalId }).onConflictDoUpdate({ target: scimGroup.groupId, set: { externalId } });
}

export async function selectMembersOfGroup(tx: Tx, groupId: Id<'group'>): Promise<Id<'user'>[]> {
  const rows = await tx.select({ userId: groupMember.userId }).from(groupMember).where(eq(groupMember.groupId, groupId));
  return rows.map(({ userId }) => userId);
}

export async function insertMembersOfGroup(tx: Tx, groupId: Id<'group'>, userIds: readonly Id<'user'>[]): Promise<void> {
  if (userIds.length === 0) return;
  await tx
    .insert(groupMember)
    .values(userIds.map((userId) => ({ groupId, userId })))
    .onConflictDoNothing();
}

export async function deleteMembersOfGroup(tx: Tx, groupId: Id<'group'>, userIds: readonly Id<'user'>[]): Promise<void> {
  if (userIds.length > 0)
    await tx.delete(groupMember).where(and(eq(groupMember.groupId, groupId), inArray(groupMember.userId, [...userIds])));
}
