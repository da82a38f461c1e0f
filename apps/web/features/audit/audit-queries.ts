/** The audit log: a page of it by who, what, when and how it went; how long it is kept; its exports. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WireAuditExportStart, WireAuditLog } from '@weft/wire/v3/audit-log';
import type { WireAuditExport, WireAuditFacts } from '@weft/wire/weft/audit';
import { ask, get, getPage, query } from '../../kit/api.ts';

export interface AuditSearch {
  readonly actor: string;
  readonly event: string;
  readonly subject: string;
  readonly outcome: string;
  /** As a date input has them, in the time of whoever looks; empty: no limit. */
  readonly from: string;
  readonly to: string;
}

export const noAuditSearch: AuditSearch = { actor: '', event: '', subject: '', outcome: '', from: '', to: '' };
export const auditPageSize = 50;

/** The day of `to` is still in. */
export function auditQueryString(search: AuditSearch, page: { readonly limit?: number; readonly offset?: number } = {}): string {
  const { from, to, ...words } = search;
  return query({ ...words, ...page, logged_at_start: dayStart(from, 0), logged_at_end: dayStart(to, 1) });
}

function dayStart(day: string, daysLater: number): string | null {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined || Number.isNaN(date)) return null;
  return new Date(year, month - 1, date + daysLater).toISOString();
}

export function auditEventsQuery(accountId: number, search: AuditSearch, page: number) {
  const asked = auditQueryString(search, { limit: auditPageSize, offset: page * auditPageSize });
  return queryOptions({
    queryKey: ['audit', accountId, 'events', asked],
    queryFn: () => getPage<WireAuditLog>(`/api/v3/accounts/${accountId}/audit-logs/${asked}`),
    placeholderData: keepPreviousData,
  });
}

export function auditFactsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['audit', accountId, 'facts'],
    queryFn: () => get<WireAuditFacts>(`/api/weft/accounts/${accountId}/audit/`),
  });
}

export function auditExportsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['audit', accountId, 'exports'],
    queryFn: () => get<readonly WireAuditExport[]>(`/api/weft/accounts/${accountId}/audit-exports/`),
    // Until the last of them is written.
    refetchInterval: ({ state }) => (state.data?.some(({ finished_at }) => finished_at === null) ? 2_000 : false),
  });
}

export function startAuditExport(accountId: number, search: AuditSearch): Promise<WireAuditExportStart> {
  return ask('POST', `/api/v3/accounts/${accountId}/audit-logs/export/${auditQueryString(search)}`);
}

export function changeRetention(accountId: number, days: number): Promise<unknown> {
  return ask('PATCH', `/api/weft/accounts/${accountId}/audit/`, { retention_days: days });
}
