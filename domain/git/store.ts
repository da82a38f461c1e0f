/** The only SQL on git.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq } from 'drizzle-orm';
import type { Repository } from './model.ts';
import { repository } from './tables.ts';

export async function insertRepository(tx: Tx, values: Omit<Repository, 'id'>): Promise<Repository> {
  const [row] = await tx.insert(repository).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectRepository(db: Db, repositoryId: Id<'repository'>): Promise<Repository | null> {
  const [row] = await db.select().from(repository).where(eq(repository.id, repositoryId));
  return row ?? null;
}

export async function selectRepositoryOfProject(db: Db, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Repository | null> {
  const [row] = await db
    .select()
    .from(repository)
    .where(and(eq(repository.projectId, projectId), eq(repository.accountId, accountId)));
  return row ?? null;
}

export async function selectRepositories(db: Db, accountId: Id<'account'>): Promise<Repository[]> {
  return db.select().from(repository).where(eq(repository.accountId, accountId)).orderBy(asc(repository.id));
}
