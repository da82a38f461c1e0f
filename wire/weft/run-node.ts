/** Progress of one dbt node in a run, an item of `GET /api/weft/accounts/:accountId/runs/:runId/nodes/` and the data of the event `node`. */
export interface WireRunNode {
  readonly step_index: number;
  readonly unique_id: string;
  readonly name: string;
  /** `model`, `test`, `seed`, … */
  readonly resource_type: string;
  /** null for what is not materialized. */
  readonly materialized: string | null;
  readonly state: WireRunNodeState;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly execution_seconds: number | null;
  /** What dbt said last about it. */
  readonly message: string | null;
  readonly relation_name: string | null;
}

export type WireRunNodeState = 'queued' | 'running' | 'success' | 'warn' | 'error' | 'fail' | 'skipped' | 'cancelled';

/** What dbt's results add once a step has ended: an item of `GET …/runs/:runId/timing/`. Times are ISO 8601. */
export interface WireNodeTiming {
  readonly step_index: number;
  readonly unique_id: string;
  /** dbt's own, such as `Thread-1 (worker)`; null: it did not run. */
  readonly thread: string | null;
  readonly phases: readonly { readonly name: string; readonly started_at: string; readonly completed_at: string }[];
  readonly rows_affected: number | null;
  readonly failures: number | null;
  readonly depends_on: readonly string[];
}

/** One node looked at closely: `GET …/runs/:runId/node/?step=4&unique_id=model.shop.orders`. */
export interface WireNodeDescription {
  readonly node: WireRunNode;
  readonly file_path: string | null;
  readonly language: string;
  readonly raw_code: string | null;
  readonly compiled_code: string | null;
  readonly depends_on: readonly string[];
  readonly tests: readonly WireRunNode[];
  /** Of the job's last 20 runs up to this one, newest first. */
  readonly past: readonly {
    readonly run_id: number;
    readonly state: WireRunNodeState;
    readonly started_at: string | null;
    readonly execution_seconds: number | null;
  }[];
}
