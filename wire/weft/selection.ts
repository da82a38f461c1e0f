/** Why a run selected what it did, what it compared with, and the rules by which changes are none, as the page of a run reads them. */

export type WireState =
  | {
      readonly kind: 'found';
      readonly run_id: number;
      readonly environment_id: number;
      readonly environment_name: string;
      readonly job_name: string;
      readonly git_sha: string | null;
      readonly dbt_version: string | null;
      readonly generated_at: string;
      readonly why: string;
    }
  | { readonly kind: 'missing'; readonly reason: string; readonly why: string };

export interface WireDeferral {
  /** dbt's `--state`. */
  readonly compared: WireState;
  /** dbt's `--defer-state`. */
  readonly deferred: WireState;
}

export interface WireReason {
  readonly facet: string;
  readonly key: string | null;
  /** JSON; absent: there was none. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** Unified. */
  readonly diff: string | null;
  /** Of a macro: from the one that the node calls to the one that changed. */
  readonly path: readonly string[] | null;
  /** dbt's `state:modified` sees it. */
  readonly is_seen: boolean;
  readonly note: string | null;
  readonly ignored_by: number | null;
}

export interface WireChange {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: string;
  readonly path: string;
  readonly change: 'new' | 'removed' | 'modified';
  readonly selectors: readonly string[];
  readonly reasons: readonly WireReason[];
  readonly more_reasons: number;
  readonly is_ignored: boolean;
  readonly is_selected: boolean;
}

export interface WireSelected {
  readonly unique_id: string;
  readonly name: string;
  readonly resource_type: string;
  readonly because:
    | { readonly kind: 'changed' }
    | { readonly kind: 'downstream' | 'upstream' | 'test_of'; readonly path: readonly string[] }
    | { readonly kind: 'selector'; readonly part: string };
}

export interface WireStepSelection {
  readonly step_index: number;
  readonly command: string;
  readonly adjusted_command: string | null;
  readonly is_final: boolean;
  readonly is_whole: boolean;
  readonly is_all_new: boolean;
  readonly changed_count: number;
  readonly ignored_count: number;
  readonly selected_count: number;
  readonly notes: readonly string[];
  readonly changes: readonly WireChange[];
  readonly more_changes: number;
  readonly selected: readonly WireSelected[];
}

export interface WireRunSelection {
  readonly project_id: number;
  readonly git_sha: string | null;
  /** null: the run has not begun, or compares with nothing. */
  readonly deferral: WireDeferral | null;
  readonly steps: readonly WireStepSelection[];
}

export interface WireIgnoreRule {
  readonly id: number;
  readonly project_id: number;
  readonly node_pattern: string;
  readonly facet: string;
  readonly key: string | null;
  readonly why: string;
  readonly created_by: string;
  readonly created_at: string;
}
