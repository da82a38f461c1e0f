/** The only SQL on lineage.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Integration, Selected } from './model.ts';
import { integrationNameSchema } from './model.ts';
import { integration, selection } from './tables.ts';

const configSchema = z.record(z.string(), z.unknown());

function readIntegration({ sealedSecrets, ...row }: typeof integration.$inferSelect): Integration {
  return {
    ...row,
    name: integrationNameSchema.parse(row.name),
    config: configSchema.parse(row.config),
    hasSecrets: sealedSecrets !== null,
  };
}

export async function insertIntegration(tx: Tx, values: Omit<typeof integration.$inferInsert, 'id'>): Promise<Integration> {
  const [row] = await tx.insert(integration).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return readIntegration(row);
}

export async function updateIntegration(
  tx: Tx,
  id: Id<'lineageIntegration'>,
  change: Partial<Omit<typeof integration.$inferInsert, 'id'>>,
): Promise<void> {
  await tx.update(integration).set(change).where(eq(integration.id, id));
}

export async function deleteIntegration(tx: Tx, id: Id<'lineageIntegration'>): Promise<void> {
  await tx.delete(integration).where(eq(integration.id, id));
}

export async function selectIntegrations(db: Db | Tx, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Integration[]> {
  const rows = await db
    .select()
    .from(integration)
    .where(and(eq(integration.accountId, accountId), eq(integration.projectId, projectId)))
    .orderBy(asc(integration.id));
  return rows.map(readIntegration);
}

export async function selectSelections(db: Db, id: Id<'lineageIntegration'>): Promise<Selected[]> {
  const rows = await db.select().from(selection).where(eq(selection.integrationId, id)).orderBy(asc(selection.identifier));
  return rows.map(({ integrationId: _, ...selected }) => selected);
}

/** Answers how many were not selected before. */
export async function insertSelections(tx: Tx, integrationId: Id<'lineageIntegration'>, selected: readonly Selected[]): Promise<number> {
  if (selected.length === 0) return 0;
  const rows = await tx
    .insert(selection)
    .values(selected.map((it) => ({ ...it, integrationId })))
    .onConflictDoNothing()
    .returning({ identifier: selection.identifier });
  return rows.length;
}

export async function deleteSelections(tx: Tx, integrationId: Id<'lineageIntegration'>, identifiers: readonly string[]): Promise<number> {
  if (identifiers.length === 0) return 0;
  const rows = await tx
    .delete(selection)
    .where(and(eq(selection.integrationId, integrationId), inArray(selection.identifier, [...identifiers])))
    .returning({ identifier: selection.identifier });
  return rows.length;
}
