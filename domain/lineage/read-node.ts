/** Reads from a node's body what its columns follow from. */
import { parseJson } from '@weft/base/json';
import { readNodeFacts } from '@weft/dbt/artifacts/node-facts';
import { readCatalogTable } from '@weft/dbt/artifacts/read-catalog';
import { readFilledText, readRecord } from '@weft/dbt/artifacts/read-field';
import type { NodeColumns } from './node-columns.ts';

export interface NodeText {
  /** null: dbt has not compiled it, or it has none. */
  readonly sql: string | null;
  readonly language: string;
  readonly described: readonly { readonly name: string; readonly isExact: boolean }[];
  readonly isContracted: boolean;
}

export function readNode(section: string, uniqueId: string, bytes: Buffer | undefined): NodeText {
  const body = parse(bytes);
  const { facts } = readNodeFacts(section, uniqueId, body);
  const columns = readRecord(body.columns);
  return {
    // `compiled_sql` before dbt 1.3.
    sql: readFilledText(body.compiled_code) ?? readFilledText(body.compiled_sql),
    language: readFilledText(body.language) ?? 'sql',
    described: (facts?.columns ?? []).map(({ name }) => ({ name, isExact: readRecord(columns[name]).quote === true })),
    isContracted: facts?.contractEnforced ?? false,
  };
}

export function readCatalogColumns(uniqueId: string, bytes: Buffer | undefined): readonly { name: string; isExact: boolean }[] {
  if (bytes === undefined) return [];
  const { result } = readCatalogTable(uniqueId, parse(bytes));
  return (result?.columns ?? []).map(({ name }) => ({ name, isExact: true }));
}

function parse(bytes: Buffer | undefined): Readonly<Record<string, unknown>> {
  const parsed = parseJson(bytes?.toString('utf8') ?? 'null');
  return 'value' in parsed ? readRecord(parsed.value) : {};
}

/** Columns that are known without SQL; `none` where nothing tells of any. */
export function toldColumns(catalog: readonly { name: string; isExact: boolean }[], { described, isContracted }: NodeText): NodeColumns {
  const list = catalog.length > 0 ? catalog : described;
  // A contract names all columns, so it is as good as the catalog.
  const source = catalog.length > 0 || (isContracted && list.length > 0) ? 'catalog' : list.length > 0 ? 'described' : 'none';
  const columns = list.map(({ name, isExact }) => ({ name, isExact, kind: 'none' as const, parents: [], problems: [] }));
  return { relations: [], columns, uses: [], problems: [], source };
}
