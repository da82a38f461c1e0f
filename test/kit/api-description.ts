/** The published descriptions of the official API, and a check of answers against them: fields that are missing, and types that are others. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../../../shared/reference/openapi');
export const isDescribed = existsSync(folder);

export type Version = 'v2' | 'v3';

export function descriptionFile(version: Version): string {
  return join(folder, `openapi-${version}.yaml`);
}

/** The parts of the description language that these descriptions use. */
interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
}
const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.object({
    $ref: z.string().optional(),
    type: z.string().optional(),
    format: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    allOf: z.array(schemaSchema).optional(),
    anyOf: z.array(schemaSchema).optional(),
    oneOf: z.array(schemaSchema).optional(),
    items: schemaSchema.optional(),
    properties: z.record(z.string(), schemaSchema).optional(),
  }),
);
const described = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ name: z.string(), in: z.string() })).default([]),
        responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.object({ schema: schemaSchema })).optional() })),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), schemaSchema) }),
});
export type Description = z.infer<typeof described>;

const descriptions = new Map<Version, Description>();

/** Half a megabyte of YAML: once. */
export function readDescription(version: Version): Description {
  const known = descriptions.get(version);
  if (known) return known;
  const made = described.parse(parse(readFileSync(descriptionFile(version), 'utf8')));
  descriptions.set(version, made);
  return made;
}

/** As `Schema.field: what is wrong`. null is right for every field that is not named here, since the descriptions do not say where it may be. */
const neverNull = new Set(['status', 'extra', 'pagination', 'id', 'account_id', 'project_id', 'name', 'state', 'created_at', 'updated_at']);

export class Checker {
  readonly problems = new Set<string>();
  readonly #schemas: Readonly<Record<string, Schema>>;

  constructor(description: Description) {
    this.#schemas = description.components.schemas;
  }

  check(schema: Schema, value: unknown, place: string): void {
    if (schema.$ref !== undefined) {
      const name = schema.$ref.split('/').at(-1) ?? '';
      const target = this.#schemas[name];
      if (target === undefined) throw new Error(`the description has no ${name}`);
      // An enum has no fields: it is told by the field that it is of.
      this.check(target, value, target.properties ? name : place);
      return;
    }
    if (value === null) return;
    for (const part of schema.allOf ?? []) this.check(part, value, place);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices && !choices.some((choice) => isOfType(choice, value))) this.problems.add(`${place}: ${typeof value}`);
    if (!isOfType(schema, value)) {
      this.problems.add(`${place}: ${Array.isArray(value) ? 'array' : typeof value} instead of ${schema.type}`);
      return;
    }
    if (schema.enum && !schema.enum.includes(value)) this.problems.add(`${place}: ${JSON.stringify(value)} is not among its values`);
    else if (schema.format === 'date-time' && !/^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d/.test(String(value)))
      this.problems.add(`${place}: no time`);
    if (Array.isArray(value) && schema.items) for (const item of value) this.check(schema.items, item, place);
    if (schema.properties && typeof value === 'object') this.#checkFields(schema.properties, new Map(Object.entries(value)), place);
  }

  #checkFields(properties: Readonly<Record<string, Schema>>, value: ReadonlyMap<string, unknown>, place: string): void {
    for (const [name, schema] of Object.entries(properties)) {
      const inner = value.get(name);
      if (inner === undefined) this.problems.add(`${place}.${name}: missing`);
      else if (inner === null && isNeverNull(name, schema)) this.problems.add(`${place}.${name}: null`);
      else this.check(schema, inner, `${place}.${name}`);
    }
  }
}

/** A client that reads a list or a flag seldom looks whether it is one. */
function isNeverNull(name: string, schema: Schema): boolean {
  return neverNull.has(name) || schema.type === 'array' || schema.type === 'boolean';
}

function isOfType({ type }: Schema, value: unknown): boolean {
  switch (type) {
    case undefined:
      return true;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && !Array.isArray(value);
    default:
      return typeof value === type;
  }
}
