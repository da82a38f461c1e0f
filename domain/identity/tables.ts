/** The tables of identity: who there is, and what proves it. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, customType, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { Licence, MemberState } from './model.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

export const identity = pgSchema('identity');

export const account = identity.table('account', {
  id: bigint('id', { mode: 'number' }).$type<Id<'account'>>().generatedAlwaysAsIdentity().primaryKey(),
  name: text('name').notNull(),
  isHybridEnabled: boolean('is_hybrid_enabled').notNull().default(true),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const user = identity.table('user', {
  id: bigint('id', { mode: 'number' }).$type<Id<'user'>>().generatedAlwaysAsIdentity().primaryKey(),
  email: text('email').notNull(),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  passwordHash: text('password_hash').notNull(),
  createdAt: at('created_at').notNull(),
  lastLoginAt: at('last_login_at'),
});

export const membership = identity.table('membership', {
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  createdAt: at('created_at').notNull(),
  licence: text('licence').$type<Licence>().notNull().default('developer'),
  state: text('state').$type<MemberState>().notNull().default('active'),
});

export const session = identity.table('session', {
  id: bigint('id', { mode: 'number' }).$type<Id<'session'>>().generatedAlwaysAsIdentity().primaryKey(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  tokenHash: bytea('token_hash').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const serviceToken = identity.table('service_token', {
  id: bigint('id', { mode: 'number' }).$type<Id<'serviceToken'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  name: text('name').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  tokenHint: text('token_hint').notNull(),
  createdBy: text('created_by').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at'),
  revokedAt: at('revoked_at'),
  expiresAt: at('expires_at'),
});

export const personalToken = identity.table('personal_token', {
  id: bigint('id', { mode: 'number' }).$type<Id<'personalToken'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  name: text('name').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  tokenHint: text('token_hint').notNull(),
  scopes: text('scopes').array(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  expiresAt: at('expires_at'),
  lastUsedAt: at('last_used_at'),
  revokedAt: at('revoked_at'),
});
