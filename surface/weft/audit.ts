/** What Weft's own page of the audit log needs beyond the official list: names to filter by, how long events are kept, and the exports' files. */
import { idSchema } from '@weft/base/id';
import { listExports, openExport } from '@weft/domain/audit/export-events';
import { changeRetention, getRetentionDays } from '@weft/domain/audit/keep-events';
import { listEventNames } from '@weft/domain/audit/list-events';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireAuditExport, WireAuditFacts } from '@weft/wire/weft/audit';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { exportUrl } from '../v3/audit-logs.ts';

const accountId = idSchema<'account'>();

export const auditRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/audit/',
    needs: 'audit:read',
    input: z.object({ accountId }),
    answer: async (host, { accountId }): Promise<WireAuditFacts> => ({
      event_types: await listEventNames(host, accountId),
      retention_days: await getRetentionDays(host, accountId),
    }),
  }),
  route({
    method: 'PATCH',
    path: '/api/weft/accounts/:accountId/audit/',
    needs: 'account:write',
    input: z.object({ accountId, body: z.object({ retention_days: z.number() }) }),
    changes: {
      event: 'audit_retention.changed',
      read: async (host, { accountId }) => ({ retention_days: await getRetentionDays(host, accountId) }),
    },
    answer: async (host, { accountId, body }) => ({ retention_days: await changeRetention(host, accountId, body.retention_days) }),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/audit-exports/',
    needs: 'audit:read',
    input: z.object({ accountId }),
    answer: async (host, { accountId }): Promise<readonly WireAuditExport[]> =>
      (await listExports(host, accountId)).map((it) => ({
        job_id: it.jobIdentifier,
        requested_by: it.requestedBy,
        created_at: wireTimestamp(it.createdAt),
        finished_at: it.finishedAt === null ? null : wireTimestamp(it.finishedAt),
        event_count: it.eventCount,
        size_bytes: it.sizeBytes,
        failure: it.failure,
        download_url: it.blobKey === null ? null : exportUrl(host, accountId, it.jobIdentifier),
      })),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/audit-exports/:jobIdentifier/file.csv',
    needs: 'audit:read',
    isUncounted: true,
    input: z.object({ accountId, jobIdentifier: z.string().max(100) }),
    answer: async (host, { accountId, jobIdentifier }, { reply }) => {
      const body = await openExport(host, accountId, jobIdentifier);
      reply.type('text/csv; charset=utf-8').header('content-disposition', `attachment; filename="audit-log-${jobIdentifier}.csv"`);
      return new Bare(200, body);
    },
  }),
];
