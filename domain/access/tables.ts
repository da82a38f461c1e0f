/** The tables of access: who holds which permission set where, the groups that people hold them by, and the licences that identity providers' groups give. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { Licence } from '../identity/model.ts';
import type { BuiltIn } from './group-model.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const access = pgSchema('access');

export const permissionGrant = access.table('permission_grant', {
  id: bigint('id', { mode: 'number' }).$type<Id<'permissionGrant'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>(),
  serviceTokenId: bigint('service_token_id', { mode: 'number' }).$type<Id<'serviceToken'>>(),
  groupId: bigint('group_id', { mode: 'number' }).$type<Id<'group'>>(),
  permissionSet: text('permission_set').notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>(),
  writableEnvironmentCategories: text('writable_environment_categories').array().notNull().default([]),
});

export const group = access.table('group', {
  id: bigint('id', { mode: 'number' }).$type<Id<'group'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  name: text('name').notNull(),
  builtIn: text('built_in').$type<BuiltIn>(),
  assignByDefault: boolean('assign_by_default').notNull(),
  scimManaged: boolean('scim_managed').notNull().default(false),
  ssoMappingGroups: text('sso_mapping_groups').array().notNull().default([]),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const groupMember = access.table('group_member', {
  groupId: bigint('group_id', { mode: 'number' }).$type<Id<'group'>>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
});

export const licenseMap = access.table('license_map', {
  id: bigint('id', { mode: 'number' }).$type<Id<'licenseMap'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  licence: text('licence').$type<Licence>().notNull(),
  ssoLicenseMappingGroups: text('sso_license_mapping_groups').array().notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const scimGroup = access.table('scim_group', {
  groupId: bigint('group_id', { mode: 'number' }).$type<Id<'group'>>().primaryKey(),
  externalId: text('external_id'),
});
