/** The only SQL on access.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { eq, type SQL } from 'drizzle-orm';
import type { Grant } from './model.ts';
import { isPermissionSet } from './permission-sets.ts';
import { permissionGrant } from './tables.ts';

/** A permission set that this version does not know grants nothing. */
async function selectGrants(db: Db | Tx, where: SQL): Promise<Grant[]> {
  const rows = await db.select().from(permissionGrant).where(where).orderBy(permissionGrant.id);
  return rows.flatMap((row) =>
    isPermissionSet(row.permissionSet) ? [{ accountId: row.accountId, permissionSet: row.permissionSet, projectId: row.projectId }] : [],
  );
}

export function selectGrantsOfUser(db: Db | Tx, userId: Id<'user'>): Promise<Grant[]> {
  return selectGrants(db, eq(permissionGrant.userId, userId));
}

export function selectGrantsOfServiceToken(db: Db | Tx, serviceTokenId: Id<'serviceToken'>): Promise<Grant[]> {
  return selectGrants(db, eq(permissionGrant.serviceTokenId, serviceTokenId));
}

export async function insertGrants(
  tx: Tx,
  subject: { userId: Id<'user'> } | { serviceTokenId: Id<'serviceToken'> },
  grants: readonly Grant[],
): Promise<void> {
  if (grants.length > 0) await tx.insert(permissionGrant).values(grants.map((grant) => ({ ...grant, ...subject })));
}

export async function deleteGrantsOfServiceToken(tx: Tx, serviceTokenId: Id<'serviceToken'>): Promise<void> {
  await tx.delete(permissionGrant).where(eq(permissionGrant.serviceTokenId, serviceTokenId));
}
