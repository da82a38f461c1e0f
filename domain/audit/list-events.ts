/** Questions to the audit log. Each waits for what this process is still writing, so that who did something finds it there. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { AuditEvent, AuditFilter } from './model.ts';
import { settleAudit } from './record-event.ts';
import { countEvents, selectEvent, selectEventNames, selectEvents } from './store.ts';

/** Newest first. */
export async function listEvents(
  host: Host,
  accountId: Id<'account'>,
  filter: AuditFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<{ readonly events: readonly AuditEvent[]; readonly totalCount: number }> {
  await settleAudit(host);
  const { db } = host.database;
  const [events, totalCount] = await Promise.all([selectEvents(db, accountId, filter, page), countEvents(db, accountId, filter)]);
  return { events, totalCount };
}

/** Faults: not_found `audit_event.not_found`. */
export async function getEvent(host: Host, accountId: Id<'account'>, id: Id<'auditEvent'>): Promise<AuditEvent> {
  await settleAudit(host);
  const found = await selectEvent(host.database.db, accountId, id);
  if (found) return found;
  throw new Fault(
    'not_found',
    'audit_event.not_found',
    `There is no event ${id} in the audit log of this account: it may be older than is kept.`,
  );
}

/** Of everything that was ever done in the account, sorted. */
export function listEventNames(host: Host, accountId: Id<'account'>): Promise<readonly string[]> {
  return selectEventNames(host.database.db, accountId);
}
