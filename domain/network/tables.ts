/** The tables of network: an account's rules about addresses. */
import type { Id } from '@weft/base/id';
import { bigint, boolean, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });
const id = <Noun extends string>(name: string) => bigint(name, { mode: 'number' }).$type<Id<Noun>>();

export const network = pgSchema('network');

export const ruleSet = network.table('rule_set', {
  id: id<'addressRuleSet'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  isEnabled: boolean('is_enabled').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const rule = network.table('rule', {
  id: id<'addressRule'>('id').generatedAlwaysAsIdentity().primaryKey(),
  accountId: id<'account'>('account_id').notNull(),
  ruleSetId: id<'addressRuleSet'>('rule_set_id').notNull(),
  name: text('name').notNull(),
  description: text('description').notNull(),
  kind: text('kind', { enum: ['allow', 'deny'] }).notNull(),
  createdByUserId: id<'user'>('created_by_user_id'),
  createdByServiceTokenId: id<'serviceToken'>('created_by_service_token_id'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});

export const addressRange = network.table('address_range', {
  id: id<'addressRange'>('id').generatedAlwaysAsIdentity().primaryKey(),
  ruleId: id<'addressRule'>('rule_id').notNull(),
  cidr: text('cidr').notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});
