/** The nouns of the catalog. */
import type { Id } from '@weft/base/id';

export interface FavoriteAsset {
  readonly id: Id<'favoriteAsset'>;
  readonly accountId: Id<'account'>;
  readonly userId: Id<'user'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  /** dbt's unique id: `model.shop.orders`. */
  readonly assetId: string;
  readonly name: string;
  /** `model`, `source`, … */
  readonly assetType: string;
  readonly createdAt: Date;
}
