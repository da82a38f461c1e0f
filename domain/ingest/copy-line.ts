/** Rows as COPY takes them. Pure. */

export type CopyValue = string | number | boolean | Date | Buffer | readonly string[] | null;

/** One row in COPY's text format (PostgreSQL's manual, "COPY", "Text Format"), line end included. */
export function copyLine(values: readonly CopyValue[]): string {
  return `${values.map(copyField).join('\t')}\n`;
}

function copyField(value: CopyValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string') return escapeField(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString('hex')}`;
  return escapeField(`{${value.map(quoteElement).join(',')}}`);
}

const toEscape = /[\\\n\r\t\0]/;

/** PostgreSQL has no text with NUL; U+FFFD stands for it. */
function escapeField(text: string): string {
  return toEscape.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t').replaceAll('\0', '\ufffd')
    : text;
}

function quoteElement(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
