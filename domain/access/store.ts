/** The SQL on grants: who holds which permission set where. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { prepareOnce } from '@weft/host/prepare-once';
import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Grant, NewGrant, WritableCategory } from './model.ts';
import { environmentCategories } from './model.ts';
import { isPermissionSet } from './permission-sets.ts';
import { groupMember, permissionGrant } from './tables.ts';

type Row = typeof permissionGrant.$inferSelect;

export interface KeptGrant extends Grant {
  readonly id: Id<'permissionGrant'>;
}

/** A permission set that this version does not know grants nothing. */
function readRow(row: Row): KeptGrant[] {
  const { id, accountId, permissionSet, projectId } = row;
  if (!isPermissionSet(permissionSet)) return [];
  const categories = row.writableEnvironmentCategories.filter(isCategory);
  return [{ id, accountId, permissionSet, projectId, writableEnvironmentCategories: categories }];
}

function isCategory(text: string): text is WritableCategory {
  return text === 'all' || environmentCategories.some((name) => name === text);
}

async function selectGrants(db: Db | Tx, where: SQL | undefined): Promise<KeptGrant[]> {
  return (await db.select().from(permissionGrant).where(where).orderBy(permissionGrant.id)).flatMap(readRow);
}

/** Their own and those of their groups, in all accounts. */
export function selectGrantsOfUser(db: Db | Tx, userId: Id<'user'>): Promise<KeptGrant[]> {
  const groups = db.select({ id: groupMember.groupId }).from(groupMember).where(eq(groupMember.userId, userId));
  return selectGrants(db, or(eq(permissionGrant.userId, userId), inArray(permissionGrant.groupId, groups)));
}

/** Asked with every request of a program. */
const grantsOfServiceToken = prepareOnce((db) =>
  db
    .select()
    .from(permissionGrant)
    .where(eq(permissionGrant.serviceTokenId, sql.placeholder('serviceTokenId')))
    .orderBy(permissionGrant.id)
    .prepare('grants_of_service_token'),
);

export async function selectGrantsOfServiceToken(db: Db, serviceTokenId: Id<'serviceToken'>): Promise<KeptGrant[]> {
  return (await grantsOfServiceToken(db).execute({ serviceTokenId })).flatMap(readRow);
}

/** What many tokens of an account hold, each under its id. */
export async function selectGrantsOfServiceTokens(db: Db, accountId: Id<'account'>): Promise<Map<Id<'serviceToken'>, KeptGrant[]>> {
  const rows = await db.select().from(permissionGrant).where(eq(permissionGrant.accountId, accountId)).orderBy(permissionGrant.id);
  return byHolder(rows, ({ serviceTokenId }) => serviceTokenId);
}

export async function selectGrantsOfGroups(db: Db | Tx, accountId: Id<'account'>): Promise<Map<Id<'group'>, KeptGrant[]>> {
  const rows = await db.select().from(permissionGrant).where(eq(permissionGrant.accountId, accountId)).orderBy(permissionGrant.id);
  return byHolder(rows, ({ groupId }) => groupId);
}

function byHolder<Holder>(rows: readonly Row[], holderOf: (row: Row) => Holder | null): Map<Holder, KeptGrant[]> {
  const found = new Map<Holder, KeptGrant[]>();
  for (const row of rows) {
    const holder = holderOf(row);
    if (holder !== null) found.set(holder, [...(found.get(holder) ?? []), ...readRow(row)]);
  }
  return found;
}

/** Those who hold one of the permission sets for the whole account, by themselves or by a group. */
export async function selectUsersWith(db: Db | Tx, accountId: Id<'account'>, sets: readonly string[]): Promise<Set<Id<'user'>>> {
  const rows = await db
    .select({ direct: permissionGrant.userId, byGroup: groupMember.userId })
    .from(permissionGrant)
    .leftJoin(groupMember, eq(groupMember.groupId, permissionGrant.groupId))
    .where(
      and(
        eq(permissionGrant.accountId, accountId),
        inArray(permissionGrant.permissionSet, [...sets]),
        isNull(permissionGrant.projectId),
        isNull(permissionGrant.serviceTokenId),
      ),
    );
  return new Set(rows.flatMap(({ direct, byGroup }) => direct ?? byGroup ?? []));
}

export type Holder = { readonly userId: Id<'user'> } | { readonly serviceTokenId: Id<'serviceToken'> } | { readonly groupId: Id<'group'> };

export async function insertGrants(tx: Tx, holder: Holder, grants: readonly NewGrant[]): Promise<void> {
  if (grants.length === 0) return;
  await tx.insert(permissionGrant).values(
    grants.map(({ writableEnvironmentCategories = [], ...rest }) => ({
      ...rest,
      ...holder,
      writableEnvironmentCategories: [...writableEnvironmentCategories],
    })),
  );
}

export async function deleteGrantsOfServiceToken(tx: Tx, serviceTokenId: Id<'serviceToken'>): Promise<void> {
  await tx.delete(permissionGrant).where(eq(permissionGrant.serviceTokenId, serviceTokenId));
}

export async function deleteGrantsOfGroup(tx: Tx, groupId: Id<'group'>): Promise<void> {
  await tx.delete(permissionGrant).where(eq(permissionGrant.groupId, groupId));
}

/** Those of groups are not theirs, and end with their membership. */
export async function deleteGrantsOfUser(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  await tx.delete(permissionGrant).where(and(eq(permissionGrant.accountId, accountId), eq(permissionGrant.userId, userId)));
}
