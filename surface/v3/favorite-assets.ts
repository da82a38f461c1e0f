/** A person's favourite assets: the official list, and Weft's own addresses to change it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { dropFavorite, keepFavorite, listFavorites } from '@weft/domain/catalog/favorite-assets';
import type { FavoriteAsset } from '@weft/domain/catalog/model';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const asked = z.unknown().optional();
const own = '/api/weft/accounts/:accountId/favorite-assets/';

function present(it: FavoriteAsset) {
  const at = wireTimestamp(it.createdAt);
  return {
    ...{ id: it.id, created_at: at, updated_at: at, project_id: it.projectId, environment_id: it.environmentId },
    ...{ asset_id: it.assetId, name: it.name, platform: 'dbt', asset_type: it.assetType },
  };
}

/** A service token is nobody, and has no favourites. */
function requireUser({ userId, label }: Caller): Id<'user'> {
  if (userId === null)
    throw new Fault('forbidden', 'favorite_asset.of_people_only', `${label} is a token of the account. Favourites are people's: sign in.`);
  return userId;
}

export const favoriteAssetRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/favorite-assets/',
    needs: 'metadata:read',
    isList: true,
    input: z.object({ accountId, query: pageSchema.extend({ environment_id: asked, project_id: asked, user_id: asked }) }),
    // Whatever `user_id` says: nobody sees another person's.
    answer: async (host, { accountId, query }, { caller }) => {
      const isOfEnvironment = amongNumbers('environment_id', query.environment_id);
      const isOfProject = amongNumbers('project_id', query.project_id);
      const isOfUser = amongNumbers('user_id', query.user_id);
      const all = caller.userId === null ? [] : await listFavorites(host, accountId, caller.userId);
      return listedFrom(
        all.filter((it) => isOfEnvironment(it.environmentId) && isOfProject(it.projectId) && isOfUser(it.userId)),
        query,
        present,
      );
    },
  }),
  route({
    method: 'POST',
    path: own,
    summary: 'Keep an asset at hand',
    needs: 'metadata:read',
    isList: true,
    status: 201,
    input: z.object({ accountId, body: z.object({ environment_id: idSchema<'environment'>(), asset_id: z.string().max(1000) }) }),
    changes: null,
    answer: async (host, { accountId, body }, { caller }) =>
      present(
        await keepFavorite(host, { accountId, userId: requireUser(caller), environmentId: body.environment_id, assetId: body.asset_id }),
      ),
  }),
  route({
    method: 'DELETE',
    path: `${own}:favoriteAssetId/`,
    summary: 'Keep an asset at hand no longer',
    needs: 'metadata:read',
    isList: true,
    input: z.object({ accountId, favoriteAssetId: idSchema<'favoriteAsset'>() }),
    changes: null,
    answer: async (host, { accountId, favoriteAssetId }, { caller }) =>
      dropFavorite(host, { accountId, userId: requireUser(caller), id: favoriteAssetId }).then(() => null),
  }),
];
