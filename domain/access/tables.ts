/** The one table of access: who holds which permission set where. */
import type { Id } from '@weft/base/id';
import { bigint, pgSchema, text } from 'drizzle-orm/pg-core';

export const access = pgSchema('access');

export const permissionGrant = access.table('permission_grant', {
  id: bigint('id', { mode: 'number' }).$type<Id<'permissionGrant'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>(),
  serviceTokenId: bigint('service_token_id', { mode: 'number' }).$type<Id<'serviceToken'>>(),
  permissionSet: text('permission_set').notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>(),
});
