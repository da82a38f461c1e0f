/** The audit log as CSV, in pieces: one line an event, RFC 4180. */
import type { AuditEvent } from './model.ts';

const columns: readonly (readonly [string, (event: AuditEvent) => unknown])[] = [
  ['id', (event) => event.id],
  ['created_at', (event) => event.at.toISOString()],
  ['actor_kind', (event) => event.actor.kind],
  ['actor_id', (event) => event.actor.id],
  ['actor', (event) => event.actor.label],
  ['address', (event) => event.address],
  ['user_agent', (event) => event.userAgent],
  ['event', (event) => event.event],
  ['subject_type', (event) => event.subject.type],
  ['subject_id', (event) => event.subject.id],
  ['subject', (event) => event.subject.label],
  ['project_id', (event) => event.projectId],
  ['outcome', (event) => event.outcome],
  ['fault_code', (event) => event.faultCode],
  ['request_count', (event) => event.requestCount],
  ['before', (event) => (event.before === null ? null : JSON.stringify(event.before))],
  ['after', (event) => (event.after === null ? null : JSON.stringify(event.after))],
];

export async function* csvOf(pages: AsyncIterable<readonly AuditEvent[]>): AsyncGenerator<string> {
  yield line(columns.map(([name]) => name));
  for await (const events of pages) yield events.map((event) => line(columns.map(([, read]) => read(event)))).join('');
}

function line(values: readonly unknown[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** A spreadsheet takes a text that begins like a formula for one, and what is logged was written by strangers: such a text gets a mark before it. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
