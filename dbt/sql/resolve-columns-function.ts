/** DuckDB's `columns(…)`: what it stands in is there once for each column that it means. */
import { isRecord } from '@weft/base/json';
import { noOrigin } from './origin.ts';
import { expandMatching, expandStar } from './resolve-star.ts';
import { makeRest, type Resolver } from './resolver.ts';
import { type Column, type Scope, Source } from './scope.ts';
import { kindOf, listOf, literalOf, nameOf, partsOf, type Tree, textOf } from './syntax-tree.ts';

/** As no relation is called. */
const placeName = '\u0000columns';

/** False: there is none in the item. */
export function expandColumnsFunction(r: Resolver, item: unknown, scope: Scope, columns: Column[]): boolean {
  const call = findCall(item);
  if (call === null) return false;
  const meant = columnsOf(r, call, scope);
  if (call === item) {
    columns.push(...meant);
    return true;
  }
  const place = { column: { table: { name: placeName, quoted: true }, name: { name: placeName, quoted: true } } };
  const expression = replaceCalls(kindOf(item) === 'alias' ? partsOf(item).this : item, place);
  const alias = kindOf(item) === 'alias' ? nameOf(partsOf(item).alias) : null;
  for (const column of meant) {
    const key = r.name({ text: placeName, isQuoted: true });
    const stand = new Source(key, [{ name: placeName, key, origin: column.origin, rest: null }]);
    const origin = r.expression(expression, { ...scope, sources: [...scope.sources, stand] });
    const named = alias && column.rest === null ? { name: alias.text, key: r.name(alias) } : {};
    columns.push({ ...column, ...named, origin });
  }
  return true;
}

function columnsOf(r: Resolver, call: Tree, scope: Scope): readonly Column[] {
  const columns: Column[] = [];
  const [meant] = listOf(partsOf(call).args);
  const pattern = literalOf(meant);
  if (kindOf(meant) === 'star') expandStar(r, partsOf(meant), scope, columns);
  else if (pattern) expandMatching(r, pattern.text, scope, columns);
  else columns.push(makeRest(noOrigin, r.problems.note('star.pattern', 'columns(…): what it means is not understood.'), () => null));
  return columns;
}

function isCall(node: Tree): boolean {
  return kindOf(node) === 'function' && textOf(partsOf(node).name).toLowerCase() === 'columns';
}

/** Those of a subquery are of its own items. */
function isQuery(node: Tree): boolean {
  return ['select', 'subquery', 'union', 'except', 'intersect'].includes(kindOf(node)) && isRecord(partsOf(node));
}

function findCall(node: unknown): Tree | null {
  if (Array.isArray(node)) return node.map(findCall).find((it) => it !== null) ?? null;
  if (!isRecord(node) || isQuery(node)) return null;
  if (isCall(node)) return node;
  return findCall(Object.values(node));
}

function replaceCalls(node: unknown, by: Tree): unknown {
  if (Array.isArray(node)) return node.map((it) => replaceCalls(it, by));
  if (!isRecord(node) || isQuery(node)) return node;
  if (isCall(node)) return by;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, replaceCalls(value, by)]));
}
