/** The only SQL on why steps selected what they did, and on the rules by which changes are none. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { type IgnoreRule, type IgnoreRuleContent, ignoreRuleSchema, type SelectionSummary, selectionSummarySchema } from './selection.ts';
import { ignoreRule, selection } from './tables.ts';

export interface SelectionRow {
  readonly stepIndex: number;
  readonly summary: SelectionSummary;
  readonly blobKey: string;
}

export async function upsertSelection(
  db: Db | Tx,
  runId: Id<'run'>,
  { stepIndex, summary, blobKey, writtenAt }: SelectionRow & { readonly writtenAt: Date },
): Promise<void> {
  await db
    .insert(selection)
    .values({ runId, stepIndex, summary, blobKey, writtenAt })
    .onConflictDoUpdate({ target: [selection.runId, selection.stepIndex], set: { summary, blobKey, writtenAt } });
}

export async function selectSelections(db: Db, runId: Id<'run'>): Promise<SelectionRow[]> {
  const rows = await db.select().from(selection).where(eq(selection.runId, runId)).orderBy(asc(selection.stepIndex));
  return rows.map(({ stepIndex, summary, blobKey }) => ({ stepIndex, summary: selectionSummarySchema.parse(summary), blobKey }));
}

export async function insertIgnoreRule(
  tx: Tx,
  values: IgnoreRuleContent & { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; createdBy: string; createdAt: Date },
): Promise<IgnoreRule> {
  const [row] = await tx.insert(ignoreRule).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return readRule(row);
}

/** In force, oldest first. */
export async function selectIgnoreRules(db: Db | Tx, accountId: Id<'account'>, projectId: Id<'project'>): Promise<IgnoreRule[]> {
  const rows = await db
    .select()
    .from(ignoreRule)
    .where(and(eq(ignoreRule.accountId, accountId), eq(ignoreRule.projectId, projectId), isNull(ignoreRule.removedAt)))
    .orderBy(asc(ignoreRule.id));
  return rows.map(readRule);
}

/** False: there is none of that id in force in that project. */
export async function endIgnoreRule(
  tx: Tx,
  which: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'>; readonly ruleId: Id<'ignoreRule'> },
  removedAt: Date,
): Promise<boolean> {
  const { accountId, projectId, ruleId } = which;
  const rows = await tx
    .update(ignoreRule)
    .set({ removedAt })
    .where(
      and(
        eq(ignoreRule.id, ruleId),
        eq(ignoreRule.accountId, accountId),
        eq(ignoreRule.projectId, projectId),
        isNull(ignoreRule.removedAt),
      ),
    )
    .returning({ id: ignoreRule.id });
  return rows.length === 1;
}

function readRule(row: typeof ignoreRule.$inferSelect): IgnoreRule {
  const { id, projectId, createdBy, createdAt } = row;
  return { id, projectId, createdBy, createdAt, ...ignoreRuleSchema.parse(row) };
}
