/** SQL on what a semantic layer is set to. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { InProject, Secrets } from './model.ts';
import { sealedSchema } from './store.ts';
import { semanticLayerConfiguration, semanticLayerCredential } from './tables.ts';

export interface SemanticLayerCredential extends InProject {
  readonly id: Id<'semanticLayerCredential'>;
  readonly name: string;
  readonly adapterVersion: string;
  readonly plain: Readonly<Record<string, unknown>>;
  readonly sealed: Secrets;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface SemanticLayerConfiguration extends InProject {
  readonly id: Id<'semanticLayerConfiguration'>;
  readonly environmentId: Id<'environment'>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const plainSchema = z.record(z.string(), z.unknown());
type NewCredential = Pick<SemanticLayerCredential, 'accountId' | 'projectId' | 'name' | 'adapterVersion' | 'plain' | 'sealed'>;
type Ending = { readonly updatedAt: Date; readonly deletedAt?: Date };

function readCredential({ deletedAt: _, ...row }: typeof semanticLayerCredential.$inferSelect): SemanticLayerCredential {
  return { ...row, plain: plainSchema.parse(row.plain), sealed: sealedSchema.parse(row.sealed) };
}

export async function insertSemanticCredential(tx: Tx, values: NewCredential, at: Date): Promise<SemanticLayerCredential> {
  const [row] = await tx
    .insert(semanticLayerCredential)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readCredential(row);
}

export async function updateSemanticCredential(
  tx: Tx,
  id: Id<'semanticLayerCredential'>,
  change: Partial<NewCredential> & Ending,
): Promise<void> {
  await tx.update(semanticLayerCredential).set(change).where(eq(semanticLayerCredential.id, id));
}

/** In order of id. */
export async function selectSemanticCredentials(db: Db | Tx, accountId: Id<'account'>): Promise<SemanticLayerCredential[]> {
  const rows = await db
    .select()
    .from(semanticLayerCredential)
    .where(and(eq(semanticLayerCredential.accountId, accountId), isNull(semanticLayerCredential.deletedAt)))
    .orderBy(asc(semanticLayerCredential.id));
  return rows.map(readCredential);
}

export async function insertSemanticConfiguration(
  tx: Tx,
  values: Pick<SemanticLayerConfiguration, 'accountId' | 'projectId' | 'environmentId'>,
  at: Date,
): Promise<SemanticLayerConfiguration> {
  const [row] = await tx
    .insert(semanticLayerConfiguration)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateSemanticConfiguration(
  tx: Tx,
  id: Id<'semanticLayerConfiguration'>,
  change: { readonly environmentId?: Id<'environment'> } & Ending,
): Promise<void> {
  await tx.update(semanticLayerConfiguration).set(change).where(eq(semanticLayerConfiguration.id, id));
}

/** In order of id; one a project. */
export async function selectSemanticConfigurations(db: Db | Tx, accountId: Id<'account'>): Promise<SemanticLayerConfiguration[]> {
  return db
    .select()
    .from(semanticLayerConfiguration)
    .where(and(eq(semanticLayerConfiguration.accountId, accountId), isNull(semanticLayerConfiguration.deletedAt)))
    .orderBy(asc(semanticLayerConfiguration.id));
}
