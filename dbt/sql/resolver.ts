/** What the parts of the resolver ask of each other. A query holds items of FROM, which hold expressions, which hold queries: here they meet. */
import type { Dialect, Name } from './dialect.ts';
import type { Origin } from './origin.ts';
import type { KnownRelation, Problems, RelationName, Relations } from './relations.ts';
import type { Column, Env, Rest, Scope, Source } from './scope.ts';

/** What a column is used for beside being read: it says which rows there are, or in what order. */
export const useKinds = ['filter', 'join', 'group', 'window', 'order'] as const;
export type UseKind = (typeof useKinds)[number];

export interface Resolver {
  readonly dialect: Dialect;
  /** It may hold DuckDB's `columns(…)`, which is looked for only then. */
  readonly hasColumnsFunction: boolean;
  readonly relations: Relations;
  readonly problems: Problems;
  /** null: nobody told of such a relation. */
  readonly lookUp: (name: RelationName) => KnownRelation | null;
  /** The columns of a query, in order. */
  readonly query: (node: unknown, env: Env) => readonly Column[];
  /** An item of a FROM. */
  readonly source: (node: unknown, scope: Scope) => Source;
  readonly expression: (node: unknown, scope: Scope) => Origin;
  readonly name: (name: Name) => string;
  readonly use: (kind: UseKind, origin: Origin) => void;
  /** Counts what is made; throws `SqlTooLarge` when SQL makes more columns than any real query has. */
  readonly spend: (columns: number) => void;
}

export class SqlTooLarge extends Error {}

export function makeColumn(r: Resolver, name: Name, origin: Origin): Column {
  return { name: name.text, key: r.name(name), origin, rest: null };
}

/** All that nobody knows the names of, and what they are made of together. */
export function makeRest({ kind, parents }: Origin, problem: number, rest: Rest): Column {
  return { name: '*', key: '*', origin: { kind, parents, problems: [problem] }, rest };
}

/** Under the names of an alias list, as far as it goes. */
export function renamed(r: Resolver, columns: readonly Column[], names: readonly Name[]): readonly Column[] {
  if (names.length === 0) return columns;
  return columns.map((column, at) => {
    const name = names[at];
    return name === undefined ? column : makeColumn(r, name, column.origin);
  });
}
