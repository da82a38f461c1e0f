/** Resolves an item of a FROM: a table, a CTE, a subquery, a join in brackets, a function. */
import { hasCorrelatedTables, type Name } from './dialect.ts';
import { type Origin, transformed } from './origin.ts';
import type { KnownRelation } from './relations.ts';
import { declaredColumns, namedFunctionColumns, withOffset } from './resolve-function.ts';
import { joinItem } from './resolve-join.ts';
import { resolveMatches, resolvePivot, resolveUnpivot } from './resolve-pivot.ts';
import { makeRest, type Resolver, renamed } from './resolver.ts';
import { type Column, findCte, findSource, type Scope, Source } from './scope.ts';
import { kindOf, listOf, nameOf, namesOf, partsOf, type Tree, treeOf } from './syntax-tree.ts';

export function resolveSource(r: Resolver, node: unknown, scope: Scope): Source {
  const kind = kindOf(node);
  const parts = partsOf(node);
  const alias = nameOf(parts.alias);
  switch (kind) {
    case 'table':
      return tableSource(r, parts, scope);
    case 'subquery':
      if (kindOf(parts.this) === 'table' || kindOf(parts.this) === 'joined_table')
        return named(r, resolveSource(r, parts.this, scope), alias, []);
      // Only LATERAL sees the items before it; elsewhere the optimizer of no warehouse minds that this does.
      return new Source(keyOf(r, alias), r.query(node, { ctes: scope.env.ctes, outer: parts.lateral === true ? scope : scope.env.outer }));
    case 'select':
    case 'union':
    case 'intersect':
    case 'except':
    case 'values':
      return new Source(keyOf(r, alias), r.query(node, scope.env));
    case 'alias':
      return aliasedSource(r, parts, scope);
    case 'lateral':
    case 'unnest':
      return functionSource(r, kind === 'lateral' ? parts.this : node, parts, scope);
    case 'pivot':
      return parts.unpivot === true ? unknownSource(r, node, alias, scope) : resolvePivot(r, parts, scope);
    case 'unpivot':
      return resolveUnpivot(r, parts, scope);
    case 'match_recognize':
      return resolveMatches(r, parts, scope);
    case 'joined_table':
      return joinedSource(r, parts, scope);
    case 'paren':
      return resolveSource(r, parts.this, scope);
    case 'table_sample':
      return resolveSource(r, parts.this, scope);
    case 'at_index':
      return atIndex(r, parts, scope);
    case 'tuple':
      return tupleSource(r, parts, scope);
    case 'column':
      return namedFunctionColumns(r, node, { alias: nameOf(parts.name), columns: [] }, scope);
    default:
      return unknownSource(r, node, alias, scope);
  }
}

function keyOf(r: Resolver, alias: Name | null): string | null {
  return alias === null ? null : r.name(alias);
}

function unknownSource(r: Resolver, node: unknown, alias: Name | null, scope: Scope): Source {
  return namedFunctionColumns(r, node, { alias, columns: namesOf(partsOf(node).column_aliases) }, scope);
}

/** The same item under another name, and its columns under those of an alias list. */
function named(r: Resolver, source: Source, alias: Name | null, columns: readonly Name[]): Source {
  if (alias === null && columns.length === 0) return source;
  const more = { schema: alias ? null : source.schema, value: source.value };
  return new Source(alias ? r.name(alias) : source.alias, renamed(r, source.columns, columns), more);
}

function tableSource(r: Resolver, parts: Tree, scope: Scope): Source {
  const written = nameOf(parts.name) ?? { text: '', isQuoted: true };
  const alias = nameOf(parts.alias);
  const columns = namesOf(parts.column_aliases);
  const [catalog, schema] = [nameOf(parts.catalog), nameOf(parts.schema)];
  if (schema === null && !written.text.includes('.')) {
    const cte = findCte(scope.env, r.name(written));
    if (cte) return new Source(r.name(alias ?? written), renamed(r, cte.columns(), columns));
  }
  const items = hasCorrelatedTables(r.dialect) && schema ? correlated(r, [catalog, schema, written], scope) : null;
  if (items) return itemsOf(r, items, { alias: alias ?? written, columns });
  const known = lookUp(r, catalog, schema, written);
  const name = { text: written.text.split('.').at(-1) ?? '', isQuoted: written.isQuoted };
  const source = new Source(r.name(alias ?? name), renamed(r, columnsOf(r, known), columns), {
    schema: alias ? null : (keyOf(r, schema) ?? written.text.split('.').at(-2)?.toLowerCase() ?? null),
  });
  return source;
}

/** `orders.items` where `orders` is an item before it: an array of its. */
function correlated(r: Resolver, [catalog, schema, name]: readonly (Name | null | undefined)[], scope: Scope): Origin | null {
  const [first, second] = catalog ? [catalog, schema] : [schema, name];
  if (!first || !second) return null;
  const source = findSource(scope, r.name(first));
  const key = r.name(second);
  const origin = source && (source.find(second, key) ?? source.findRest(key, second.text) ?? source.value);
  return origin ? transformed([origin]) : null;
}

