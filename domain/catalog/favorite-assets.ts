/** What a person keeps at hand. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getEnvironment } from '../projects/environments.ts';
import type { FavoriteAsset } from './model.ts';
import { deleteFavorite, insertFavorite, selectFavorites } from './store.ts';

export function listFavorites(host: Host, accountId: Id<'account'>, userId: Id<'user'>): Promise<FavoriteAsset[]> {
  return selectFavorites(host.database.db, accountId, userId);
}

/** Keeping what is kept already answers what is there. Faults: invalid `favorite_asset.invalid`; not_found `environment.not_found`. */
export async function keepFavorite(
  host: Host,
  of: {
    readonly accountId: Id<'account'>;
    readonly userId: Id<'user'>;
    readonly environmentId: Id<'environment'>;
    readonly assetId: string;
  },
): Promise<FavoriteAsset> {
  const { projectId } = await getEnvironment(host, of.accountId, of.environmentId);
  const [assetType, , name] = of.assetId.split('.');
  if (!assetType || !name || of.assetId.length > 1000)
    throw new Fault(
      'invalid',
      'favorite_asset.invalid',
      `"${of.assetId.slice(0, 100)}" is not a unique id of dbt, such as model.shop.orders.`,
    );
  const values = { ...of, projectId, name, assetType, createdAt: host.clock.now() };
  const made = await host.database.transaction((tx) => insertFavorite(tx, values));
  if (made) return made;
  const kept = (await listFavorites(host, of.accountId, of.userId)).find(
    (it) => it.environmentId === of.environmentId && it.assetId === of.assetId,
  );
  if (!kept) throw new Error(`the favourite ${of.assetId} is neither new nor there`);
  return kept;
}

/** Faults: not_found `favorite_asset.not_found`, also for another person's. */
export async function dropFavorite(
  host: Host,
  of: { readonly accountId: Id<'account'>; readonly userId: Id<'user'>; readonly id: Id<'favoriteAsset'> },
): Promise<void> {
  const kept = (await listFavorites(host, of.accountId, of.userId)).find((it) => it.id === of.id);
  if (!kept) throw new Fault('not_found', 'favorite_asset.not_found', `You have no favourite ${of.id}.`);
  await host.database.transaction((tx) => deleteFavorite(tx, of.id));
}
