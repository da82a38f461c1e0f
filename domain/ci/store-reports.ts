/** The only SQL on ci.report: what the provider is to show, and how far it was told. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, inArray, isNull, lt, or, sql } from 'drizzle-orm';
import { type Report, wantedStatusSchema } from './pull-request-model.ts';
import { report } from './tables.ts';

interface Key {
  readonly pullRequestId: Id<'pullRequest'>;
  readonly kind: Report['kind'];
  readonly sha: string;
  readonly jobId: number;
}

function readReport({ heldUntil: _, ...row }: typeof report.$inferSelect): Report {
  return { ...row, wanted: row.kind === 'status' ? wantedStatusSchema.parse(row.wanted) : null };
}

/** Makes it, with nothing wanted yet, where it is not there. */
export async function lockReport(tx: Tx, key: Key, at: Date): Promise<Report & { readonly isNew: boolean }> {
  const wanted = { runId: 0, state: 'queued', context: '', description: '', targetUrl: '' };
  const made = await tx
    .insert(report)
    .values({ ...key, wanted, version: 0, sentVersion: 0, tries: 0, updatedAt: at })
    .onConflictDoNothing()
    .returning();
  const [row] = await tx
    .select()
    .from(report)
    .where(
      and(eq(report.pullRequestId, key.pullRequestId), eq(report.kind, key.kind), eq(report.sha, key.sha), eq(report.jobId, key.jobId)),
    )
    .for('update');
  if (!row) throw new Error('the report is neither new nor there');
  return { ...readReport(row), isNew: made.length > 0 };
}

/** Something else is wanted: tries begin anew. */
export async function updateWanted(tx: Tx, id: Id<'report'>, wanted: object, at: Date): Promise<void> {
  await tx
    .update(report)
    .set({ wanted, version: sql`${report.version} + 1`, tries: 0, isGivenUp: false, updatedAt: at })
    .where(eq(report.id, id));
}

/** Null: it is sent, or somebody else is sending it. */
export async function holdReport(db: Db, id: Id<'report'>, at: Date, until: Date): Promise<Report | null> {
  const [row] = await db
    .update(report)
    .set({ heldUntil: until })
    .where(and(eq(report.id, id), lt(report.sentVersion, report.version), or(isNull(report.heldUntil), lt(report.heldUntil, at))))
    .returning();
  return row ? readReport(row) : null;
}

export async function selectReport(db: Db | Tx, id: Id<'report'>): Promise<Report | null> {
  const [row] = await db.select().from(report).where(eq(report.id, id));
  return row ? readReport(row) : null;
}

/** Lets go of it. */
export async function finishReport(
  tx: Tx,
  id: Id<'report'>,
  change: {
    readonly sentVersion?: number;
    readonly remoteId?: string;
    readonly tries: number;
    readonly problem: string | null;
    readonly isGivenUp: boolean;
    readonly sentAt?: Date;
  },
): Promise<Report | null> {
  const [row] = await tx
    .update(report)
    .set({ ...change, heldUntil: null })
    .where(eq(report.id, id))
    .returning();
  return row ? readReport(row) : null;
}

export async function resetTries(tx: Tx, id: Id<'report'>): Promise<void> {
  await tx.update(report).set({ tries: 0, isGivenUp: false }).where(eq(report.id, id));
}

/** In the order in which they were first wanted. */
export async function selectReports(db: Db, pullRequestIds: readonly Id<'pullRequest'>[]): Promise<Report[]> {
  const rows = await db
    .select()
    .from(report)
    .where(inArray(report.pullRequestId, [...pullRequestIds]))
    .orderBy(asc(report.id));
  return rows.map(readReport);
}
