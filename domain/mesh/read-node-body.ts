/** Reads from the bodies of entries what their rows do not tell: where properties are written, columns, refs as written. */

import { isRecord, parseJson } from '@weft/base/json';
import { readNodeFacts } from '@weft/dbt/artifacts/node-facts';
import { readFilledText, readRecord } from '@weft/dbt/artifacts/read-field';
import type { ModelColumns } from './propose-contracts.ts';
import type { WrittenRef } from './propose-refs.ts';

type Body = Readonly<Record<string, unknown>>;

/** Empty when there is none. */
export function parseBody(bytes: Buffer | undefined): Body {
  const parsed = parseJson(bytes?.toString('utf8') ?? 'null');
  return 'value' in parsed ? readRecord(parsed.value) : {};
}

export function readAttachedNode(body: Body): string | null {
  return readFilledText(body.attached_node);
}

/** `shop://models/core/core.yml` is a file of the project itself. */
export function readPatchFile(body: Body): string | null {
  const path = readFilledText(body.patch_path);
  return path === null ? null : path.slice(path.indexOf('://') < 0 ? 0 : path.indexOf('://') + '://'.length);
}

export function readColumns(uniqueId: string, body: Body, catalog: Body | null): ModelColumns {
  const { facts } = readNodeFacts('nodes', uniqueId, body);
  return {
    declared: (facts?.columns ?? []).map(({ name, dataType }) => ({ name, dataType })),
    applied: catalog === null ? null : readCatalogColumns(catalog),
    language: readFilledText(body.language) ?? 'sql',
    onSchemaChange: readFilledText(readRecord(body.config).on_schema_change),
  };
}

function readCatalogColumns(catalog: Body): NonNullable<ModelColumns['applied']> {
  return Object.entries(readRecord(catalog.columns))
    .map(([key, value]) => {
      const column = readRecord(value);
      return {
        name: readFilledText(column.name) ?? key,
        dataType: readFilledText(column.type),
        index: typeof column.index === 'number' ? column.index : Number.MAX_SAFE_INTEGER,
      };
    })
    .sort((a, b) => a.index - b.index)
    .map(({ name, dataType }) => ({ name, dataType }));
}

/** Of a unit test: the refs of its inputs, which are kept as text. */
export function readWrittenRefs(body: Body): WrittenRef[] {
  if (Array.isArray(body.given)) return body.given.flatMap((given) => readInput(readRecord(given).input));
  return Array.isArray(body.refs) ? body.refs.flatMap(readRef) : [];
}

function readRef(ref: unknown): WrittenRef[] {
  // Before manifest v10 a ref was a list of one or two names.
  if (Array.isArray(ref)) return asRef(ref.at(-1), ref.length > 1 ? ref[0] : null, null);
  return isRecord(ref) ? asRef(ref.name, ref.package, ref.version) : [];
}

function readInput(input: unknown): WrittenRef[] {
  const match = typeof input === 'string' ? inputPattern.exec(input) : null;
  if (!match) return [];
  const [, first, second, version] = match;
  return asRef(second ?? first, second === undefined ? null : first, version ?? null);
}

const inputPattern =
  /^\s*ref\(\s*['"]([^'"]+)['"]\s*(?:,\s*['"]([^'"]+)['"]\s*)?(?:,\s*(?:v|version)\s*=\s*['"]?([^'")\s]+)['"]?\s*)?\)\s*$/;

function asRef(name: unknown, packageName: unknown, version: unknown): WrittenRef[] {
  if (typeof name !== 'string') return [];
  const isVersion = typeof version === 'string' || typeof version === 'number';
  return [{ name, packageName: readFilledText(packageName), version: isVersion ? version : null }];
}
