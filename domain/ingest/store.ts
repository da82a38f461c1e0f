/** The only SQL on ingest.upload. */
import { faultKinds } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, desc, eq, inArray, lte, type SQL } from 'drizzle-orm';
import type { Reason, Receipt, Upload, UploadFacts } from './model.ts';
import { invocation, upload } from './tables.ts';

type UploadRow = typeof upload.$inferSelect;

export async function insertUpload(tx: Tx, values: Omit<UploadFacts, 'id'> & { secretHash: Buffer }): Promise<Id<'upload'>> {
  const [row] = await tx
    .insert(upload)
    .values({ ...values, state: 'open' })
    .returning({ id: upload.id });
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

export async function selectUpload(
  db: Db | Tx,
  where: { uploadId: Id<'upload'>; environmentId?: Id<'environment'> },
): Promise<Upload | null> {
  const rows = await db.select().from(upload).where(whereUpload(where));
  return rows[0] ? readUpload(rows[0]) : null;
}

/** With the secret's hash, for the one question whose asker is known by nothing else. */
export async function selectUploadWithSecret(db: Db, uploadId: Id<'upload'>): Promise<{ upload: Upload; secretHash: Buffer } | null> {
  const [row] = await db.select().from(upload).where(eq(upload.id, uploadId));
  return row ? { upload: readUpload(row), secretHash: row.secretHash } : null;
}

export async function lockUpload(tx: Tx, where: { uploadId: Id<'upload'>; environmentId?: Id<'environment'> }): Promise<Upload | null> {
  const rows = await tx.select().from(upload).where(whereUpload(where)).for('update');
  return rows[0] ? readUpload(rows[0]) : null;
}

function whereUpload(where: { uploadId: Id<'upload'>; environmentId?: Id<'environment'> }): SQL | undefined {
  return and(eq(upload.id, where.uploadId), where.environmentId === undefined ? undefined : eq(upload.environmentId, where.environmentId));
}

/** An upload as a list shows it, with what is known of the command that it brought. */
export interface UploadSummary extends UploadFacts {
  readonly state: Upload['state'];
  readonly receivedAt: Date | null;
  readonly completedAt: Date | null;
  readonly settledAt: Date | null;
  /** Of what was received; null before. */
  readonly sizeBytes: number | null;
  readonly reasonCode: string | null;
  readonly reasonMessage: string | null;
  /** The invocation that it became or repeats. */
  readonly invocationId: Id<'invocation'> | null;
  /** dbt's own id of it. */
  readonly dbtInvocationId: string | null;
  readonly command: string | null;
  readonly dbtVersion: string | null;
}

/** Newest first. */
export async function selectUploads(
  db: Db,
  which: { readonly environmentId: Id<'environment'> } | { readonly uploadId: Id<'upload'> },
  { limit, offset }: { limit: number; offset: number },
): Promise<UploadSummary[]> {
  const { id, accountId, projectId, createdBy, jobIdHint, createdAt, expiresAt, state, receivedAt, completedAt, settledAt } = upload;
  const { sizeBytes, reasonCode, reasonMessage, invocationId } = upload;
  const { dbtInvocationId, command, dbtVersion } = invocation;
  return db
    .select({
      ...{ id, accountId, projectId, environmentId: upload.environmentId, createdBy, jobIdHint, createdAt, expiresAt, state },
      ...{ receivedAt, completedAt, settledAt, sizeBytes, reasonCode, reasonMessage, invocationId },
      ...{ dbtInvocationId, command, dbtVersion },
    })
    .from(upload)
    .leftJoin(invocation, eq(invocation.id, upload.invocationId))
    .where('uploadId' in which ? eq(upload.id, which.uploadId) : eq(upload.environmentId, which.environmentId))
    .orderBy(desc(upload.id))
    .limit(limit)
    .offset(offset);
}

export function countUploads(db: Db, environmentId: Id<'environment'>): Promise<number> {
  return db.$count(upload, eq(upload.environmentId, environmentId));
}

export async function selectOverdueUploads(db: Db, at: Date, limit: number): Promise<Id<'upload'>[]> {
  const waiting = and(inArray(upload.state, ['open', 'received']), lte(upload.expiresAt, at));
  const rows = await db.select({ id: upload.id }).from(upload).where(waiting).orderBy(upload.expiresAt).limit(limit);
  return rows.map((row) => row.id);
}

/** False when it is no longer open: somebody else was first. */
export async function updateUploadReceived(
  tx: Tx,
  uploadId: Id<'upload'>,
  values: { receipt: Receipt; intakeId: Id<'invocation'>; at: Date },
): Promise<boolean> {
  const { receipt, intakeId, at } = values;
  const rows = await tx
    .update(upload)
    .set({ state: 'received', ...receipt, intakeId, receivedAt: at })
    .where(and(eq(upload.id, uploadId), eq(upload.state, 'open')))
    .returning({ id: upload.id });
  return rows.length === 1;
}

export async function updateUploadCompleted(tx: Tx, uploadId: Id<'upload'>, at: Date): Promise<void> {
  await tx.update(upload).set({ state: 'completed', completedAt: at }).where(eq(upload.id, uploadId));
}

export async function updateUploadSettled(
  tx: Tx,
  uploadId: Id<'upload'>,
  values: { state: 'accepted' | 'duplicate'; invocationId: Id<'invocation'>; at: Date },
): Promise<void> {
  const { state, invocationId, at } = values;
  await tx.update(upload).set({ state, invocationId, settledAt: at }).where(eq(upload.id, uploadId));
}

export async function updateUploadEnded(
  tx: Tx,
  uploadId: Id<'upload'>,
  values: { state: 'rejected' | 'expired'; reason: Reason; sizeBytes: number | null; at: Date },
): Promise<void> {
  const { state, reason, sizeBytes, at } = values;
  await tx
    .update(upload)
    .set({
      state,
      settledAt: at,
      reasonKind: reason.kind,
      reasonCode: reason.code,
      reasonMessage: reason.message,
      ...(sizeBytes === null ? {} : { sizeBytes }),
    })
    .where(eq(upload.id, uploadId));
}

/** Answers how often acceptance has now failed. */
export async function updateUploadFailure(tx: Tx, uploadId: Id<'upload'>): Promise<number> {
  const [row] = await tx.select({ failures: upload.failures }).from(upload).where(eq(upload.id, uploadId)).for('update');
  const failures = (row?.failures ?? 0) + 1;
  await tx.update(upload).set({ failures }).where(eq(upload.id, uploadId));
  return failures;
}

function readUpload(row: UploadRow): Upload {
  const { id, accountId, projectId, environmentId, createdBy, jobIdHint, createdAt, expiresAt } = row;
  const facts = { id, accountId, projectId, environmentId, createdBy, jobIdHint, createdAt, expiresAt };
  const received = () => ({
    receipt: { sizeBytes: known(row.sizeBytes), crc32: known(row.crc32) },
    intakeId: known(row.intakeId),
    receivedAt: known(row.receivedAt),
  });
  const settledAt = () => known(row.settledAt);
  switch (row.state) {
    case 'open':
      return { ...facts, state: row.state };
    case 'received':
      return { ...facts, state: row.state, ...received() };
    case 'completed':
      return { ...facts, state: row.state, ...received(), completedAt: known(row.completedAt) };
    case 'accepted':
    case 'duplicate': {
      const invocationId = known(row.invocationId);
      return { ...facts, state: row.state, ...received(), completedAt: known(row.completedAt), settledAt: settledAt(), invocationId };
    }
    case 'rejected':
      return { ...facts, state: row.state, completedAt: row.completedAt, settledAt: settledAt(), reason: readReason(row) };
    case 'expired':
      return { ...facts, state: row.state, settledAt: settledAt(), reason: readReason(row) };
  }
}

function readReason(row: UploadRow): Reason {
  const kind = faultKinds.find((each) => each === row.reasonKind) ?? 'invalid';
  return { kind, code: known(row.reasonCode), message: known(row.reasonMessage) };
}

/** A state's columns are filled when it is entered, in one statement. */
function known<T>(value: T | null): T {
  if (value === null) throw new Error('an upload lacks what its state says is known');
  return value;
}
