/** The only SQL on clean-ups and what became of each thing in them. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import { actorSchema } from '../runs/model.ts';
import type { CleanUp, CleanUpItem } from './model.ts';
import { cleanUpSubjectSchema } from './model.ts';
import { cleanUp, cleanUpItem } from './tables.ts';

export type NewCleanUp = Pick<CleanUp, 'accountId' | 'projectId' | 'subject' | 'reason' | 'actor' | 'createdAt'> & {
  readonly madeBy: string | null;
};

function readCleanUp({ madeBy: _, ...row }: typeof cleanUp.$inferSelect): CleanUp {
  return {
    ...row,
    subject: cleanUpSubjectSchema.parse(row.subject),
    actor: row.actor === null ? null : actorSchema.parse(row.actor),
  };
}

/** Null: what names itself so has been asked for before. */
export async function insertCleanUp(tx: Tx, values: NewCleanUp): Promise<CleanUp | null> {
  const [row] = await tx
    .insert(cleanUp)
    .values({ ...values, state: 'queued' })
    .onConflictDoNothing({ target: cleanUp.madeBy })
    .returning();
  return row ? readCleanUp(row) : null;
}

export async function selectCleanUpMadeBy(db: Db, madeBy: string): Promise<CleanUp | null> {
  const [row] = await db.select().from(cleanUp).where(eq(cleanUp.madeBy, madeBy));
  return row ? readCleanUp(row) : null;
}

export async function selectCleanUp(db: Db | Tx, cleanUpId: Id<'cleanUp'>): Promise<CleanUp | null> {
  const [row] = await db.select().from(cleanUp).where(eq(cleanUp.id, cleanUpId));
  return row ? readCleanUp(row) : null;
}

/** The newest first. */
export async function selectCleanUps(db: Db, accountId: Id<'account'>, projectId: Id<'project'>, limit: number): Promise<CleanUp[]> {
  const rows = await db
    .select()
    .from(cleanUp)
    .where(and(eq(cleanUp.accountId, accountId), eq(cleanUp.projectId, projectId)))
    .orderBy(desc(cleanUp.id))
    .limit(limit);
  return rows.map(readCleanUp);
}

/** Subjects that have a clean-up waiting or under way. */
export async function selectOpenCleanUps(db: Db): Promise<CleanUp[]> {
  const rows = await db
    .select()
    .from(cleanUp)
    .where(inArray(cleanUp.state, ['queued', 'running']));
  return rows.map(readCleanUp);
}

export async function updateCleanUp(
  db: Db | Tx,
  cleanUpId: Id<'cleanUp'>,
  change: Partial<Pick<CleanUp, 'state' | 'message' | 'attempts' | 'startedAt' | 'finishedAt'>>,
): Promise<void> {
  await db.update(cleanUp).set(change).where(eq(cleanUp.id, cleanUpId));
}

/** What was settled before stays as it was settled. */
export async function upsertItems(tx: Tx, items: readonly CleanUpItem[]): Promise<void> {
  for (let at = 0; at < items.length; at += 500)
    await tx
      .insert(cleanUpItem)
      .values(items.slice(at, at + 500))
      .onConflictDoUpdate({
        target: [cleanUpItem.cleanUpId, cleanUpItem.kind, cleanUpItem.key],
        set: { outcome: sql`excluded.outcome`, message: sql`excluded.message`, settledAt: sql`excluded.settled_at` },
        setWhere: inArray(cleanUpItem.outcome, ['planned', 'failed', 'kept']),
      });
}

export async function updateItem(
  tx: Tx | Db,
  item: Pick<CleanUpItem, 'cleanUpId' | 'kind' | 'key'>,
  change: Pick<CleanUpItem, 'outcome' | 'message' | 'settledAt'>,
): Promise<void> {
  await tx
    .update(cleanUpItem)
    .set(change)
    .where(and(eq(cleanUpItem.cleanUpId, item.cleanUpId), eq(cleanUpItem.kind, item.kind), eq(cleanUpItem.key, item.key)));
}

export async function selectItems(db: Db, cleanUpIds: readonly Id<'cleanUp'>[]): Promise<CleanUpItem[]> {
  if (cleanUpIds.length === 0) return [];
  return db
    .select()
    .from(cleanUpItem)
    .where(inArray(cleanUpItem.cleanUpId, [...cleanUpIds]))
    .orderBy(asc(cleanUpItem.cleanUpId), asc(cleanUpItem.kind), asc(cleanUpItem.key));
}
