/** JSON as Python's `json.dumps` lays it out (a blank after commas and colons, nothing beyond ASCII), since dbt's artifacts look so. */

export type Dumpable = null | boolean | number | string | readonly Dumpable[] | { readonly [key: string]: Dumpable };

export function dumpJson(value: Dumpable): string {
  if (typeof value === 'string') return dumpText(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (isList(value)) return `[${value.map(dumpJson).join(', ')}]`;
  const fields: string[] = [];
  for (const key in value) fields.push(`${dumpText(key)}: ${dumpJson(value[key] ?? null)}`);
  return `{${fields.join(', ')}}`;
}

function isList(value: readonly Dumpable[] | { readonly [key: string]: Dumpable }): value is readonly Dumpable[] {
  return Array.isArray(value);
}

function dumpText(text: string): string {
  return JSON.stringify(text).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
