/** Writes the audit log: a deed before it begins and when it has ended, and what was refused at the door. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { AuditEventEnd, NewAuditEvent } from './model.ts';
import { keepable } from './model.ts';
import { insertEvent, updateEventEnd } from './store.ts';
import { type Refusal, trailOf } from './trail.ts';

/** Written before the deed is done: nothing is changed that nobody can ask about later. Faults: those of the database. */
export function beginEvent(host: Host, given: NewAuditEvent): Promise<Id<'auditEvent'>> {
  return insertEvent(host.database.db, { ...given, before: kept(host, given.before) }, host.clock.now());
}

/** Whoever asked is not kept waiting for it. Where it cannot be written, the event keeps the outcome "unknown". */
export function endEvent(host: Host, id: Id<'auditEvent'>, end: AuditEventEnd): void {
  trailOf(host).follow(updateEventEnd(host.database.db, id, { ...end, after: kept(host, end.after) }));
}

/** What is over when it is heard of. */
export async function recordEvent(host: Host, given: NewAuditEvent & Omit<AuditEventEnd, 'subject' | 'after'>): Promise<void> {
  await insertEvent(host.database.db, { ...given, before: kept(host, given.before), requestCount: 1 }, host.clock.now());
}

/** Costs the caller nothing, and a flood of them a bounded number of rows: repeats within a minute are counted. */
export function recordRefusal(host: Host, refusal: Refusal): void {
  trailOf(host).refuse(refusal);
}

/** Every minute, and with `isEnd` before the process ends. */
export async function settleAudit(host: Host, isEnd = false): Promise<void> {
  trailOf(host).flush(isEnd);
  await trailOf(host).settled();
}

function kept(host: Host, thing: unknown): unknown {
  return keepable(thing, (text) => host.scrubber.scrub(text));
}
