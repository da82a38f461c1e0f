/**
 * Mends what the parser (0.12) gets wrong: in `select … where a > (select …) union all select …` it takes the set operation for the operand, so that
 * all branches but the first would vanish into a condition. A set operation that stands bare in an expression, its first branch a subquery in
 * brackets, is always that: the query's own.
 */
import { isRecord } from '@weft/base/json';
import { isSetOperation, kindOf, partsOf, type Tree } from './syntax-tree.ts';

/** Nodes in brackets, or with brackets of their own: a set operation below them is theirs. */
const closed: ReadonlySet<string> = new Set(['subquery', 'select', 'exists', 'with', 'paren', 'function', 'in', 'array_func']);

interface Found {
  readonly path: readonly (string | number)[];
  readonly kind: string;
  readonly parts: Tree;
}

/** The query as it was meant, or null where there is nothing to mend. `parts`: of a `select`. */
export function hoistSetOperation(parts: Tree): Tree | null {
  for (const at of ['qualify', 'having', 'where_clause', 'joins', 'expressions']) {
    const found = lastOpen(parts[at], [at]);
    if (!found) continue;
    const chain: { kind: string; parts: Tree }[] = [];
    let operand: unknown = { [found.kind]: found.parts };
    while (isSetOperation(kindOf(operand), partsOf(operand))) {
      const inner = partsOf(operand);
      chain.push({ kind: kindOf(operand), parts: inner });
      operand = inner.left;
    }
    const mended: unknown = replaceAt(parts, found.path, operand);
    let query: Tree = { select: mended };
    for (const { kind, parts: operation } of chain.reverse()) query = { [kind]: { ...operation, left: query } };
    return withOuterCtes(query, parts.with);
  }
  return null;
}

/** A WITH before the first branch is that of all branches. */
function withOuterCtes(query: Tree, ctes: unknown): Tree {
  const kind = kindOf(query);
  const parts = partsOf(query);
  return isRecord(ctes) ? { [kind]: { ...parts, with: parts.with ?? ctes } } : query;
}

/** Looks only where the operand was the last thing read. */
function lastOpen(node: unknown, path: readonly (string | number)[]): Found | null {
  if (Array.isArray(node)) return node.length === 0 ? null : lastOpen(node.at(-1), [...path, node.length - 1]);
  if (!isRecord(node)) return null;
  for (const key in node) {
    const parts = node[key];
    if (typeof parts !== 'object' || parts === null || closed.has(key)) continue;
    if (isRecord(parts) && isSetOperation(key, parts) && kindOf(leftmost(parts)) === 'subquery') return { path, kind: key, parts };
    const found = lastOpen(parts, [...path, key]);
    if (found) return found;
  }
  return null;
}

function leftmost(parts: Tree): unknown {
  let left = parts.left;
  while (isSetOperation(kindOf(left), partsOf(left))) left = partsOf(left).left;
  return left;
}

function replaceAt(node: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(node)) return node.map((each: unknown, at) => (at === step ? replaceAt(each, rest, value) : each));
  return isRecord(node) ? { ...node, [step]: replaceAt(node[step], rest, value) } : node;
}
