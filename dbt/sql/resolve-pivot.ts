/** Resolves PIVOT, UNPIVOT and MATCH_RECOGNIZE: items of a FROM that give other columns than they read. */

import { isRecord } from '@weft/base/json';
import type { Name } from './dialect.ts';
import { mergeOrigins, noOrigin, type Origin, transformed } from './origin.ts';
import { makeColumn, makeRest, type Resolver, renamed } from './resolver.ts';
import { type Column, type Env, openScope, type Scope, Source } from './scope.ts';
import { kindOf, listOf, literalOf, nameOf, namesOf, partsOf, type Tree, textOf, treeOf } from './syntax-tree.ts';

/** `t pivot (sum(x) as s for q in ('a', 'b'))`. */
export function resolvePivot(r: Resolver, parts: Tree, scope: Scope): Source {
  const input = r.source(parts.this, scope);
  const inner = over(input, scope);
  const values = listOf(parts.expressions).map((node) => ({ alias: aliasOf(node), origin: r.expression(node, inner) }));
  const spread = listOf(parts.fields).map((field) => partsOf(field));
  const used = namesIn(r, [parts.expressions, spread.map((field) => field.this)]);
  for (const field of spread) r.use('filter', r.expression({ this: field.this }, inner));
  const group = listOf(partsOf(parts.group).expressions);
  const columns = grouped(r, input, group, used);
  const names = cross(spread.map((field) => labels(r, field)));
  if (names === null) columns.push(unknownValues(r, mergeOrigins(values.map(({ origin }) => origin))));
  else
    for (const name of names)
      for (const { alias, origin } of values)
        columns.push(makeColumn(r, { text: columnName(r, name, alias, values.length), isQuoted: true }, origin));
  const alias = nameOf(parts.alias);
  const listed = namesOf(parts.alias_columns);
  return new Source(alias ? r.name(alias) : input.alias, renamed(r, names === null ? columns : lenient(r, columns), listed));
}

/** Names that the values make are written without quotes as often as with them. */
function lenient(r: Resolver, columns: readonly Column[]): readonly Column[] {
  return columns.map((column) =>
    r.dialect === 'snowflake' || column.rest ? column : { ...column, key: r.name({ text: column.name, isQuoted: false }) },
  );
}

function over(input: Source, scope: Scope): Scope {
  return { ...openScope(scope.env), sources: [input] };
}

/** What is neither spread nor summed up stays, and says which rows there are; with GROUP BY, only what is named. */
function grouped(r: Resolver, input: Source, group: readonly unknown[], used: ReadonlySet<string>): Column[] {
  const wanted = new Set(group.flatMap((node) => nameOf(node) ?? []).map((name) => r.name(name)));
  const kept = input.columns.filter(({ key, rest }) => (rest ? wanted.size === 0 : wanted.size > 0 ? wanted.has(key) : !used.has(key)));
  for (const name of group.flatMap((node) => nameOf(node) ?? [])) {
    const rest = input.has(r.name(name)) ? null : input.findRest(r.name(name), name.text);
    if (rest) kept.push(makeColumn(r, name, rest));
  }
  for (const { origin } of kept) r.use('group', origin);
  return kept.map((column) =>
    column.rest ? { ...column, rest: (key, name) => (used.has(key) ? null : (column.rest?.(key, name) ?? null)) } : column,
  );
}

function unknownValues(r: Resolver, origin: Origin): Column {
  const problem = r.problems.note('pivot.unknown_values', 'PIVOT makes columns of values that only the warehouse knows.');
  return makeRest(origin, problem, () => origin);
}

interface Label {
  readonly text: string;
  readonly isAliased: boolean;
}

/** null: a subquery, or ANY. */
function labels(r: Resolver, field: Tree): readonly Label[] | null {
  if (isRecord(field.query) || isRecord(field.subquery)) return null;
  const list = listOf(field.expressions);
  const found = list.flatMap((node): Label[] => {
    const alias = nameOf(partsOf(node).alias);
    if ((kindOf(node) === 'pivot_alias' || kindOf(node) === 'alias') && alias) return [{ text: alias.text, isAliased: true }];
    const literal = literalOf(node);
    if (literal) return [{ text: r.dialect === 'snowflake' && literal.isText ? `'${literal.text}'` : literal.text, isAliased: false }];
    const name = kindOf(node) === 'column' || kindOf(node) === 'identifier' ? nameOf(node) : null;
    return name && name.text.toLowerCase() !== 'any' ? [{ text: name.text, isAliased: false }] : [];
  });
  return found.length === list.length && found.length > 0 ? found : null;
}

function cross(lists: readonly (readonly Label[] | null)[]): readonly string[] | null {
  let names: string[] = [''];
  for (const list of lists) {
    if (list === null) return null;
    names = names.flatMap((before) => list.map(({ text }) => (before === '' ? text : `${before}_${text}`)));
    if (names.length > 10_000) return null;
  }
  return lists.length === 0 ? null : names;
}

/** BigQuery puts the aggregate's alias first, the others last; Spark and Redshift leave it out where there is only one. */
function columnName(r: Resolver, value: string, alias: Name | null, count: number): string {
  if (alias === null) return value;
  if (r.dialect === 'bigquery') return `${alias.text}_${value}`;
  if (count === 1 && r.dialect !== 'duckdb' && r.dialect !== 'redshift') return value;
  return `${value}_${alias.text}`;
}

function aliasOf(node: unknown): Name | null {
  return kindOf(node) === 'alias' ? nameOf(partsOf(node).alias) : null;
}

