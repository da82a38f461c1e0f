/** Runs that belong together, oldest first: `GET /api/weft/accounts/:accountId/runs/:runId/chain/`: the first attempt, and each retry of the one before. */
import type { WireRun } from '../v2/run.ts';

export interface WireRunChain {
  readonly runs: readonly Pick<
    WireRun,
    'id' | 'status' | 'status_message' | 'created_at' | 'started_at' | 'finished_at' | 'retrying_run_id'
  >[];
  /** The run whose end, or whose builds, started this one; null: no run did, or it is in a project that the caller may not read. */
  readonly started_by: { readonly id: number; readonly project_id: number; readonly job_name: string } | null;
}
