/** Finds what a column's name means in a scope, as SQL does: nearest query first, columns before aliases. */

import { isRecord } from '@weft/base/json';
import { hasLateralAliases, type Name } from './dialect.ts';
import { mergeOrigins, noOrigin, type Origin, transformed, unknownOrigin } from './origin.ts';
import type { Resolver } from './resolver.ts';
import { findSource, type Scope, type Source } from './scope.ts';
import { nameOf, partsOf, treeOf } from './syntax-tree.ts';

/** `parts`: of a `column` node: its name, and what stands before the dot. */
export function resolveColumn(r: Resolver, parts: Readonly<Record<string, unknown>>, scope: Scope): Origin {
  const written = nameOf(parts.name);
  if (written === null) return noOrigin;
  // `t.items` in `from t, t.items as item at place` is one name to the parser.
  const [before, ...after] = written.isQuoted ? [] : written.text.split('.');
  const isPath = before !== undefined && after.length > 0 && parts.table == null;
  const name = isPath ? { text: after.join('.'), isQuoted: false } : written;
  const table = isPath ? { text: before, isQuoted: false } : nameOf(parts.table);
  for (let at: Scope | null = scope; at !== null; at = at.env.outer) {
    const found = table === null ? findBare(r, name, at) : findQualified(r, table, name, at);
    if (found) return found;
  }
  return notFound(r, table, name, scope);
}

function findQualified(r: Resolver, table: Name, name: Name, scope: Scope): Origin | null {
  const alias = r.name(table);
  const source = scope.sources.findLast((it) => it.alias === alias);
  if (source) {
    const found = findIn(r, source, name) ?? (source.value === null ? null : transformed([source.value]));
    if (found) return found;
  }
  // A field of a struct column: `payload.id`.
  const column = source ? null : findAmong(r, table, scope);
  return column === null ? null : transformed([column]);
}

function findIn(r: Resolver, source: Source, name: Name): Origin | null {
  const key = r.name(name);
  return source.find(name, key) ?? source.findRest(key, name.text) ?? atPlace(source, name);
}

/** Snowflake's `t.$1`. */
function atPlace(source: Source, { text, isQuoted }: Name): Origin | null {
  const place = isQuoted ? undefined : /^\$(\d+)$/.exec(text)?.[1];
  const column = place === undefined ? undefined : source.columns[Number(place) - 1];
  return column && column.rest === null ? column.origin : null;
}

function findBare(r: Resolver, name: Name, scope: Scope): Origin | null {
  const key = r.name(name);
  if (scope.parameters.has(key)) return noOrigin;
  const found = findAmong(r, name, scope);
  if (found) return found;
  // The name of a row, or of what a function gives one at a time.
  const row = scope.sources.find((source) => source.alias === key);
  if (!row) return null;
  return row.value ?? transformed(row.columns.map(({ origin }) => origin));
}

function findAmong(r: Resolver, name: Name, scope: Scope): Origin | null {
  const key = r.name(name);
  const merged = scope.using.get(key);
  if (merged) return merged;
  for (const source of scope.sources) {
    const origin = source.known(key);
    if (origin) return origin;
  }
  const alias = scope.aliases.get(key);
  if (alias && (scope.areAliasesKnown || hasLateralAliases(r.dialect))) return alias;
  for (const source of scope.sources) {
    const origin = source.find(name, key);
    if (origin) return origin;
  }
  if (scope.sources.some((source) => source.alias === key && source.value !== null)) return null;
  return findOpen(r, name, scope);
}

/** A column of one of the items whose columns are not all known: of the only one there is. */
function findOpen(r: Resolver, name: Name, scope: Scope): Origin | null {
  const key = r.name(name);
  const open = scope.sources.filter((source) => source.isOpen);
  const found = open.flatMap((source) => source.findRest(key, name.text) ?? []);
  const [first] = found;
  if (first === undefined) return null;
  if (found.length === 1) return first;
  const where = [...new Set(mergeOrigins(found).parents.map((parent) => labelOf(r, parent)))].sort();
  return unknownOrigin(
    r.problems.note('column.ambiguous', `${name.text} could be a column of ${where.join(' or of ')}: their columns are not known.`),
  );
}

function labelOf(r: Resolver, column: number): string {
  return r.relations.base(r.relations.columns[column]?.relation ?? 0).known.label;
}

function notFound(r: Resolver, table: Name | null, name: Name, scope: Scope): Origin {
  const written = table === null ? name.text : `${table.text}.${name.text}`;
  // What is asked of one relation can be of no other.
  const source = table === null ? null : findSource(scope, r.name(table));
  const around = (source ? [source] : scope.sources).some(({ isOpen }) => isOpen)
    ? 'could be of several relations'
    : 'is no column of what is read there';
  return unknownOrigin(r.problems.note('column.unresolved', `${written} ${around}.`));
}

/** `a.b.c`, where the parser cannot know what is a table and what a field; null when it holds more than names. */
export function resolveDotted(r: Resolver, node: unknown, scope: Scope): Origin | null {
  const path = pathOf(node);
  if (path === null) return null;
  const keys = path.map((name) => r.name(name));
  for (let at = Math.min(3, path.length - 1); at >= 2; at--) {
    // `schema.table.column` and `database.schema.table.column`.
    const [schema = '', alias, name] = [keys[at - 2], keys[at - 1], path[at]];
    for (let here: Scope | null = scope; here !== null; here = here.env.outer) {
      const source = here.sources.findLast((it) => it.alias === alias && it.schema === schema);
      const found = source && name ? findIn(r, source, name) : null;
      if (found) return path.length > at + 1 ? transformed([found]) : found;
    }
  }
  return null;
}

function pathOf(node: unknown): Name[] | null {
  const { dot, column } = treeOf(node);
  if (isRecord(column)) {
    const [table, name] = [nameOf(column.table), nameOf(column.name)];
    return name === null ? null : table === null ? [name] : [table, name];
  }
  if (!isRecord(dot)) return null;
  const [before, field] = [pathOf(dot.this), nameOf(partsOf(node).field)];
  return before === null || field === null ? null : [...before, field];
}
