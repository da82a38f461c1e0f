/** Exports of the audit log: streamed at once, or written to the blob store by the queue and fetched later. */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AuditEvent, AuditFilter } from './model.ts';
import { auditFilterSchema } from './model.ts';
import { settleAudit } from './record-event.ts';
import type { BulkExport } from './store.ts';
import { insertExport, selectEventsAfter, selectExport, selectExports, updateExportEnd } from './store.ts';
import { csvOf } from './write-csv.ts';

const queue = 'audit.export';
const batch = 1_000;

/** However large the log is, a page of it is in memory at a time. */
export async function streamCsv(host: Host, accountId: Id<'account'>, filter: AuditFilter): Promise<Readable> {
  await settleAudit(host);
  return Readable.from(csvOf(pagesOf(host, accountId, filter)));
}

/** Answers the job that writes it. */
export async function startExport(host: Host, accountId: Id<'account'>, filter: AuditFilter, requestedBy: string): Promise<BulkExport> {
  return host.database.transaction(async (tx) => {
    const jobIdentifier = randomUUID();
    const made = await insertExport(tx, { accountId, jobIdentifier, requestedBy, filter, createdAt: host.clock.now() });
    await host.queue.send(tx, queue, { jobIdentifier });
    return made;
  });
}

/** Registers who writes exports. */
export async function workExports(host: Host): Promise<void> {
  const workSchema = z.object({ jobIdentifier: z.string() });
  await host.queue.work(queue, { concurrency: 1, retries: 2 }, async (data) => {
    const { jobIdentifier } = workSchema.parse(data);
    await write(host, jobIdentifier);
  });
}

async function write(host: Host, jobIdentifier: string): Promise<void> {
  const { db } = host.database;
  const found = await selectExport(db, jobIdentifier);
  if (!found || found.finishedAt !== null) return;
  const blobKey = `audit-exports/${found.accountId}/${jobIdentifier}.csv`;
  let eventCount = 0;
  async function* counted(pages: AsyncIterable<readonly AuditEvent[]>) {
    for await (const events of pages) {
      eventCount += events.length;
      yield events;
    }
  }
  try {
    await settleAudit(host);
    const pages = pagesOf(host, found.accountId, auditFilterSchema.parse(found.filter));
    const sizeBytes = await host.blobs.put(blobKey, Readable.from(csvOf(counted(pages))));
    await updateExportEnd(db, jobIdentifier, { finishedAt: host.clock.now(), blobKey, sizeBytes, eventCount });
  } catch (error) {
    await updateExportEnd(db, jobIdentifier, { finishedAt: host.clock.now(), failure: messageOf(error) });
  }
}

/** Newest first, a few. */
export function listExports(host: Host, accountId: Id<'account'>): Promise<readonly BulkExport[]> {
  return selectExports(host.database.db, accountId);
}

/** Faults: not_found `audit_export.not_found`. */
export async function getExport(host: Host, accountId: Id<'account'>, jobIdentifier: string): Promise<BulkExport> {
  const found = await selectExport(host.database.db, jobIdentifier);
  if (found?.accountId === accountId) return found;
  throw new Fault('not_found', 'audit_export.not_found', `There is no export ${jobIdentifier} of the audit log of this account.`);
}

/** Faults: not_found `audit_export.not_found`; conflict `audit_export.not_ready`; unavailable `audit_export.failed`. */
export async function openExport(host: Host, accountId: Id<'account'>, jobIdentifier: string): Promise<Readable> {
  const { blobKey, failure, finishedAt } = await getExport(host, accountId, jobIdentifier);
  if (failure !== null)
    throw new Fault(
      'unavailable',
      'audit_export.failed',
      `The export ${jobIdentifier} could not be written: ${failure} Start another one.`,
    );
  const body = blobKey === null ? null : await host.blobs.stream(blobKey);
  if (body) return body;
  if (finishedAt === null)
    throw new Fault('conflict', 'audit_export.not_ready', `The export ${jobIdentifier} is still being written. Ask again in a moment.`);
  throw new Fault('not_found', 'audit_export.not_found', `The file of the export ${jobIdentifier} is gone. Start another one.`);
}

async function* pagesOf(host: Host, accountId: Id<'account'>, filter: AuditFilter): AsyncGenerator<readonly AuditEvent[]> {
  for (let last: AuditEvent | null = null; ; ) {
    const events: readonly AuditEvent[] = await selectEventsAfter(host.database.db, accountId, filter, last, batch);
    if (events.length > 0) yield events;
    last = events.at(-1) ?? null;
    if (events.length < batch || last === null) return;
  }
}
