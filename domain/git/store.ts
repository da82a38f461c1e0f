/** The SQL on git.repository. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import { z } from 'zod';
import type { Repository } from './model.ts';
import { cloneStrategies, providerIdsSchema } from './model.ts';
import { repository } from './tables.ts';

type Row = typeof repository.$inferSelect;
type Values = Omit<typeof repository.$inferInsert, 'id'>;

/** What enters the repository, sealed. */
export type Sealed = Pick<Row, 'sealedToken' | 'sealedPrivateKey'>;

const strategySchema = z.enum(cloneStrategies).catch('deploy_key');

function readRepository(row: Row): Repository {
  const { sealedToken, sealedPrivateKey: _, branches: __, gitCloneStrategy, provider, ...rest } = row;
  return {
    ...rest,
    cloneStrategy: strategySchema.parse(gitCloneStrategy),
    provider: providerIdsSchema.parse(provider),
    hasToken: sealedToken !== null,
  };
}

export async function insertRepository(tx: Tx, values: Values): Promise<Repository> {
  const [row] = await tx.insert(repository).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return readRepository(row);
}

export async function updateRepository(db: Db | Tx, repositoryId: Id<'repository'>, change: Partial<Values>): Promise<void> {
  await db.update(repository).set(change).where(eq(repository.id, repositoryId));
}

/** Given up or not. */
export async function selectRepository(db: Db | Tx, repositoryId: Id<'repository'>): Promise<Repository | null> {
  const [row] = await db.select().from(repository).where(eq(repository.id, repositoryId));
  return row ? readRepository(row) : null;
}

export async function selectSealed(db: Db, repositoryId: Id<'repository'>): Promise<Sealed> {
  const [row] = await db
    .select({ sealedToken: repository.sealedToken, sealedPrivateKey: repository.sealedPrivateKey })
    .from(repository)
    .where(eq(repository.id, repositoryId));
  return row ?? { sealedToken: null, sealedPrivateKey: null };
}

export async function selectRepositoryOfProject(db: Db, accountId: Id<'account'>, projectId: Id<'project'>): Promise<Repository | null> {
  const [row] = await db
    .select()
    .from(repository)
    .where(and(eq(repository.projectId, projectId), eq(repository.accountId, accountId), isNull(repository.deletedAt)));
  return row ? readRepository(row) : null;
}

export async function selectRepositories(db: Db, accountId: Id<'account'>): Promise<Repository[]> {
  const rows = await db
    .select()
    .from(repository)
    .where(and(eq(repository.accountId, accountId), isNull(repository.deletedAt)))
    .orderBy(asc(repository.id));
  return rows.map(readRepository);
}

const branchesSchema = z.record(z.string(), z.string()).nullable().catch(null);

/** What each branch (name → sha) was when it was last announced; null: never looked at. Nobody else looks before this transaction ends. */
export async function lockBranches(tx: Tx, repositoryId: Id<'repository'>): Promise<Readonly<Record<string, string>> | null> {
  const [row] = await tx.select({ branches: repository.branches }).from(repository).where(eq(repository.id, repositoryId)).for('update');
  return branchesSchema.parse(row?.branches ?? null);
}

/** Of all accounts. */
export async function selectRepositoryIds(db: Db): Promise<{ id: Id<'repository'>; isManaged: boolean }[]> {
  const rows = await db
    .select({ id: repository.id, remoteUrl: repository.remoteUrl })
    .from(repository)
    .where(isNull(repository.deletedAt))
    .orderBy(asc(repository.id));
  return rows.map(({ id, remoteUrl }) => ({ id, isManaged: remoteUrl === null }));
}