/** Folded names of all columns in some expressions. */
function namesIn(r: Resolver, node: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(node)) for (const each of node) namesIn(r, each, found);
  else if (isRecord(node))
    for (const key in node) {
      const name = key === 'column' ? nameOf(treeOf(node[key]).name) : null;
      if (name) found.add(r.name(name));
      else namesIn(r, node[key], found);
    }
  return found;
}

/** DuckDB's `pivot t on q using sum(x) group by a` and `unpivot t on a, b into name n value v`. */
export function resolvePivotStatement(r: Resolver, parts: Tree, env: Env): readonly Column[] {
  const scope = openScope(env);
  const input = r.source(asTable(parts.this), scope);
  const inner = over(input, scope);
  const listed = listOf(parts.expressions);
  if (parts.unpivot === true) return unpivoted(r, input, { listed, ...intoNames(parts.into) }, inner);
  const values = listOf(parts.using).map((node) => r.expression(node, inner));
  const used = namesIn(r, [listed, parts.using]);
  for (const node of listed) r.use('filter', r.expression({ this: kindOf(node) === 'in' ? partsOf(node).this : node }, inner));
  const columns = grouped(r, input, listOf(partsOf(parts.group).expressions), used);
  const names = listed.every((node) => kindOf(node) === 'in') ? cross(listed.map((node) => labels(r, partsOf(node)))) : null;
  if (names === null) return [...columns, unknownValues(r, mergeOrigins(values))];
  const aliases = listOf(parts.using).map(aliasOf);
  const made = names.flatMap((name) =>
    values.map((origin, at) => makeColumn(r, { text: columnName(r, name, aliases[at] ?? null, values.length), isQuoted: false }, origin)),
  );
  return [...columns, ...made];
}

/** The statement's table is read as a column. */
function asTable(node: unknown): unknown {
  const { column } = treeOf(node);
  if (!isRecord(column)) return node;
  return { table: { name: column.name, schema: column.table ?? null, catalog: null } };
}

function intoNames(into: unknown): { readonly name: Name | null; readonly values: readonly Name[] } {
  const { this: name, expressions } = partsOf(into);
  return { name: nameOf(name), values: namesOf(expressions) };
}

interface Unpivot {
  readonly listed: readonly unknown[];
  readonly name: Name | null;
  readonly values: readonly Name[];
}

function unpivoted(r: Resolver, input: Source, { listed, name, values }: Unpivot, inner: Scope): readonly Column[] {
  const used = namesIn(r, listed);
  const kept = input.columns.filter(({ key, rest }) => rest !== null || !used.has(key));
  const groups = listed.map(columnsIn);
  const names = values.length > 0 ? values : [{ text: 'value', isQuoted: false }];
  const made = names.map((each, at) => {
    const origins = groups.flatMap((group) => (group[at] === undefined ? [] : [r.expression(group[at], inner)]));
    return makeColumn(r, each, mergeOrigins(origins));
  });
  return [...kept, makeColumn(r, name ?? { text: 'name', isQuoted: false }, noOrigin), ...made];
}

/** One, or several in brackets, that become several values. */
function columnsIn(node: unknown): readonly unknown[] {
  switch (kindOf(node)) {
    case 'tuple':
      return listOf(partsOf(node).expressions);
    case 'paren':
    case 'alias':
    case 'pivot_alias':
      return columnsIn(partsOf(node).this);
    default:
      return [node];
  }
}

export function resolveUnpivot(r: Resolver, parts: Tree, scope: Scope): Source {
  const input = r.source(parts.this, scope);
  const values = [nameOf(parts.value_column), ...namesOf(parts.extra_value_columns)].filter((name) => name !== null);
  const columns = unpivoted(r, input, { listed: listOf(parts.columns), name: nameOf(parts.name_column), values }, over(input, scope));
  const alias = nameOf(parts.alias);
  return new Source(alias ? r.name(alias) : input.alias, renamed(r, columns, namesOf(parts.alias_columns)));
}

/** Those in DEFINE, and those that match any row, which only the pattern names. */
function patternNames(parts: Tree): readonly Name[] {
  const written = [...textOf(parts.pattern).matchAll(/[A-Za-z_]\w*/g)].map(([text]) => ({ text, isQuoted: false }));
  return [...written, ...listOf(parts.define).flatMap((pair) => nameOf(listOf(pair)[0]) ?? [])];
}

export function resolveMatches(r: Resolver, parts: Tree, scope: Scope): Source {
  const input = r.source(parts.this, scope);
  const patterns = patternNames(parts);
  // `a.price` in a measure is the price of a row that the pattern `a` matched.
  const inner = over(input, scope);
  for (const name of patterns) inner.sources.push(new Source(r.name(name), input.columns));
  const bare: Scope = { ...inner, sources: [input] };
  const columns: Column[] = listOf(parts.partition_by).flatMap((node) => {
    const name = nameOf(node);
    return name ? [makeColumn(r, name, r.expression(node, bare))] : [];
  });
  for (const { origin } of columns) r.use('window', origin);
  for (const node of listOf(parts.order_by)) r.use('window', r.expression(treeOf(node).this, bare));
  for (const pair of listOf(parts.define)) r.use('filter', r.expression(listOf(pair)[1], inner));
  for (const measure of listOf(parts.measures)) {
    const { this: node } = treeOf(measure);
    const name = aliasOf(node);
    if (name)
      columns.push(
        makeColumn(r, name, transformed([r.expression(partsOf(node).this, { ...inner, sources: [...inner.sources.slice(1), input] })])),
      );
  }
  const alias = nameOf(parts.alias);
  const isWhole = /all/i.test(String(parts.rows ?? ''));
  return new Source(
    alias ? r.name(alias) : null,
    isWhole ? [...input.columns.filter((it) => !columns.some(({ key }) => key === it.key)), ...columns] : columns,
  );
}
