/** The audit log: `/api/v3/accounts/{id}/audit-logs/…`, as a list, as one CSV, and as exports that the queue writes. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { getExport, listExports, startExport, streamCsv } from '@weft/domain/audit/export-events';
import { listEvents } from '@weft/domain/audit/list-events';
import type { AuditEvent, AuditFilter } from '@weft/domain/audit/model';
import { outcomes } from '@weft/domain/audit/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireAuditExportDownload, WireAuditExportStart, WireAuditExportStatus, WireAuditLog } from '@weft/wire/v3/audit-log';
import { z } from 'zod';
import { pageSchema, readDate } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, Listed, route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const none = <T extends z.ZodType>(schema: T) => z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const word = none(z.string().max(300));

/** Beside the official two, what Weft's own page filters by. */
export const auditQuery = z.object({
  logged_at_start: word,
  logged_at_end: word,
  actor: word,
  event: word,
  subject: word,
  outcome: none(z.enum(outcomes)),
  project_id: none(z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)),
});
const inAccount = z.object({ accountId, query: auditQuery });

/** Faults: invalid `request.invalid`. */
export function readAuditFilter(query: z.infer<typeof auditQuery>): AuditFilter {
  return {
    from: query.logged_at_start === undefined ? null : readDate('logged_at_start', query.logged_at_start),
    to: query.logged_at_end === undefined ? null : readDate('logged_at_end', query.logged_at_end),
    actor: query.actor ?? null,
    event: query.event ?? null,
    subject: query.subject ?? null,
    outcome: query.outcome ?? null,
    projectId: query.project_id ?? null,
  };
}

/** Of one export: where its file is fetched, with the same rights. */
export function exportUrl(host: Host, accountId: Id<'account'>, jobIdentifier: string): string {
  return `${host.config.publicUrl}/api/weft/accounts/${accountId}/audit-exports/${jobIdentifier}/file.csv`;
}

export const auditLogRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/audit-logs/',
    needs: 'audit:read',
    input: z.object({ accountId, query: auditQuery.extend(pageSchema.shape) }),
    answer: async (host, { accountId, query }) => {
      const { limit, offset } = query;
      const { events, totalCount } = await listEvents(host, accountId, readAuditFilter(query), { limit, offset });
      return new Listed({ items: events.map((event) => present(event, accountId)), totalCount, limit, offset, orderBy: '-created_at' });
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/audit-logs/download/',
    needs: 'audit:read',
    isUncounted: true,
    input: inAccount,
    answer: async (host, { accountId, query }, { reply }) => {
      reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="audit-log.csv"');
      return new Bare(200, await streamCsv(host, accountId, readAuditFilter(query)));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/audit-logs/export/',
    needs: 'audit:read',
    input: inAccount,
    answer: async (host, { accountId }): Promise<WireAuditExportStatus> => {
      const [newest] = await listExports(host, accountId);
      return { is_running: newest !== undefined && newest.finishedAt === null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/audit-logs/export/',
    needs: 'audit:read',
    input: inAccount,
    changes: { event: 'audit_export.started' },
    answer: async (host, { accountId, query }, { caller }): Promise<WireAuditExportStart> => {
      const { jobIdentifier } = await startExport(host, accountId, readAuditFilter(query), caller.label);
      return { job_id: jobIdentifier };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/audit-logs/export/:jobIdentifier/download/',
    needs: 'audit:read',
    input: z.object({ accountId, jobIdentifier: z.string().max(100) }),
    answer: async (host, { accountId, jobIdentifier }): Promise<WireAuditExportDownload> => {
      await getExport(host, accountId, jobIdentifier);
      return { download_url: exportUrl(host, accountId, jobIdentifier) };
    },
  }),
];

function present(event: AuditEvent, accountId: Id<'account'>): WireAuditLog {
  const { actor, address, userAgent, outcome, faultCode, projectId, subject, requestCount, before, after } = event;
  return {
    id: String(event.id),
    account_id: accountId,
    created_at: wireTimestamp(event.at),
    event_type: event.event,
    event_label: labelOf(event),
    service: 'weft',
    source: actor.kind === 'user' ? 'web' : 'api',
    actor: { id: actor.id, kind: actor.kind, name: actor.label },
    event_context: {
      outcome,
      fault_code: faultCode,
      address,
      user_agent: userAgent,
      project_id: projectId,
      subject,
      request_count: requestCount,
      before,
      after,
    },
  };
}

/** `service_token.created` of a named thing: "Service token created: nightly". */
function labelOf({ event, subject }: AuditEvent): string {
  const words = event.replace(/^ip_/, 'IP_').replaceAll(/[._]/g, ' ');
  const told = words.charAt(0).toUpperCase() + words.slice(1);
  return subject.label === null ? told : `${told}: ${subject.label}`;
}
