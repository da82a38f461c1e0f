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
