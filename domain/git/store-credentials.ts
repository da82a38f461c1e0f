/** The SQL on git.deploy_credential. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { deployCredential } from './tables.ts';

type Row = typeof deployCredential.$inferSelect;

/** Lets a machine into one repository; its secret is not kept. */
export type DeployCredential = Readonly<Omit<Row, 'tokenHash'>>;

function readCredential({ tokenHash: _, ...rest }: Row): DeployCredential {
  return rest;
}

export async function insertCredential(db: Db | Tx, values: Omit<typeof deployCredential.$inferInsert, 'id'>): Promise<DeployCredential> {
  const [row] = await db.insert(deployCredential).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return readCredential(row);
}

/** Those that still let somebody in. */
export async function selectCredentials(db: Db, repositoryId: Id<'repository'>): Promise<DeployCredential[]> {
  const rows = await db
    .select()
    .from(deployCredential)
    .where(and(eq(deployCredential.repositoryId, repositoryId), isNull(deployCredential.revokedAt)))
    .orderBy(asc(deployCredential.id));
  return rows.map(readCredential);
}

export async function selectCredentialByHash(db: Db, tokenHash: Buffer): Promise<DeployCredential | null> {
  const [row] = await db
    .select()
    .from(deployCredential)
    .where(and(eq(deployCredential.tokenHash, tokenHash), isNull(deployCredential.revokedAt)));
  return row ? readCredential(row) : null;
}

/** false: there is none that still lets somebody in. */
export async function updateCredential(
  db: Db | Tx,
  at: { readonly repositoryId: Id<'repository'>; readonly id: Id<'deployCredential'> },
  change: Partial<Pick<Row, 'lastUsedAt' | 'revokedAt'>>,
): Promise<boolean> {
  const changed = await db
    .update(deployCredential)
    .set(change)
    .where(and(eq(deployCredential.id, at.id), eq(deployCredential.repositoryId, at.repositoryId), isNull(deployCredential.revokedAt)))
    .returning({ id: deployCredential.id });
  return changed.length > 0;
}
