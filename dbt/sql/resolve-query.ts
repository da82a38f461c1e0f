/** Resolves whole queries: set operations, WITH, VALUES, and what stands in brackets. */
import { hoistSetOperation } from './hoist-set-operation.ts';
import { mergeOrigins, noOrigin, type Origin } from './origin.ts';
import type { KnownRelation } from './relations.ts';
import { resolvePivotStatement } from './resolve-pivot.ts';
import { resolveSelect } from './resolve-select.ts';
import { makeColumn, makeRest, type Resolver, renamed } from './resolver.ts';
import { type Column, type Cte, type Env, openScope } from './scope.ts';
import { isSetOperation, kindOf, listOf, nameOf, namesOf, partsOf, type Tree, treeOf } from './syntax-tree.ts';

export function resolveQuery(r: Resolver, node: unknown, env: Env): readonly Column[] {
  const kind = kindOf(node);
  const parts = partsOf(node);
  switch (kind) {
    case 'select': {
      const mended = hoistSetOperation(parts);
      if (mended) return resolveQuery(r, mended, env);
      return resolveSelect(r, parts, withCtes(r, parts.with, env));
    }
    case 'union':
    case 'intersect':
    case 'except':
      return resolveSetOperation(r, kind, parts, withCtes(r, parts.with, env));
    case 'subquery':
    case 'paren':
      return renamed(r, resolveQuery(r, parts.this, withCtes(r, parts.with, env)), namesOf(parts.column_aliases));
    case 'values':
      return resolveValues(r, parts, env);
    case 'with':
      return resolveQuery(r, parts.this, withCtes(r, parts, env));
    case 'pivot':
      return resolvePivotStatement(r, parts, withCtes(r, parts.with, env));
    case 'table':
      return r.source(node, openScope(env)).columns;
    default:
      return [
        makeRest(
          noOrigin,
          r.problems.note('query.unknown', `A ${kind || 'query'} is written in a way that is not understood.`),
          () => null,
        ),
      ];
  }
}

/** Left and right in turn, without going down a level for each of hundreds of branches. */
function resolveSetOperation(r: Resolver, kind: string, parts: Tree, env: Env): readonly Column[] {
  const steps: { kind: string; parts: Tree; env: Env }[] = [{ kind, parts, env }];
  let left: unknown = parts.left;
  let around = env;
  while (isSetOperation(kindOf(left), partsOf(left))) {
    const inner = partsOf(left);
    around = withCtes(r, inner.with, around);
    steps.push({ kind: kindOf(left), parts: inner, env: around });
    left = inner.left;
  }
  let columns = resolveQuery(r, left, around);
  for (const step of steps.reverse()) columns = combine(r, step.kind, step.parts, columns, resolveQuery(r, step.parts.right, step.env));
  return columns;
}

function combine(r: Resolver, kind: string, parts: Tree, left: readonly Column[], right: readonly Column[]): readonly Column[] {
  r.spend(left.length);
  if (kind === 'except') {
    // What is taken away says which rows are left; none of its values are.
    r.use('filter', mergeOrigins(right.map(({ origin }) => origin)));
    return left;
  }
  const isByName = parts.by_name === true || parts.corresponding === true;
  if (isByName) return combineByName(left, right);
  if (left.some(({ rest }) => rest) || right.some(({ rest }) => rest)) return combineUnknown(left, right);
  return left.map((column, at) => {
    const other = right[at];
    return other ? { ...column, origin: mergeOrigins([column.origin, other.origin]) } : column;
  });
}

function combineByName(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  const others = new Map(right.map((column) => [column.key, column]));
  const both = left.map((column) => {
    const other = others.get(column.key);
    others.delete(column.key);
    return other && !column.rest ? { ...column, origin: mergeOrigins([column.origin, other.origin]) } : column;
  });
  return [...both, ...others.values()];
}

/**
 * One side has columns that nobody knows the names of, so places cannot be counted. A query that adds rows to what it has read itself has the same
 * columns on both sides, by name; of others it is the likeliest, and the column that stands for the unknown ones says why.
 */
function combineUnknown(left: readonly Column[], right: readonly Column[]): readonly Column[] {
  const [rest] = [...left, ...right].filter((column) => column.rest !== null);
  const find = (columns: readonly Column[], key: string, name: string): Origin[] => {
    const known = columns.find((column) => column.rest === null && column.key === key);
    if (known) return [known.origin];
    return columns.flatMap((column) => column.rest?.(key, name) ?? []).slice(0, 1);
  };
  const names = left.filter((column) => column.rest === null);
  const known = names.map((column) => ({ ...column, origin: mergeOrigins([column.origin, ...find(right, column.key, column.name)]) }));
  const leftRest = left.find((column) => column.rest !== null);
  if (!leftRest) {
    const problems = rest?.origin.problems ?? [];
    const isByName = known.every((column) => find(right, column.key, column.name).length > 0);
    return isByName
      ? known
      : known.map((column) => ({ ...column, origin: mergeOrigins([column.origin, { kind: 'none', parents: [], problems }]) }));
  }
  const more = right.filter((column) => column.rest === null && !names.some(({ key }) => key === column.key));
  const rests = [...left, ...right].filter((column) => column.rest !== null);
  const origin = mergeOrigins([...rests, ...more].map((column) => column.origin));
  const unknown: Column = {
    ...{ name: '*', key: '*', origin },
    rest: (key, name) => {
      const found = [...find(left, key, name), ...find(right, key, name)];
      return found.length === 0 ? null : mergeOrigins(found);
    },
  };
  return [...known, unknown];
}

