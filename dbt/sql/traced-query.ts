/** What the lineage of a query says: kept apart from the parser, so that who only reads answers need not load it. */
import type { SqlProblem } from './relations.ts';
import type { UseKind } from './resolver.ts';

/**
 * `passthrough`: a column as it is, under its own name. `rename`: as it is, under another. `transform`: made of columns, row by row. `aggregate`: made
 * of many rows. `none`: of no column at all, such as a literal.
 */
export const columnKinds = ['passthrough', 'rename', 'transform', 'aggregate', 'none'] as const;
export type ColumnKind = (typeof columnKinds)[number];

export interface ColumnOf {
  /** A place in `relations`. */
  readonly relation: number;
  /** As the relation has it, or as written where its columns are not known; `*` for those that nobody knows the names of. */
  readonly column: string;
}

export interface TracedColumn {
  /** As written; `*` stands for columns that nobody knows the names of, always with a problem. */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly parents: readonly ColumnOf[];
  /** Places in `problems`: why this may not be all. */
  readonly problems: readonly number[];
}

export interface TracedUse extends ColumnOf {
  readonly kind: UseKind;
}

export interface TracedQuery {
  /** Keys of the relations that are read, as `lookUp` gave them; `relation:a.b.c` for those that it did not know. */
  readonly relations: readonly string[];
  /** In order. Empty when the query could not be read at all: then there is a problem that says why. */
  readonly columns: readonly TracedColumn[];
  /** What says which rows there are, and in what order; each once. */
  readonly uses: readonly TracedUse[];
  readonly problems: readonly SqlProblem[];
}
