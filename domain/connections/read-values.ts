/** Reads what people entered for an adapter against its declaration, and keeps what they left out as it was. */
import { isRecord } from '@weft/base/json';
import { z } from 'zod';
import type { AdapterField, FieldValue } from './adapters/declaration.ts';
import type { Secrets, Values } from './model.ts';

export interface EnteredValues {
  readonly values: Values;
  /** New ones, as text; those that are not here stay as they are. */
  readonly secrets: Secrets;
  /** Fields whose secret goes away. */
  readonly dropped: readonly string[];
  readonly problems: readonly string[];
}

export interface KnownValues {
  readonly values: Values;
  readonly secretNames: readonly string[];
}

const nothing: KnownValues = { values: {}, secretNames: [] };
const textMax = 64 * 1024;

/**
 * A field that is left out stays as it was, `null` takes it away; an empty secret stays as it was too, since forms cannot show what is there.
 * Fields that the adapter does not have are passed over, as the official API does.
 */
export function readValues(fields: readonly AdapterField[], entered: unknown, before: KnownValues = nothing): EnteredValues {
  const given = isRecord(entered) ? entered : {};
  const problems: string[] = isRecord(entered) || entered === undefined || entered === null ? [] : ['it must be an object'];
  const values: Record<string, FieldValue> = { ...before.values };
  const secrets: Record<string, string> = {};
  const dropped: string[] = [];
  for (const field of fields) {
    const value = given[field.name];
    if (value === undefined) continue;
    if (field.isSecret ? value === null : value === null || value === '') {
      delete values[field.name];
      if (field.isSecret) dropped.push(field.name);
      continue;
    }
    if (field.isSecret && value === '') continue;
    const read = schemaOf(field).safeParse(value);
    if (!read.success) problems.push(`${field.name} (${field.label}): ${read.error.issues[0]?.message}`);
    else if (field.isSecret) secrets[field.name] = String(read.data);
    else values[field.name] = read.data;
  }
  for (const field of fields) {
    // Of a required field it is only what a form begins with.
    if (field.isRequired || field.isSecret || field.initial === undefined) continue;
    if (values[field.name] === undefined) values[field.name] = field.initial;
  }
  const hasSecret = (name: string) => name in secrets || (before.secretNames.includes(name) && !dropped.includes(name));
  for (const field of fields) {
    if (!field.isRequired || !applies(field, values)) continue;
    const isThere = field.isSecret ? hasSecret(field.name) : values[field.name] !== undefined;
    if (!isThere) problems.push(`${field.name} (${field.label}) is missing`);
  }
  return { values, secrets, dropped, problems };
}

/** Whether a field has a meaning beside the others. */
export function applies({ when }: AdapterField, values: Values): boolean {
  if (when === undefined) return true;
  const actual = values[when.field];
  return when.among.some((value) => value === actual);
}

function schemaOf(field: AdapterField): z.ZodType<FieldValue> {
  const text = z.string('must be text').max(textMax, `is longer than ${textMax} characters`);
  switch (field.kind) {
    case 'number':
      return z.coerce
        .number('must be a number')
        .int('must be a whole number')
        .min(field.min ?? 0, `must be at least ${field.min ?? 0}`)
        .max(field.max ?? Number.MAX_SAFE_INTEGER, `must be at most ${field.max}`);
    case 'boolean':
      return z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')], 'must be true or false');
    case 'choice': {
      const known = (field.choices ?? []).map(({ value }) => value);
      return z.string('must be text').refine((value) => known.includes(value), `must be one of ${known.join(', ')}`);
    }
    case 'list':
      return z.union(
        [z.array(z.string()).max(100), text.transform((line) => line.split(/[\s,]+/).filter(Boolean))],
        'must be a list of texts',
      );
    case 'text':
    case 'long_text':
      return field.isSecret ? text : text.transform((value) => value.trim());
  }
}
