/** The only SQL on what CI runs made in warehouses. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, isNull, notInArray, type SQL } from 'drizzle-orm';
import type { CreatedRelation, RelationFate } from './created-relation.ts';
import { relation, run } from './tables.ts';

export interface RelationFilter {
  readonly accountId: Id<'account'>;
  readonly projectId?: Id<'project'>;
  readonly environmentId?: Id<'environment'>;
  readonly jobId?: Id<'job'>;
  readonly runIds?: readonly Id<'run'>[];
  readonly scope?: string;
  /** Only those that may still be there. Default true. */
  readonly isOpen?: boolean;
}

export async function insertRelation(db: Db, made: CreatedRelation): Promise<void> {
  await db.insert(relation).values(made).onConflictDoNothing();
}

export async function selectRelations(db: Db | Tx, filter: RelationFilter): Promise<CreatedRelation[]> {
  const conditions: (SQL | undefined)[] = [eq(relation.accountId, filter.accountId)];
  if (filter.projectId !== undefined) conditions.push(eq(relation.projectId, filter.projectId));
  if (filter.environmentId !== undefined) conditions.push(eq(relation.environmentId, filter.environmentId));
  if (filter.jobId !== undefined) conditions.push(eq(relation.jobId, filter.jobId));
  if (filter.runIds !== undefined) conditions.push(inArray(relation.runId, [...filter.runIds]));
  if (filter.scope !== undefined) conditions.push(eq(relation.scope, filter.scope));
  if (filter.isOpen !== false) conditions.push(isNull(relation.settledAt));
  return db
    .select()
    .from(relation)
    .where(and(...conditions))
    .orderBy(asc(relation.recordedAt), asc(relation.runId), asc(relation.key));
}

/** Others that made what has these keys too, and have not been cleaned up. */
export async function selectOtherUsers(
  db: Db | Tx,
  filter: { readonly accountId: Id<'account'>; readonly keys: readonly string[]; readonly exceptRunIds: readonly Id<'run'>[] },
): Promise<CreatedRelation[]> {
  if (filter.keys.length === 0) return [];
  return db
    .select()
    .from(relation)
    .where(
      and(
        eq(relation.accountId, filter.accountId),
        inArray(relation.key, [...filter.keys]),
        notInArray(relation.runId, [...filter.exceptRunIds]),
        isNull(relation.settledAt),
      ),
    )
    .orderBy(asc(relation.runId));
}

export async function settleRelations(
  tx: Tx,
  values: {
    readonly runIds: readonly Id<'run'>[];
    readonly key: string;
    readonly kind: CreatedRelation['kind'];
    readonly fate: RelationFate;
    readonly at: Date;
  },
): Promise<void> {
  await tx
    .update(relation)
    .set({ settledAt: values.at, fate: values.fate })
    .where(
      and(
        inArray(relation.runId, [...values.runIds]),
        eq(relation.key, values.key),
        eq(relation.kind, values.kind),
        isNull(relation.settledAt),
      ),
    );
}

export interface Leaver {
  readonly runId: Id<'run'>;
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly jobId: Id<'job'>;
  readonly scope: string;
  readonly causeCategory: string;
  /** Null: it has not ended. */
  readonly finishedAt: Date | null;
}

/** Runs that left something. */
export async function selectLeavers(db: Db): Promise<Leaver[]> {
  return db
    .selectDistinct({
      runId: relation.runId,
      accountId: relation.accountId,
      projectId: relation.projectId,
      environmentId: relation.environmentId,
      jobId: relation.jobId,
      scope: relation.scope,
      causeCategory: run.causeCategory,
      finishedAt: run.finishedAt,
    })
    .from(relation)
    .innerJoin(run, eq(run.id, relation.runId))
    .where(isNull(relation.settledAt));
}

export async function copySchemaRecord(
  tx: Tx,
  given: { readonly runIds: readonly Id<'run'>[]; readonly key: string; readonly heir: CreatedRelation },
): Promise<void> {
  const { runIds, key, heir } = given;
  const [record] = await tx
    .select()
    .from(relation)
    .where(and(inArray(relation.runId, [...runIds]), eq(relation.key, key), eq(relation.kind, 'schema')))
    .limit(1);
  if (!record) return;
  const { runId, accountId, projectId, environmentId, jobId, scope } = heir;
  await tx
    .insert(relation)
    .values({ ...record, runId, accountId, projectId, environmentId, jobId, scope, settledAt: null, fate: null })
    .onConflictDoNothing();
}
