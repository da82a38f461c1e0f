/** The lineage of an account, in columns, so that ten thousand nodes are a few hundred kilobytes. */

/** A column with few different words: `at[node]` is a place in `words`, -1 is null; empty where no node has a word. */
export interface WireWords {
  readonly words: readonly string[];
  readonly at: readonly number[];
}

/** `GET /api/weft/accounts/:accountId/lineage/?select=2%2Bfct_orders%2B&exclude=&tests=false&view=production&compare=previous&limit=20000`. */
export interface WireLineage {
  readonly nodes: WireLineageNodes;
  /** Arrow `i` runs from node `from[i]`, which is read, to node `to[i]`, which reads it. */
  readonly arrows: { readonly from: readonly number[]; readonly to: readonly number[] };
  /** What `project` of a node is a place in. */
  readonly projects: readonly WireLineageProject[];
  /** Where `state:` is asked for: the states that are compared, as `…/state-differences/` takes them. */
  readonly compared: readonly { readonly environment_id: number; readonly before: number; readonly after: number }[];
  /** How many nodes are named by the selector; more than are here where the limit cut them. */
  readonly named_count: number;
  readonly is_cut: boolean;
  /** What of the selector is not understood, names nothing, or cannot be told; `at` is its place in `select`. */
  readonly problems: readonly { readonly part: string; readonly at: number; readonly message: string }[];
}

export interface WireLineageProject {
  readonly id: number;
  /** The name that refs use, where the project itself may not be read. */
  readonly name: string;
  readonly environment_id: number;
  /** Where not, only its public models are shown, by what they offer. */
  readonly is_readable: boolean;
}

/** All lists are as long as each other, but that one in which every node is as a closed box (`unique_id` empty, `run_seconds` null, …) is empty. */
export interface WireLineageNodes {
  /** dbt's word; null: a closed box, which stands for one or more nodes that the caller may not see, and of which all else is empty. */
  readonly type: WireWords;
  readonly name: readonly string[];
  /** dbt's package; `unique_id` is empty where it is `type.package.name`. */
  readonly package: WireWords;
  readonly unique_id: readonly string[];
  /** A place in `projects`; -1 of closed boxes. */
  readonly project: readonly number[];
  readonly access: WireWords;
  readonly materialization: WireWords;
  /** Of the last command on it, in dbt's words: `success`, `error`, `skipped`, `pass`, `fail`, `warn`. */
  readonly status: WireWords;
  /** Of sources, in dbt's words: `pass`, `warn`, `error`, `runtime error`. */
  readonly freshness: WireWords;
  readonly layer: WireWords;
  readonly group: WireWords;
  readonly owner: WireWords;
  /** How long the last command on it took. */
  readonly run_seconds: readonly (number | null)[];
  /** When it was last done with success, or of a source when its data was loaded last; in whole seconds since 1970. */
  readonly fresh_at: readonly (number | null)[];
  readonly has_contract: readonly (0 | 1)[];
  readonly version: WireWords;
  readonly deprecation_date: WireWords;
  /** Neighbours that are not in the picture; closed ones count as one. */
  readonly more_up: readonly number[];
  readonly more_down: readonly number[];
  /** Where `state:` is asked for: `new`, or what of it dbt sees to differ, such as `body, config`. */
  readonly change: WireWords;
}
