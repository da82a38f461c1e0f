/** The tables of connections: where a warehouse is, and with what credentials an environment enters it. */
import type { Id } from '@weft/base/id';
import { bigint, integer, jsonb, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

export const connections = pgSchema('connections');

export const connection = connections.table('connection', {
  id: bigint('id', { mode: 'number' }).$type<Id<'connection'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  name: text('name').notNull(),
  adapter: text('adapter', { enum: ['duckdb', 'postgres'] }).notNull(),
  config: jsonb('config').$type<unknown>().notNull(),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
  deletedAt: at('deleted_at'),
});

export const credential = connections.table('credential', {
  id: bigint('id', { mode: 'number' }).$type<Id<'credential'>>().generatedAlwaysAsIdentity().primaryKey(),
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().notNull(),
  projectId: bigint('project_id', { mode: 'number' }).$type<Id<'project'>>().notNull(),
  adapter: text('adapter', { enum: ['duckdb', 'postgres'] }).notNull(),
  targetSchema: text('target_schema').notNull(),
  targetName: text('target_name').notNull(),
  threads: integer('threads').notNull(),
  username: text('username'),
  sealedPassword: text('sealed_password'),
  createdAt: at('created_at').notNull(),
  updatedAt: at('updated_at').notNull(),
});
