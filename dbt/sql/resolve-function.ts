/** What functions in a FROM give: unnested arrays, flattened documents, series, and those whose columns only the warehouse knows. */
import { isRecord } from '@weft/base/json';
import type { Name } from './dialect.ts';
import { mergeOrigins, noOrigin, type Origin, transformed } from './origin.ts';
import { makeColumn, makeRest, type Resolver } from './resolver.ts';
import { type Column, type Scope, Source } from './scope.ts';
import { kindOf, listOf, literalOf, partsOf, textOf } from './syntax-tree.ts';

export interface Aliases {
  readonly alias: Name | null;
  readonly columns: readonly Name[];
}

export function namedFunctionColumns(r: Resolver, node: unknown, { alias, columns: names }: Aliases, scope: Scope): Source {
  const value = transformed([r.expression(node, scope)]);
  const origins = originsOf(r, node, names.length, scope) ?? [];
  const columns: Column[] = names.map((name, at) => makeColumn(r, name, origins[at] ?? value));
  const key = alias === null ? null : r.name(alias);
  if (columns.length > 0) return new Source(key, columns, { value });
  return new Source(key, ownColumns(r, node, alias, value), { value });
}

/** One for each column, where the function tells them apart. */
function originsOf(r: Resolver, node: unknown, count: number, scope: Scope): readonly Origin[] | null {
  const kind = kindOf(node);
  const parts = partsOf(node);
  const name = functionName(node);
  if (kind === 'unnest') {
    const lists = [parts.this, ...listOf(parts.expressions)].filter(Boolean);
    const wide = parts.with_ordinality === true ? count - 1 : count;
    if (lists.length !== wide) return parts.with_ordinality === true ? withOrdinal(r, node, wide, scope) : null;
    return [...lists.map((list) => transformed([r.expression(list, scope)])), noOrigin];
  }
  if (/^posexplode/.test(name)) return [noOrigin];
  if (name === 'stack') {
    const [first, ...args] = listOf(parts.args);
    const rows = Number(literalOf(first)?.text);
    if (!(rows > 0)) return null;
    const width = Math.ceil(args.length / rows);
    return Array.from({ length: width }, (_, at) =>
      mergeOrigins(args.filter((_, i) => i % width === at).map((arg) => r.expression(arg, scope))),
    );
  }
  return null;
}

/** The ordinal is the last column, and of no column's making. */
function withOrdinal(r: Resolver, node: unknown, wide: number, scope: Scope): Origin[] {
  const value = transformed([r.expression(node, scope)]);
  return [...Array.from({ length: wide }, () => value), noOrigin];
}

/** `table(flatten(…))` is `flatten`. */
function functionName(node: unknown): string {
  const parts = partsOf(node);
  const kind = kindOf(node);
  if (kind !== 'function') return kind;
  const name = textOf(parts.name).toLowerCase();
  const [only] = listOf(parts.args);
  return name === 'table' && isRecord(only) ? functionName(only) : name;
}

const flattened = ['SEQ', 'KEY', 'PATH', 'INDEX', 'VALUE', 'THIS'];

/** Functions that give rows of one value. */
const single =
  /^(unnest|explode|explode_outer|generate_(series|array|date_array|timestamp_array|subscripts)|range|sequence|jsonb?_array_elements(_text)?|jsonb?_object_keys|regexp_split_to_table|string_to_table|split_to_table|repeat_row|array)$/;

function ownColumns(r: Resolver, node: unknown, alias: Name | null, value: Origin): readonly Column[] {
  const name = functionName(node);
  if (name === 'flatten') return flattened.map((text) => makeColumn(r, { text, isQuoted: false }, text === 'SEQ' ? noOrigin : value));
  if (/^jsonb?_each/.test(name)) return ['key', 'value'].map((text) => makeColumn(r, { text, isQuoted: false }, value));
  if (name === 'json_each' || name === 'json_tree')
    return ['key', 'value', 'type', 'atom', 'id', 'parent', 'fullkey', 'path'].map((text) =>
      makeColumn(r, { text, isQuoted: false }, value),
    );
  if (single.test(name)) return [makeColumn(r, singleName(r, name, alias), value)];
  const problem = r.problems.note('function.unknown_columns', `${name}(…): which columns this function gives is not known.`);
  return [makeRest(value, problem, () => value)];
}

function singleName(r: Resolver, name: string, alias: Name | null): Name {
  if ((r.dialect === 'databricks' || r.dialect === 'spark') && /explode/.test(name)) return { text: 'col', isQuoted: false };
  if (r.dialect === 'duckdb' && name === 'unnest') return { text: 'unnest', isQuoted: false };
  return alias ?? { text: name, isQuoted: false };
}

/** BigQuery's `with offset as n`. */
export function withOffset(r: Resolver, source: Source, offset: Name | null): Source {
  return offset === null ? source : new Source(source.alias, [...source.columns, makeColumn(r, offset, noOrigin)], { value: source.value });
}

/** Columns that the SQL itself declares: `as r(a int, b text)`, `columns (a int path …)`. */
export function declaredColumns(r: Resolver, names: readonly Name[], alias: Name | null, value: Origin): Source {
  return new Source(
    alias === null ? null : r.name(alias),
    names.map((name) => makeColumn(r, name, value)),
    { value },
  );
}
