/** What the columns of a node are made of, and where a column goes. */

export type WireColumnKind = 'passthrough' | 'rename' | 'transform' | 'aggregate' | 'none';
export type WireColumnUseKind = 'filter' | 'join' | 'group' | 'window' | 'order';

/** `GET /api/weft/accounts/:accountId/environments/:environmentId/columns/?unique_id=model.shop.orders`. */
export interface WireNodeColumns {
  readonly unique_id: string;
  /** Where its columns are known from; `none`: they are not, and a problem says why. */
  readonly source: 'sql' | 'described' | 'catalog' | 'producer' | 'none';
  /** `*` stands for columns that nobody knows the names of. */
  readonly columns: readonly {
    readonly name: string;
    readonly kind: WireColumnKind;
    readonly parents: readonly WireParentColumn[];
    /** Why this may not be all; empty: it is. */
    readonly problems: readonly WireColumnProblem[];
  }[];
  /** Columns of others that say which rows the node has, and in what order. */
  readonly uses: readonly (WireParentColumn & { readonly kind: WireColumnUseKind })[];
  /** All of them, also those that belong to no one column. */
  readonly problems: readonly WireColumnProblem[];
}

export interface WireParentColumn {
  /** null: no node of the manifest; `relation` is what the SQL calls it. */
  readonly unique_id: string | null;
  readonly relation: string | null;
  readonly column: string;
}

export interface WireColumnProblem {
  readonly code: string;
  readonly message: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** A column on the way. A closed one is of a model that the caller may not see: equal numbers are one model. */
export type WireColumnPlace =
  | { readonly kind: 'open'; readonly project_id: number; readonly unique_id: string; readonly column: string }
  | { readonly kind: 'closed'; readonly number: number };

/** `GET …/environments/:environmentId/column-trace/?unique_id=…&column=…&direction=up&depth=50&limit=500`. */
export interface WireColumnTrace {
  /** Nearest first. `from` is a place in this list, or -1 for the column that was asked about. */
  readonly steps: readonly {
    readonly place: WireColumnPlace;
    readonly depth: number;
    readonly from: number;
    readonly kind: WireColumnKind;
  }[];
  /** Every arrow between those columns, also where one is reached by several ways; places in `steps`, -1 for the column that was asked about. */
  readonly pairs: readonly { readonly upper: number; readonly lower: number; readonly kind: WireColumnKind }[];
  /** There is more beyond the depth or the limit. */
  readonly is_cut: boolean;
  /** Who uses the column to choose, join, group or order rows; `column` of an open place is empty, since it is no column's value. */
  readonly uses: readonly { readonly place: WireColumnPlace; readonly kind: WireColumnUseKind }[];
}

/** `GET …/environments/:environmentId/column-progress/`; null: no manifest was accepted yet. */
export interface WireColumnProgress {
  readonly node_count: number;
  readonly done_count: number;
  /** Those that were not as before. */
  readonly traced_count: number;
  readonly started_at: string;
  readonly finished_at: string | null;
}
