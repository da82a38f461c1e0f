/** Resolves one SELECT: its FROM, its columns, and what its other clauses use. */
import { isRecord } from '@weft/base/json';
import type { Name } from './dialect.ts';
import { mergeOrigins, noOrigin, type Origin, transformed } from './origin.ts';
import { expandColumnsFunction } from './resolve-columns-function.ts';
import { namedFunctionColumns } from './resolve-function.ts';
import { joinItem } from './resolve-join.ts';
import { expandStar } from './resolve-star.ts';
import { makeColumn, makeRest, type Resolver } from './resolver.ts';
import { type Column, type Env, openScope, type Scope } from './scope.ts';
import { kindOf, listOf, literalOf, nameOf, namesOf, partsOf, type Tree, textOf, treeOf } from './syntax-tree.ts';

export function resolveSelect(r: Resolver, parts: Tree, env: Env): readonly Column[] {
  const scope = openScope(env);
  for (const item of listOf(treeOf(parts.from).expressions)) scope.sources.push(r.source(item, scope));
  for (const join of listOf(parts.joins)) joinItem(r, treeOf(join), scope);
  for (const view of listOf(parts.lateral_views)) {
    const { this: node, table_alias, column_aliases } = treeOf(view);
    scope.sources.push(namedFunctionColumns(r, node, { alias: nameOf(table_alias), columns: namesOf(column_aliases) }, scope));
  }
  for (const window of listOf(parts.windows)) {
    const { name, spec } = treeOf(window);
    const known = nameOf(name);
    if (known) scope.windows.set(r.name(known), spec);
  }
  const columns: Column[] = [];
  const items: Origin[] = [];
  for (const item of listOf(parts.expressions)) {
    const before = columns.length;
    project(r, item, scope, columns);
    items.push(mergeOrigins(columns.slice(before).map(({ origin }) => origin)));
  }
  r.spend(columns.length + scope.sources.reduce((sum, source) => sum + source.columns.length, 0));
  noteUses(r, parts, { ...scope, areAliasesKnown: true }, items);
  return columns;
}

function project(r: Resolver, item: unknown, scope: Scope, columns: Column[]): void {
  const kind = kindOf(item);
  const parts = partsOf(item);
  if (kind === 'star') {
    expandStar(r, parts, scope, columns);
    return;
  }
  if (r.hasColumnsFunction && expandColumnsFunction(r, item, scope, columns)) return;
  if (kind === 'dot' && nameOf(parts.field)?.text === '*') {
    const origin = transformed([r.expression(parts.this, scope)]);
    columns.push(makeRest(origin, r.problems.note('star.unknown_fields', '.*: the fields of a struct are not known.'), () => origin));
    return;
  }
  const names = kind === 'alias' ? namesOf(parts.column_aliases) : [];
  if (names.length > 0) {
    columns.push(...namedFunctionColumns(r, parts.this, { alias: null, columns: names }, scope).columns);
    return;
  }
  const alias = kind === 'alias' ? nameOf(parts.alias) : null;
  const origin = r.expression(alias ? parts.this : item, scope);
  columns.push(makeColumn(r, alias ?? impliedName(r, item) ?? { text: `_col_${columns.length}`, isQuoted: false }, origin));
  if (alias) scope.aliases.set(r.name(alias), origin);
}

/** What a column is called that nobody named. */
function impliedName(r: Resolver, item: unknown): Name | null {
  const kind = kindOf(item);
  const parts = partsOf(item);
  switch (kind) {
    case 'column':
      return nameOf(parts.name);
    case 'dot':
      return nameOf(parts.field);
    case 'cast':
    case 'try_cast':
    case 'safe_cast':
    case 'paren':
      return impliedName(r, parts.this);
    case 'function':
      return r.dialect === 'postgres' || r.dialect === 'redshift' ? { text: textOf(parts.name).toLowerCase(), isQuoted: false } : null;
    default:
      return (r.dialect === 'postgres' || r.dialect === 'redshift') && postgresNames.has(kind) ? { text: kind, isQuoted: false } : null;
  }
}

const postgresNames: ReadonlySet<string> = new Set([
  'sum',
  'count',
  'avg',
  'min',
  'max',
  'coalesce',
  'case',
  'lower',
  'upper',
  'exists',
  'round',
]);

const filters = ['where_clause', 'prewhere', 'having', 'qualify', 'connect'] as const;

function noteUses(r: Resolver, parts: Tree, scope: Scope, items: readonly Origin[]): void {
  for (const clause of filters) {
    const { [clause]: node } = parts;
    if (isRecord(node)) r.use('filter', r.expression({ [clause]: node }, scope));
  }
  const group = treeOf(parts.group_by);
  if (group.all === true && listOf(group.expressions).length === 0)
    for (const origin of items) if (origin.kind !== 'aggregate') r.use('group', origin);
  for (const node of listOf(group.expressions)) r.use('group', atPlace(r, node, scope, items));
  for (const node of listOf(parts.distinct_on)) r.use('group', atPlace(r, node, scope, items));
  for (const node of listOf(treeOf(parts.order_by).expressions)) {
    const by = treeOf(node).this;
    for (const origin of isAll(by) ? items : [atPlace(r, by, scope, items)]) r.use('order', origin);
  }
}

/** `order by all`, which the parser takes for a column of that name; unquoted, none can have it. */
function isAll(node: unknown): boolean {
  const name = kindOf(node) === 'column' ? nameOf(partsOf(node).name) : null;
  return name !== null && !name.isQuoted && name.text.toLowerCase() === 'all' && partsOf(node).table == null;
}

/** `group by 1` and `order by 2` mean a column of the select list. */
function atPlace(r: Resolver, node: unknown, scope: Scope, items: readonly Origin[]): Origin {
  const literal = literalOf(node);
  if (literal === null) return r.expression(node, scope);
  return literal.isText ? noOrigin : (items[Number(literal.text) - 1] ?? noOrigin);
}
