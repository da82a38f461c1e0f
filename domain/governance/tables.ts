/** The tables of governance. */
import type { Id } from '@weft/base/id';
import { bigint, integer, pgSchema, timestamp } from 'drizzle-orm/pg-core';

export const governance = pgSchema('governance');

export const retention = governance.table('retention', {
  accountId: bigint('account_id', { mode: 'number' }).$type<Id<'account'>>().primaryKey(),
  days: integer('days').notNull(),
  statesMin: integer('states_min').notNull(),
  changedAt: timestamp('changed_at', { withTimezone: true }).notNull(),
});
