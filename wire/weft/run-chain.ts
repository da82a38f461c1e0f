/** Runs that belong together, oldest first: `GET /api/weft/accounts/:accountId/runs/:runId/chain/`: the first attempt, and each retry of the one before. */
import type { WireRun } from '../v2/run.ts';

export interface WireRunChain {
  readonly runs: readonly Pick<
    WireRun,
    'id' | 'status' | 'status_message' | 'created_at' | 'started_at' | 'finished_at' | 'retrying_run_id'
  >[];
}
