/** The tables of the catalog: documents of entries, and people's favourite assets. */
import type { Id } from '@weft/base/id';
import { bigint, json, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const catalog = pgSchema('catalog');

export const favoriteAsset = catalog.table('favorite_asset', {
  id: id<'favoriteAsset'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  userId: id<'user'>('user_id').notNull(),
  projectId: id<'project'>('project_id').notNull(),
  environmentId: id<'environment'>('environment_id').notNull(),
  assetId: text('asset_id').notNull(),
  name: text('name').notNull(),
  assetType: text('asset_type').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true }).notNull(),
});

export const document = catalog.table('document', {
  entryId: id<'entry'>('entry_id').primaryKey(),
  projectId: id<'project'>('project_id').notNull(),
  document: json('document').$type<unknown>().notNull(),
  code: text('code'),
  words: text('words'),
});
