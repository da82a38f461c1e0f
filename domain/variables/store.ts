/** The only SQL on variables.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, type SQL } from 'drizzle-orm';
import type { Level, Target } from './model.ts';
import { variable } from './tables.ts';

export type VariableRow = typeof variable.$inferSelect;

export interface VariablePlace {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
}

export async function selectVariables(
  db: Db | Tx,
  { accountId, projectId }: VariablePlace,
  filter: { readonly name?: string; readonly level?: Level } = {},
): Promise<VariableRow[]> {
  const wanted: (SQL | undefined)[] = [
    eq(variable.projectId, projectId),
    eq(variable.accountId, accountId),
    filter.name === undefined ? undefined : eq(variable.name, filter.name),
    filter.level === undefined ? undefined : eq(variable.level, filter.level),
  ];
  return db
    .select()
    .from(variable)
    .where(and(...wanted))
    .orderBy(asc(variable.name), asc(variable.id));
}

/** Every project's, for a rule that holds when all say so. */
export async function selectVariablesOfAccount(db: Db, accountId: Id<'account'>, name: string): Promise<VariableRow[]> {
  return db
    .select()
    .from(variable)
    .where(and(eq(variable.accountId, accountId), eq(variable.name, name)));
}

export async function selectVariable(db: Db | Tx, place: VariablePlace, id: Id<'variable'>): Promise<VariableRow | null> {
  const [row] = await db
    .select()
    .from(variable)
    .where(and(eq(variable.id, id), eq(variable.projectId, place.projectId), eq(variable.accountId, place.accountId)));
  return row ?? null;
}

/** The value is sealed under the row's own id, so it is set once the id is known. */
export async function insertVariable(
  tx: Tx,
  place: VariablePlace,
  name: string,
  target: Target,
  seal: (id: Id<'variable'>) => string,
  at: Date,
): Promise<VariableRow> {
  const { accountId, projectId } = place;
  const none = { environmentId: null, jobId: null, userId: null };
  const [row] = await tx
    .insert(variable)
    .values({ ...none, ...target, accountId, projectId, name, sealedValue: '', createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  const sealedValue = seal(row.id);
  await tx.update(variable).set({ sealedValue }).where(eq(variable.id, row.id));
  return { ...row, sealedValue };
}

export async function updateVariable(
  tx: Tx,
  id: Id<'variable'>,
  change: { readonly sealedValue?: string; readonly name?: string; readonly updatedAt: Date },
): Promise<void> {
  await tx.update(variable).set(change).where(eq(variable.id, id));
}

/** Overrides go with what they override. */
export async function renameVariables(tx: Tx, { projectId }: VariablePlace, name: string, newName: string, updatedAt: Date): Promise<void> {
  await tx
    .update(variable)
    .set({ name: newName, updatedAt })
    .where(and(eq(variable.projectId, projectId), eq(variable.name, name)));
}

export async function deleteVariableRow(tx: Tx, id: Id<'variable'>): Promise<void> {
  await tx.delete(variable).where(eq(variable.id, id));
}

export async function deleteVariablesNamed(tx: Tx, { projectId }: VariablePlace, name: string): Promise<Id<'variable'>[]> {
  const rows = await tx
    .delete(variable)
    .where(and(eq(variable.projectId, projectId), eq(variable.name, name)))
    .returning({ id: variable.id });
  return rows.map(({ id }) => id);
}
