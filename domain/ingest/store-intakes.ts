/** The only SQL on ingest.intake. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, eq, isNotNull, isNull, lt, notInArray, or, sql } from 'drizzle-orm';
import { intake, upload } from './tables.ts';

export interface IntakePlace {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  /** null: of a run that Weft made. */
  readonly uploadId: Id<'upload'> | null;
}

export type SealedIntake = typeof intake.$inferSelect;

export async function insertIntake(tx: Tx, place: IntakePlace, at: Date): Promise<Id<'invocation'>> {
  const { accountId, projectId, environmentId, uploadId } = place;
  const [row] = await tx
    .insert(intake)
    .values({ accountId, projectId, environmentId, uploadId, startedAt: at })
    .returning({ id: intake.id });
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

export async function updateIntakeSealed(
  tx: Tx,
  intakeId: Id<'invocation'>,
  values: { staged: unknown; manifestEntryIds: Buffer | null; catalogEntryIds: Buffer | null; at: Date },
): Promise<void> {
  const { at, ...rest } = values;
  await tx
    .update(intake)
    .set({ ...rest, sealedAt: at })
    .where(eq(intake.id, intakeId));
}

/** null when it is settled, or was never sealed. */
export async function lockSealedIntake(tx: Tx, intakeId: Id<'invocation'>): Promise<SealedIntake | null> {
  const isWaiting = and(eq(intake.id, intakeId), isNotNull(intake.sealedAt), isNotNull(intake.staged));
  const [row] = await tx.select().from(intake).where(isWaiting).for('update');
  return row ?? null;
}

/** Its entries stay: other versions may hold them by now. */
export async function updateIntakeSettled(tx: Tx, intakeId: Id<'invocation'>): Promise<void> {
  await tx.update(intake).set({ staged: null, manifestEntryIds: null, catalogEntryIds: null }).where(eq(intake.id, intakeId));
}

/**
 * What was left behind: broken off, or sealed by a run that then died, before `before`; and those of uploads that came to nothing.
 * What waits for its client or in the queue is not among them, however old.
 */
export async function selectForsakenIntakes(db: Db, before: Date, limit: number): Promise<{ id: Id<'invocation'>; isSealed: boolean }[]> {
  const isOld = lt(intake.startedAt, before);
  const isBrokenOff = and(isNull(intake.sealedAt), isOld);
  const isOfDeadRun = and(isNotNull(intake.staged), isNull(intake.uploadId), isOld);
  const isOfNothing = and(isNotNull(intake.staged), isNotNull(upload.id), notInArray(upload.state, ['received', 'completed']));
  const rows = await db
    .select({ id: intake.id, isSealed: sql<boolean>`${intake.sealedAt} is not null` })
    .from(intake)
    .leftJoin(upload, eq(upload.id, intake.uploadId))
    .where(or(isBrokenOff, isOfDeadRun, isOfNothing))
    .orderBy(intake.startedAt)
    .limit(limit);
  return rows;
}

export async function deleteIntake(tx: Tx, intakeId: Id<'invocation'>): Promise<void> {
  await tx.delete(intake).where(eq(intake.id, intakeId));
}
