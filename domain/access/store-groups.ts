/** The SQL on groups, who is in them, and license maps. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Licence } from '../identity/model.ts';
import type { BuiltIn, Group, LicenseMap } from './group-model.ts';
import { group, groupMember, licenseMap } from './tables.ts';

export async function selectGroups(db: Db | Tx, accountId: Id<'account'>): Promise<Group[]> {
  return db.select().from(group).where(eq(group.accountId, accountId)).orderBy(asc(group.id));
}

/** Who is in which group, for a whole account. */
export async function selectGroupMembers(
  db: Db | Tx,
  accountId: Id<'account'>,
): Promise<{ readonly groupId: Id<'group'>; readonly userId: Id<'user'> }[]> {
  return db
    .select({ groupId: groupMember.groupId, userId: groupMember.userId })
    .from(groupMember)
    .innerJoin(group, eq(group.id, groupMember.groupId))
    .where(eq(group.accountId, accountId))
    .orderBy(asc(groupMember.groupId), asc(groupMember.userId));
}

export async function selectGroupIdsOfUser(db: Db | Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<Id<'group'>[]> {
  const rows = await db
    .select({ groupId: groupMember.groupId })
    .from(groupMember)
    .innerJoin(group, eq(group.id, groupMember.groupId))
    .where(and(eq(group.accountId, accountId), eq(groupMember.userId, userId)));
  return rows.map(({ groupId }) => groupId);
}

/** Two changes of who is in which group of an account follow each other, so that no two of them take away its last two owners. */
export async function lockGroups(tx: Tx, accountId: Id<'account'>): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('access.groups'), ${accountId}::int)`);
}

/** null: the account has a group of this name already. */
export async function insertGroup(
  tx: Tx,
  values: {
    accountId: Id<'account'>;
    name: string;
    builtIn: BuiltIn | null;
    assignByDefault: boolean;
    ssoMappingGroups: string[];
    scimManaged?: boolean;
    at: Date;
  },
): Promise<Group | null> {
  const { at, ...rest } = values;
  const [row] = await tx
    .insert(group)
    .values({ ...rest, createdAt: at, updatedAt: at })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

export async function updateGroup(
  tx: Tx,
  groupId: Id<'group'>,
  values: { name?: string; assignByDefault?: boolean; ssoMappingGroups?: string[]; scimManaged?: boolean; updatedAt: Date },
): Promise<void> {
  await tx.update(group).set(values).where(eq(group.id, groupId));
}

export async function deleteGroup(tx: Tx, groupId: Id<'group'>): Promise<void> {
  await tx.delete(group).where(eq(group.id, groupId));
}

export async function insertGroupMembers(tx: Tx, userId: Id<'user'>, groupIds: readonly Id<'group'>[]): Promise<void> {
  if (groupIds.length === 0) return;
  await tx
    .insert(groupMember)
    .values(groupIds.map((groupId) => ({ groupId, userId })))
    .onConflictDoNothing();
}

export async function deleteGroupMembers(tx: Tx, userId: Id<'user'>, groupIds: readonly Id<'group'>[]): Promise<void> {
  if (groupIds.length === 0) return;
  await tx.delete(groupMember).where(and(eq(groupMember.userId, userId), inArray(groupMember.groupId, [...groupIds])));
}

export async function selectLicenseMaps(db: Db | Tx, accountId: Id<'account'>): Promise<LicenseMap[]> {
  return db.select().from(licenseMap).where(eq(licenseMap.accountId, accountId)).orderBy(asc(licenseMap.id));
}

/** null: the account has a map for this licence already. */
export async function insertLicenseMap(
  tx: Tx,
  values: { accountId: Id<'account'>; licence: Licence; ssoLicenseMappingGroups: string[]; at: Date },
): Promise<LicenseMap | null> {
  const { at, ...rest } = values;
  const [row] = await tx
    .insert(licenseMap)
    .values({ ...rest, createdAt: at, updatedAt: at })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

/** null: another map of the account has this licence already. */
export async function updateLicenseMap(
  tx: Tx,
  licenseMapId: Id<'licenseMap'>,
  values: { licence?: Licence; ssoLicenseMappingGroups?: string[]; updatedAt: Date },
): Promise<LicenseMap | null> {
  const [row] = await tx.update(licenseMap).set(values).where(eq(licenseMap.id, licenseMapId)).returning();
  return row ?? null;
}

export async function deleteLicenseMap(tx: Tx, licenseMapId: Id<'licenseMap'>): Promise<void> {
  await tx.delete(licenseMap).where(eq(licenseMap.id, licenseMapId));
}