function itemsOf(r: Resolver, value: Origin, { alias, columns }: { alias: Name; columns: readonly Name[] }): Source {
  const names = columns.length > 0 ? columns : [alias];
  return declaredColumns(r, names, alias, value);
}

function lookUp(r: Resolver, catalog: Name | null, schema: Name | null, name: Name): KnownRelation {
  const parts = [catalog?.text, schema?.text, ...name.text.split('.')].filter((part) => part !== undefined && part !== '');
  const [database = null, inSchema = null] = [parts.at(-3), parts.at(-2)];
  const known = r.lookUp({ database, schema: inSchema, name: parts.at(-1) ?? '' });
  if (known) return known;
  const label = parts.join('.');
  r.problems.note('relation.unknown', `${label} is no relation that this project's manifest knows.`);
  return { key: `relation:${label}`, label, columns: null, isComplete: false, isSelf: false };
}

function columnsOf(r: Resolver, known: KnownRelation): readonly Column[] {
  const relation = r.relations.add(known);
  const { columns } = r.relations.base(relation);
  r.spend(columns.length);
  const straight = (key: string, name: string): Origin => ({
    kind: 'straight',
    problems: [],
    parents: [r.relations.column(relation, key, name)],
  });
  const list: Column[] = columns.map(({ name, key }) => ({ name, key, origin: straight(key, name), rest: null }));
  if (known.columns !== null && known.isComplete) return list;
  const why = known.columns === null ? 'the columns of' : 'whether there are columns beside those described of';
  return [...list, makeRest(straight('*', '*'), lazily(r, known, why), straight)];
}

function lazily(r: Resolver, known: KnownRelation, why: string): number {
  return r.problems.note(
    known.columns === null ? 'star.unknown_relation' : 'star.described_only',
    `${known.label}: ${why} this relation ${known.columns === null ? 'are' : 'is'} not known.`,
  );
}

function aliasedSource(r: Resolver, parts: Tree, scope: Scope): Source {
  const [alias, columns, inner] = [nameOf(parts.alias), namesOf(parts.column_aliases), parts.this];
  switch (kindOf(inner)) {
    case 'table':
    case 'subquery':
    case 'paren':
    case 'joined_table':
    case 'values':
    case 'select':
    case 'union':
      return named(r, resolveSource(r, inner, scope), alias, columns);
    case 'j_s_o_n_table':
    case 'json_table':
    case 'x_m_l_table':
    case 'xml_table':
      return declaredColumns(r, columns.length > 0 ? columns : schemaNames(inner), alias, transformed([r.expression(inner, scope)]));
    default:
      return namedFunctionColumns(r, inner, { alias, columns }, scope);
  }
}

function schemaNames(node: unknown): readonly Name[] {
  const schema = partsOf(partsOf(node).schema);
  return listOf(schema.expressions).flatMap((each) => nameOf(partsOf(each).this) ?? []);
}

function functionSource(r: Resolver, node: unknown, parts: Tree, scope: Scope): Source {
  const alias = nameOf(parts.alias);
  const columns = namesOf(parts.column_aliases);
  if (kindOf(node) === 'subquery' || kindOf(node) === 'select')
    return new Source(keyOf(r, alias), renamed(r, r.query(node, { ctes: scope.env.ctes, outer: scope }), columns));
  return withOffset(r, namedFunctionColumns(r, node, { alias, columns }, scope), nameOf(parts.offset_alias));
}

/** Items of a join in brackets are visible outside of them, unless the whole has a name of its own. */
function joinedSource(r: Resolver, parts: Tree, scope: Scope): Source {
  const alias = nameOf(parts.alias);
  if (alias === null) {
    const first = resolveSource(r, parts.left, scope);
    scope.sources.push(first);
    for (const join of listOf(parts.joins)) joinItem(r, treeOf(join), scope);
    return scope.sources.pop() ?? first;
  }
  const inner: Scope = { ...scope, sources: [], using: new Map() };
  inner.sources.push(resolveSource(r, parts.left, inner));
  for (const join of listOf(parts.joins)) joinItem(r, treeOf(join), inner);
  const columns = inner.sources.flatMap((source) => source.columns.filter(({ key }) => !source.merged.has(key)));
  const merged = columns.map((column) => ({ ...column, origin: (column.rest ? null : inner.using.get(column.key)) ?? column.origin }));
  return new Source(r.name(alias), merged);
}

/** Redshift's `from t, t.items as item at place`. */
function atIndex(r: Resolver, parts: Tree, scope: Scope): Source {
  const source = resolveSource(r, parts.this, scope);
  const place = nameOf(parts.expression);
  return place === null ? source : withOffset(r, source, place);
}

/** Postgres' `f(x) as r(a int, b text)`, as the parser has it. */
function tupleSource(r: Resolver, parts: Tree, scope: Scope): Source {
  const [call, alias] = listOf(parts.expressions);
  const { this: name, columns } = partsOf(alias);
  const value = transformed([r.expression(call, scope)]);
  const names = listOf(columns).flatMap((column) => nameOf(partsOf(column).name) ?? []);
  return declaredColumns(r, names, nameOf(name), value);
}
