/** Reads SCIM's PATCH in the spellings of Okta (values without a path) and of Entra ID (capital letters, booleans as text, filters in paths). */
import { Fault } from '@weft/base/fault';
import { isRecord } from '@weft/base/json';
import { licenceSchema } from '@weft/wire/v3/scim';
import { z } from 'zod';

export const patchBody = z.object({
  Operations: z
    .array(
      z.object({
        op: z
          .string()
          .transform((op) => op.toLowerCase())
          .pipe(z.enum(['add', 'remove', 'replace'])),
        path: z.string().max(1000).nullish(),
        value: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(1000),
});
export type PatchBody = z.output<typeof patchBody>;

/** One attribute that one operation writes: `name.givenname`, in lower case; null takes it away. */
export interface PatchedAttribute {
  readonly op: 'add' | 'remove' | 'replace';
  readonly attribute: string;
  /** `eq` of a filter inside the path, as in `members[value eq "7"]`. */
  readonly filtered: string | null;
  readonly value: unknown;
}

/** In the order in which they were sent; an operation without a path writes each attribute of its value. Fault: invalid `scim.path_unknown`. */
export function readPatch({ Operations }: PatchBody): readonly PatchedAttribute[] {
  return Operations.flatMap(({ op, path, value }): readonly PatchedAttribute[] => {
    const isWhole = path === undefined || path === null || path.trim() === '' || path === licenceSchema;
    // One member alone, without the list around it, is a value too.
    if (!isWhole && (!isRecord(value) || 'value' in value)) return [{ op, ...readPath(path), value }];
    if (!isRecord(value))
      throw new Fault('invalid', 'scim.path_unknown', `An operation "${op}" without a path needs a value with attributes.`);
    const prefix = isWhole ? '' : `${readPath(path).attribute}.`;
    return flatten(value, prefix).map(([attribute, inner]) => ({ op, attribute, filtered: null, value: inner }));
  });
}

/** `{ name: { givenName } }` and `{ "name.givenName" }` are the same; lists stay whole. */
function flatten(value: Record<string, unknown>, prefix: string): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
    const name = key === licenceSchema ? '' : `${prefix}${readPath(key).attribute}`;
    return isRecord(inner) ? flatten(inner, name === '' ? '' : `${name}.`) : [[name, inner]];
  });
}

function readPath(path: string): { readonly attribute: string; readonly filtered: string | null } {
  const [, filtered = null] = /\[\s*\w+\s+eq\s+"((?:[^"\\]|\\.)*)"\s*\]/i.exec(path) ?? [];
  const attribute = path
    .trim()
    .replace(/\[[^\]]*\]/g, '')
    .replace(/^urn:.*:(?=[^:]+$)/i, '')
    .toLowerCase();
  if (!/^[\w$-]+(\.[\w$-]+)*$/.test(attribute)) throw new Fault('invalid', 'scim.path_unknown', `The path "${path}" is not understood.`);
  return { attribute, filtered };
}

/** Entra ID writes "False". null: neither. */
export function readBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  return text === 'true' ? true : text === 'false' ? false : null;
}
