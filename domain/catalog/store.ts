/** The only SQL on catalog.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq } from 'drizzle-orm';
import type { FavoriteAsset } from './model.ts';
import { favoriteAsset } from './tables.ts';

export async function selectFavorites(db: Db, accountId: Id<'account'>, userId: Id<'user'>): Promise<FavoriteAsset[]> {
  return db
    .select()
    .from(favoriteAsset)
    .where(and(eq(favoriteAsset.accountId, accountId), eq(favoriteAsset.userId, userId)))
    .orderBy(asc(favoriteAsset.id));
}

/** Null: it is one already. */
export async function insertFavorite(tx: Tx, values: Omit<FavoriteAsset, 'id'>): Promise<FavoriteAsset | null> {
  const [row] = await tx.insert(favoriteAsset).values(values).onConflictDoNothing().returning();
  return row ?? null;
}

export async function deleteFavorite(tx: Tx, id: Id<'favoriteAsset'>): Promise<void> {
  await tx.delete(favoriteAsset).where(eq(favoriteAsset.id, id));
}