function resolveValues(r: Resolver, parts: Tree, env: Env): readonly Column[] {
  const rows = listOf(parts.expressions).map((row) => listOf(treeOf(row).expressions));
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const names = namesOf(parts.column_aliases);
  const scope = openScope(env);
  const first = r.dialect === 'duckdb' ? 'col' : 'column';
  const from = r.dialect === 'duckdb' || r.dialect === 'databricks' || r.dialect === 'spark' ? 0 : 1;
  const prefix = r.dialect === 'databricks' || r.dialect === 'spark' ? 'col' : first;
  return Array.from({ length: width }, (_, at) => {
    const origin = mergeOrigins(rows.map((row) => r.expression(row[at], scope)));
    return makeColumn(
      r,
      names[at] ?? { text: `${prefix}${at + from + (prefix === 'col' && from === 0 && r.dialect !== 'duckdb' ? 1 : 0)}`, isQuoted: false },
      origin,
    );
  });
}

/** What a WITH adds to what is around it. */
export function withCtes(r: Resolver, node: unknown, env: Env): Env {
  const parts = treeOf(node);
  let ctes: Cte | null = env.ctes;
  for (const each of listOf(parts.ctes)) {
    const cte = treeOf(each);
    const name = nameOf(cte.alias);
    if (name === null) continue;
    ctes = declare(r, { key: r.name(name), text: name.text }, cte, { env: { ...env, ctes }, isRecursive: parts.recursive === true });
  }
  return ctes === env.ctes ? env : { ...env, ctes };
}

/** Names that dbt gives to the CTEs which ephemeral models become. */
const ephemeral = '__dbt__cte__';

function declare(
  r: Resolver,
  name: { key: string; text: string },
  cte: Tree,
  { env, isRecursive }: { env: Env; isRecursive: boolean },
): Cte {
  const names = namesOf(cte.columns);
  const body = cte.this;
  // Snowflake needs no RECURSIVE.
  const mayRecur = (isRecursive || r.dialect === 'snowflake') && isSetOperation(bodyKind(body), bodyParts(body));
  let columns: readonly Column[] | null = null;
  let isBusy = false;
  const declared: Cte = {
    key: name.key,
    before: env.ctes,
    columns: () => {
      if (columns) return columns;
      if (isBusy) return [];
      isBusy = true;
      const model = name.text.startsWith(ephemeral) ? r.lookUp({ database: null, schema: null, name: name.text }) : null;
      if (model) columns = asRelation(r, model, ownColumns(r, model) ?? renamed(r, resolveUnused(r, body, env), names));
      else if (mayRecur) recur();
      else columns = renamed(r, resolveQuery(r, body, env), names);
      isBusy = false;
      return columns ?? [];
    },
  };
  /** The first branch says which columns there are; the others add to where they come from, until nothing is new. */
  function recur(): void {
    const inner: Env = { ...env, ctes: declared };
    columns = renamed(r, resolveQuery(r, bodyParts(body).left, env), names);
    for (let turn = 0; turn < 8; turn++) {
      const before = parentCount(columns);
      columns = renamed(r, resolveQuery(r, body, inner), names);
      if (parentCount(columns) === before && turn > 0) return;
    }
  }
  return declared;
}

/** An ephemeral model's columns are its own, like those of a table; what it uses is told where it is resolved itself. */
function asRelation(r: Resolver, model: KnownRelation, columns: readonly Column[]): readonly Column[] {
  const relation = r.relations.add(model);
  return columns.map((column) => ({
    ...column,
    origin: {
      kind: 'straight',
      parents: [r.relations.column(relation, column.key, column.name)],
      problems: column.rest ? column.origin.problems : [],
    },
  }));
}

/** Known where the model itself was resolved: what it reads is not this query's to know. null: they are not all known. */
function ownColumns(r: Resolver, model: KnownRelation): readonly Column[] | null {
  if (model.columns === null || !model.isComplete) return null;
  const { columns } = r.relations.base(r.relations.add(model));
  return columns.map(({ name, key }) => ({ name, key, origin: noOrigin, rest: null }));
}

function resolveUnused(r: Resolver, body: unknown, env: Env): readonly Column[] {
  return resolveQuery({ ...r, use: () => {} }, body, env);
}

function bodyKind(body: unknown): string {
  return kindOf(body) === 'subquery' ? kindOf(partsOf(body).this) : kindOf(body);
}

function bodyParts(body: unknown): Tree {
  return kindOf(body) === 'subquery' ? partsOf(partsOf(body).this) : partsOf(body);
}

function parentCount(columns: readonly Column[]): number {
  return columns.reduce((sum, { origin }) => sum + origin.parents.length, 0);
}
