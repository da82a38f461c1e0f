/** A JSON Schema in words and as an example, as far as people need it to write a request. */
import { isRecord } from '@weft/base/json';
import type { WireSchema } from '@weft/wire/weft/api-description';

export interface Field {
  /** With dots for what lies within: `settings.threads`. */
  readonly name: string;
  readonly isRequired: boolean;
  readonly type: string;
}

const depthMax = 3;

export function fieldsOf(schema: unknown, prefix = '', depth = 0): readonly Field[] {
  if (!isRecord(schema) || !isRecord(schema.properties)) return [];
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schema.properties).flatMap(([name, inner]) => {
    const field = { name: `${prefix}${name}`, isRequired: required.includes(name), type: typeOf(inner) };
    return depth === depthMax ? [field] : [field, ...fieldsOf(innerObject(inner), `${prefix}${name}.`, depth + 1)];
  });
}

/** `integer, 0 to 10000` · `text, at most 64 characters` · `one of "a", "b"`. */
export function typeOf(schema: unknown): string {
  if (!isRecord(schema)) return 'anything';
  if ('const' in schema) return JSON.stringify(schema.const);
  if (Array.isArray(schema.enum)) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return [...new Set(choices.map(typeOf))].join(' or ');
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.map((type) => oneType(type, schema)).join(' or ');
}

function oneType(type: unknown, schema: WireSchema): string {
  switch (type) {
    case 'string':
      return typeof schema.maxLength === 'number' ? `text, at most ${schema.maxLength} characters` : 'text';
    case 'integer':
    case 'number':
      return `${type}${rangeOf(schema)}`;
    case 'array':
      return `list of ${typeOf(schema.items)}`;
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'object':
      return 'object';
    default:
      return 'anything';
  }
}

function rangeOf({ minimum, maximum }: WireSchema): string {
  const isAny = (value: unknown) => typeof value !== 'number' || Math.abs(value) >= Number.MAX_SAFE_INTEGER;
  if (isAny(minimum)) return isAny(maximum) ? '' : `, at most ${maximum}`;
  return isAny(maximum) ? `, from ${minimum}` : `, ${minimum} to ${maximum}`;
}

/** What is required, with values that show their types; where nothing is, the first fields. */
export function exampleOf(schema: unknown, name = ''): unknown {
  if (!isRecord(schema)) return null;
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (Array.isArray(schema.enum)) return schema.enum[0];
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices))
    return exampleOf(
      choices.find((choice) => isRecord(choice) && choice.type !== 'null'),
      name,
    );
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return exampleObject(schema);
  if (type === 'array') return [exampleOf(schema.items, name)];
  if (type === 'integer' || type === 'number') return typeof schema.minimum === 'number' && schema.minimum > 1 ? schema.minimum : 1;
  if (type === 'boolean') return true;
  return type === 'string' ? name.replaceAll('_', ' ') || 'text' : null;
}

function exampleObject(schema: WireSchema): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  const names = Object.keys(properties);
  const shown = required.length > 0 ? names.filter((name) => required.includes(name)) : names.slice(0, 2);
  return Object.fromEntries(shown.map((name) => [name, exampleOf(properties[name], name)]));
}

function innerObject(schema: unknown): unknown {
  if (!isRecord(schema)) return null;
  const choices = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(choices)) return choices.map(innerObject).find((choice) => isRecord(choice)) ?? null;
  return schema.type === 'array' ? innerObject(schema.items) : isRecord(schema.properties) ? schema : null;
}
