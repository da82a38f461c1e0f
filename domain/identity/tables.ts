/** The tables of identity: who there is, and what proves it. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, customType, integer, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';
import type { SignInMethod } from './events.ts';
import type { ChallengePurpose, Licence, LinkPurpose, MemberState } from './model.ts';

const bytea = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true });

export const identity = pgSchema('identity');

export const account = identity.table('account', {
  id: bigint('id', { mode: 'number' }).$type<Id<'account'>>().generatedAlwaysAsIdentity().primaryKey(),
  name: text('name').notNull(),
  isHybridEnabled: boolean('is_hybrid_enabled').notNull().default(true),
  requiresSecondFactor: boolean('requires_second_factor').notNull().default(false),
  runSlots: integer('run_slots'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const user = identity.table('user', {
  id: bigint('id', { mode: 'number' }).$type<Id<'user'>>().generatedAlwaysAsIdentity().primaryKey(),
  email: text('email').notNull(),
  firstName: text('first_name').notNull(),
  lastName: text('last_name').notNull(),
  passwordHash: text('password_hash'),
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
  userAgent: text('user_agent').notNull().default(''),
  address: text('address').notNull().default(''),
  method: text('method').$type<SignInMethod>().notNull().default('password'),
  confirmedAt: at('confirmed_at').notNull(),
});

export const guess = identity.table('guess', {
  keyHash: bytea('key_hash').primaryKey(),
  tries: integer('tries').notNull(),
  lockedUntil: at('locked_until').notNull(),
  lastAt: at('last_at').notNull(),
});

export const signInStep = identity.table('sign_in_step', {
  tokenHash: bytea('token_hash').primaryKey(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  tries: integer('tries').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const totp = identity.table('totp', {
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().primaryKey(),
  sealedSecret: text('sealed_secret').notNull(),
  confirmedAt: at('confirmed_at'),
  lastStep: bigint('last_step', { mode: 'number' }).notNull(),
  createdAt: at('created_at').notNull(),
});

export const recoveryCode = identity.table('recovery_code', {
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  codeHash: bytea('code_hash').notNull(),
  usedAt: at('used_at'),
});

export const passkey = identity.table('passkey', {
  id: bigint('id', { mode: 'number' }).$type<Id<'passkey'>>().generatedAlwaysAsIdentity().primaryKey(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  credentialId: text('credential_id').notNull(),
  publicKey: bytea('public_key').notNull(),
  counter: bigint('counter', { mode: 'number' }).notNull(),
  transports: text('transports').array().notNull(),
  name: text('name').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at'),
});

export const challenge = identity.table('challenge', {
  challengeHash: bytea('challenge_hash').primaryKey(),
  purpose: text('purpose').$type<ChallengePurpose>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>(),
  expiresAt: at('expires_at').notNull(),
});

export const link = identity.table('link', {
  tokenHash: bytea('token_hash').primaryKey(),
  purpose: text('purpose').$type<LinkPurpose>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  email: text('email'),
  madeBy: text('made_by').notNull(),
  createdAt: at('created_at').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const invitation = identity.table('invitation', {
  id: bigint('id', { mode: 'number' }).$type<Id<'invitation'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  email: text('email').notNull(),
  licence: text('licence').$type<Licence>().notNull(),
  groupIds: bigint('group_ids', { mode: 'number' }).array().$type<Id<'group'>[]>().notNull(),
  tokenHash: bytea('token_hash').notNull(),
  invitedBy: text('invited_by').notNull(),
  createdAt: at('created_at').notNull(),
  sentAt: at('sent_at').notNull(),
  expiresAt: at('expires_at').notNull(),
  redeemedAt: at('redeemed_at'),
  withdrawnAt: at('withdrawn_at'),
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

export const ssoProvider = identity.table('sso_provider', {
  id: bigint('id', { mode: 'number' }).$type<Id<'ssoProvider'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  slug: text('slug').notNull(),
  name: text('name').notNull(),
  isEnabled: boolean('is_enabled').notNull(),
  emailDomains: text('email_domains').array().notNull(),
  settings: jsonb('settings').notNull(),
  sealedClientSecret: text('sealed_client_secret'),
  vouchedByOwner: boolean('vouched_by_owner').notNull().default(false),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const ssoAttempt = identity.table('sso_attempt', {
  keyHash: bytea('key_hash').primaryKey(),
  kind: text('kind').$type<'oidc' | 'saml' | 'ticket'>().notNull(),
  providerId: bigint('provider_id', { mode: 'number' }).$type<Id<'ssoProvider'>>().notNull(),
  browserHash: bytea('browser_hash'),
  sealedContent: text('sealed_content').notNull(),
  returnPath: text('return_path').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const ssoAssertion = identity.table('sso_assertion', {
  providerId: bigint('provider_id', { mode: 'number' }).$type<Id<'ssoProvider'>>().notNull(),
  assertionHash: bytea('assertion_hash').notNull(),
  expiresAt: at('expires_at').notNull(),
});

export const ssoIdentity = identity.table('sso_identity', {
  providerId: bigint('provider_id', { mode: 'number' }).$type<Id<'ssoProvider'>>().notNull(),
  subject: text('subject').notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
});

export const ssoPolicy = identity.table('sso_policy', {
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().primaryKey(),
  isRequired: boolean('is_required').notNull(),
});

export const scimConfig = identity.table('scim_config', {
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().primaryKey(),
  isEnabled: boolean('is_enabled').notNull(),
  allowsManualChanges: boolean('allows_manual_changes').notNull(),
  controlsLicences: boolean('controls_licences').notNull(),
});

export const scimToken = identity.table('scim_token', {
  id: bigint('id', { mode: 'number' }).$type<Id<'scimToken'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  name: text('name').notNull(),
  tokenHash: bytea('token_hash').notNull(),
  createdAt: at('created_at').notNull(),
  lastUsedAt: at('last_used_at'),
  revokedAt: at('revoked_at'),
});

export const scimUser = identity.table('scim_user', {
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  userId: bigint('user_id', { mode: 'number' }).$type<Id<'user'>>().notNull(),
  externalId: text('external_id'),
  updatedAt: at('updated_at').notNull(),
});
