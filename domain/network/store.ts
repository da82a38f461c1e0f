/** The only SQL on network.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { AddressRule, AddressRuleSet } from './model.ts';
import { addressRange, rule, ruleSet } from './tables.ts';

export async function selectRuleSet(db: Db | Tx, accountId: Id<'account'>): Promise<AddressRuleSet | null> {
  const [set] = await db.select().from(ruleSet).where(eq(ruleSet.accountId, accountId));
  return set ? { ...set, rules: await selectRules(db, accountId) } : null;
}

async function selectRules(db: Db | Tx, accountId: Id<'account'>): Promise<AddressRule[]> {
  const rules = await db.select().from(rule).where(eq(rule.accountId, accountId)).orderBy(asc(rule.id));
  const ids = rules.map(({ id }) => id);
  const ranges =
    ids.length === 0 ? [] : await db.select().from(addressRange).where(inArray(addressRange.ruleId, ids)).orderBy(asc(addressRange.id));
  return rules.map((it) => ({
    ...it,
    ranges: ranges.filter(({ ruleId }) => ruleId === it.id).map(({ ruleId: _, ...range }) => range),
  }));
}

/** Serializes changes of one account: two that are each good alone could shut everybody out together. */
export async function lockRuleSet(tx: Tx, accountId: Id<'account'>, at: Date): Promise<Id<'addressRuleSet'>> {
  await tx.insert(ruleSet).values({ accountId, isEnabled: false, createdAt: at, updatedAt: at }).onConflictDoNothing();
  const { rows } = await tx.execute<{ id: Id<'addressRuleSet'> }>(
    sql`select id from network.rule_set where account_id = ${accountId} for update`,
  );
  const [row] = rows;
  if (!row) throw new Error('the rule set vanished while it was locked');
  return row.id;
}

export async function updateRuleSet(tx: Tx, accountId: Id<'account'>, isEnabled: boolean, updatedAt: Date): Promise<void> {
  await tx.update(ruleSet).set({ isEnabled, updatedAt }).where(eq(ruleSet.accountId, accountId));
}

export async function insertRule(tx: Tx, values: Omit<AddressRule, 'id' | 'ranges' | 'updatedAt'>): Promise<Id<'addressRule'>> {
  const [row] = await tx
    .insert(rule)
    .values({ ...values, updatedAt: values.createdAt })
    .returning({ id: rule.id });
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

export async function updateRule(
  tx: Tx,
  id: Id<'addressRule'>,
  values: Pick<AddressRule, 'name' | 'description' | 'kind' | 'updatedAt'>,
): Promise<void> {
  await tx.update(rule).set(values).where(eq(rule.id, id));
}

export async function deleteRuleRow(tx: Tx, accountId: Id<'account'>, id: Id<'addressRule'>): Promise<void> {
  await tx.delete(rule).where(and(eq(rule.id, id), eq(rule.accountId, accountId)));
}

/** Those of the same text keep their ids. */
export async function replaceRanges(tx: Tx, ruleId: Id<'addressRule'>, cidrs: readonly string[], at: Date): Promise<void> {
  const there = await tx.select().from(addressRange).where(eq(addressRange.ruleId, ruleId));
  const gone = there.filter(({ cidr }) => !cidrs.includes(cidr)).map(({ id }) => id);
  if (gone.length > 0) await tx.delete(addressRange).where(inArray(addressRange.id, gone));
  const fresh = [...new Set(cidrs)].filter((cidr) => !there.some((range) => range.cidr === cidr));
  if (fresh.length > 0) await tx.insert(addressRange).values(fresh.map((cidr) => ({ ruleId, cidr, createdAt: at, updatedAt: at })));
}
