/** Column-level lineage of one query: for each of its columns, the columns of other relations that it is made of, and what was done to them. */
import { messageOf } from '@weft/base/fault';
import type { Dialect, Name } from './dialect.ts';
import { foldName } from './dialect.ts';
import type { Origin } from './origin.ts';
import { parseSql } from './parse-sql.ts';
import { type KnownRelation, Problems, type RelationName, Relations, type SqlProblem } from './relations.ts';
import { resolveExpression } from './resolve-expression.ts';
import { resolveQuery } from './resolve-query.ts';
import { resolveSource } from './resolve-source.ts';
import { type Resolver, SqlTooLarge, type UseKind, useKinds } from './resolver.ts';
import type { Column } from './scope.ts';
import type { ColumnKind, ColumnOf, TracedQuery } from './traced-query.ts';

export interface Question {
  readonly sql: string;
  readonly dialect: Dialect;
  /** Names come without quotes, in the letters they were written in. */
  readonly lookUp: (name: RelationName) => KnownRelation | null;
}

/** More columns than the widest of models makes at all its levels together. */
const columnsMax = 1_000_000;

/** Never throws: what cannot be read is an answer with a problem. */
export function traceColumns({ sql, dialect, lookUp }: Question): TracedQuery {
  const parsed = parseSql(sql, dialect);
  if ('problem' in parsed) return nothing(parsed.problem);
  const relations = new Relations(dialect);
  const problems = new Problems();
  const uses = new Map<UseKind, Set<number>>(useKinds.map((kind) => [kind, new Set()]));
  let spent = 0;
  const r: Resolver = {
    ...{ dialect, relations, problems, lookUp },
    hasColumnsFunction: dialect === 'duckdb' && /\bcolumns\s*\(/i.test(sql),
    query: (node, env) => resolveQuery(r, node, env),
    source: (node, scope) => resolveSource(r, node, scope),
    expression: (node, scope) => resolveExpression(r, node, scope),
    name: (name: Name) => foldName(dialect, name),
    use: (kind: UseKind, origin: Origin) => {
      for (const parent of origin.parents) uses.get(kind)?.add(parent);
    },
    spend: (columns) => {
      spent += columns;
      if (spent > columnsMax) throw new SqlTooLarge(`It makes more than ${columnsMax} columns on the way.`);
    },
  };
  try {
    const columns = r.query(parsed.query, { ctes: null, outer: null });
    return present(r, columns, uses);
  } catch (error) {
    if (error instanceof SqlTooLarge) return nothing({ code: 'sql.too_large', message: error.message, line: null, column: null });
    const isDeep = error instanceof RangeError;
    const message = isDeep ? 'It is nested too deeply to be followed.' : `It could not be followed: ${messageOf(error)}`;
    return nothing({ code: isDeep ? 'sql.too_deep' : 'sql.unresolved', message, line: null, column: null });
  }
}

function nothing(problem: SqlProblem): TracedQuery {
  return { relations: [], columns: [], uses: [], problems: [problem] };
}

function present(r: Resolver, columns: readonly Column[], uses: ReadonlyMap<UseKind, ReadonlySet<number>>): TracedQuery {
  const told = problemsToTell(r.problems.list, columns);
  return {
    relations: r.relations.bases.map(({ known }) => known.key),
    columns: columns.map((column) => ({
      name: column.name,
      kind: kindOfColumn(r, column),
      parents: column.origin.parents.map((number) => columnOf(r, number)),
      problems: column.origin.problems.flatMap((number) => told.get(number) ?? []),
    })),
    uses: [...uses].flatMap(([kind, numbers]) => [...numbers].map((number) => ({ kind, ...columnOf(r, number) }))),
    problems: [...told.keys()].flatMap((number) => r.problems.list[number] ?? []),
  };
}

/** Where each is told. Columns without names are a problem only where they are in the answer: a name that was asked for among them was found. */
function problemsToTell(problems: readonly SqlProblem[], columns: readonly Column[]): ReadonlyMap<number, number> {
  const inColumns = new Set(columns.flatMap(({ origin }) => origin.problems));
  const numbers = [...problems.keys()].filter(
    (number) => inColumns.has(number) || !/^(star|pivot|function)\./.test(problems[number]?.code ?? ''),
  );
  return new Map(numbers.map((number, at) => [number, at]));
}

function columnOf(r: Resolver, number: number): ColumnOf {
  const { relation = 0, name: column = '' } = r.relations.columns[number] ?? {};
  return { relation, column };
}

function kindOfColumn(r: Resolver, { key, origin }: Column): ColumnKind {
  if (origin.kind !== 'straight') return origin.kind;
  const isSame = origin.parents.every((number) => r.relations.columns[number]?.key === key);
  return isSame ? 'passthrough' : 'rename';
}
