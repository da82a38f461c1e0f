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

/** `shop://models/core/core.yml` is a file of the project itself. */
export function fileOfPatch(patchPath: string | null): string | null {
  return patchPath === null ? null : patchPath.slice(patchPath.indexOf('://') < 0 ? 0 : patchPath.indexOf('://') + '://'.length);
}

/**
 * One field of a body, without parsing the rest: thousands are read at once. Quotes inside of texts are escaped, so the name in quotes with a
 * colon after it is a key; where it is one more than once, the body is parsed to find the outermost.
 */
export function readTextField(bytes: Buffer | undefined, name: string): string | null {
  if (bytes === undefined) return null;
  const key = `"${name}":`;
  const at = bytes.indexOf(key);
  if (at < 0) return null;
  if (bytes.indexOf(key, at + 1) >= 0) return readFilledText(parseBody(bytes)[name]);
  const [, text] = /^\s*("(?:[^"\\]|\\.)*")/.exec(bytes.toString('utf8', at + key.length, at + key.length + fieldBytesMax)) ?? [];
  const parsed = text === undefined ? null : parseJson(text);
  return parsed && 'value' in parsed ? readFilledText(parsed.value) : null;
}

/** Paths and ids; dbt's ids of tests are cut at 255. */
const fieldBytesMax = 2048;

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
