/** The only SQL on audit.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, desc, eq, gte, isNull, lt, or, type SQL, sql } from 'drizzle-orm';
import type { AuditEvent, AuditEventEnd, AuditFilter, NewAuditEvent } from './model.ts';
import { bulkExport, event, retention } from './tables.ts';

type Row = typeof event.$inferSelect;

export type ClosedEvent = NewAuditEvent & Pick<AuditEventEnd, 'outcome' | 'faultCode'> & { readonly requestCount: number };

function read(row: Row): AuditEvent {
  const { actorKind, actorId, actorLabel, subjectType, subjectId, subjectLabel, outcome, ...rest } = row;
  return {
    ...rest,
    actor: { kind: actorKind, id: actorId, label: actorLabel },
    subject: { type: subjectType, id: subjectId, label: subjectLabel },
    outcome: outcome ?? 'unknown',
  };
}

function values(given: NewAuditEvent, at: Date) {
  const { actor, subject, ...rest } = given;
  return {
    ...rest,
    at,
    ...{ actorKind: actor.kind, actorId: actor.id, actorLabel: actor.label },
    ...{ subjectType: subject.type, subjectId: subject.id, subjectLabel: subject.label },
  };
}

export async function insertEvent(db: Db, given: NewAuditEvent | ClosedEvent, at: Date): Promise<Id<'auditEvent'>> {
  const [row] = await db.insert(event).values(values(given, at)).returning({ id: event.id });
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

/** Says nothing where the event has an end already: the first one is the true one. */
export async function updateEventEnd(db: Db, id: Id<'auditEvent'>, end: AuditEventEnd): Promise<void> {
  const { subject, ...rest } = end;
  await db
    .update(event)
    .set({ ...rest, subjectId: subject.id, subjectLabel: subject.label })
    .where(and(eq(event.id, id), isNull(event.outcome)));
}

function matching(accountId: Id<'account'>, filter: AuditFilter): SQL | undefined {
  const { from, to, actor, event: name, outcome, projectId, subject } = filter;
  const has = (column: SQL | typeof event.actorLabel | typeof event.subjectLabel | typeof event.subjectId, part: string) =>
    sql`${column} ilike ${`%${part.replace(/[\\%_]/g, '\\$&')}%`}`;
  return and(
    eq(event.accountId, accountId),
    from === null ? undefined : gte(event.at, from),
    to === null ? undefined : lt(event.at, to),
    actor === null ? undefined : has(event.actorLabel, actor),
    name === null ? undefined : or(eq(event.event, name), sql`starts_with(${event.event}, ${`${name}.`})`),
    outcome === null ? undefined : outcome === 'unknown' ? isNull(event.outcome) : eq(event.outcome, outcome),
    projectId === null ? undefined : sql`${event.projectId} = ${projectId}`,
    subject === null ? undefined : or(has(event.subjectLabel, subject), eq(event.subjectId, subject)),
  );
}

/** Newest first. */
export async function selectEvents(
  db: Db,
  accountId: Id<'account'>,
  filter: AuditFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<AuditEvent[]> {
  const rows = await db
    .select()
    .from(event)
    .where(matching(accountId, filter))
    .orderBy(desc(event.at), desc(event.id))
    .limit(page.limit)
    .offset(page.offset);
  return rows.map(read);
}

/** The ones after a given one, newest first: however many there are, each page costs the same. */
export async function selectEventsAfter(
  db: Db,
  accountId: Id<'account'>,
  filter: AuditFilter,
  last: Pick<AuditEvent, 'at' | 'id'> | null,
  limit: number,
): Promise<AuditEvent[]> {
  // A Date has milliseconds, a row has them too: both came from the same clock.
  const after = last === null ? undefined : sql`(${event.at}, ${event.id}) < (${last.at.toISOString()}::timestamptz, ${last.id})`;
  const rows = await db
    .select()
    .from(event)
    .where(and(matching(accountId, filter), after))
    .orderBy(desc(event.at), desc(event.id))
    .limit(limit);
  return rows.map(read);
}

export async function countEvents(db: Db, accountId: Id<'account'>, filter: AuditFilter): Promise<number> {
  const [row] = await db.select({ count: sql<number>`count(*)` }).from(event).where(matching(accountId, filter));
  return row?.count ?? 0;
}

export async function selectEvent(db: Db, accountId: Id<'account'>, id: Id<'auditEvent'>): Promise<AuditEvent | null> {
  const [row] = await db
    .select()
    .from(event)
    .where(and(eq(event.id, id), eq(event.accountId, accountId)));
  return row ? read(row) : null;
}

/** The names of what was ever done there, for who filters. */
export async function selectEventNames(db: Db, accountId: Id<'account'>): Promise<string[]> {
  const rows = await db.selectDistinct({ name: event.event }).from(event).where(eq(event.accountId, accountId)).orderBy(event.event);
  return rows.map(({ name }) => name);
}

export async function selectRetention(db: Db, accountId: Id<'account'>): Promise<number | null> {
  const [row] = await db.select({ days: retention.days }).from(retention).where(eq(retention.accountId, accountId));
  return row?.days ?? null;
}

export async function upsertRetention(tx: Tx, accountId: Id<'account'>, days: number, at: Date): Promise<void> {
  await tx
    .insert(retention)
    .values({ accountId, days, updatedAt: at })
    .onConflictDoUpdate({ target: retention.accountId, set: { days, updatedAt: at } });
}

/** Deletes up to `limit` events that are older than their account keeps them, and answers how many. */
export async function deleteExpiredEvents(tx: Tx, at: Date, daysDefault: number, limit: number): Promise<number> {
  await tx.execute(sql`select set_config('weft.audit_retention', 'on', true)`);
  const { rowCount } = await tx.execute(sql`
    delete from audit.event where id in (
      select e.id from audit.event e left join audit.retention r on r.account_id = e.account_id
      where e.at < ${at.toISOString()}::timestamptz - make_interval(days => coalesce(r.days, ${daysDefault}))
      order by e.id limit ${limit})`);
  return rowCount ?? 0;
}

export type BulkExport = typeof bulkExport.$inferSelect;

export async function insertExport(
  tx: Tx,
  given: { accountId: Id<'account'>; jobIdentifier: string; requestedBy: string; filter: AuditFilter; createdAt: Date },
): Promise<BulkExport> {
  const [row] = await tx.insert(bulkExport).values(given).returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectExport(db: Db | Tx, jobIdentifier: string): Promise<BulkExport | null> {
  const [row] = await db.select().from(bulkExport).where(eq(bulkExport.jobIdentifier, jobIdentifier));
  return row ?? null;
}

/** Newest first, a few. */
export async function selectExports(db: Db, accountId: Id<'account'>): Promise<BulkExport[]> {
  return db.select().from(bulkExport).where(eq(bulkExport.accountId, accountId)).orderBy(desc(bulkExport.id)).limit(20);
}

export async function updateExportEnd(
  db: Db,
  jobIdentifier: string,
  end: Partial<Pick<BulkExport, 'blobKey' | 'sizeBytes' | 'eventCount' | 'failure'>> & { readonly finishedAt: Date },
): Promise<void> {
  await db.update(bulkExport).set(end).where(eq(bulkExport.jobIdentifier, jobIdentifier));
}
