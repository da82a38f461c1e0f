/** What is known of the upstream models of a job (`GET /api/weft/accounts/:accountId/jobs/:jobId/upstream/`) or of a run that waits or waited (`…/runs/:runId/upstream/`). */
export interface WireUpstream {
  /** null: the run waits for no models. */
  readonly wait: {
    readonly reason: string;
    readonly until: string;
    readonly after_wait: 'run' | 'fail';
    readonly released_at: string | null;
    readonly outcome: string | null;
  } | null;
  /** Models must be newer than this; null: the job has not succeeded yet, or hours are what counts. */
  readonly since: string | null;
  readonly models: readonly WireUpstreamModel[];
}

export interface WireUpstreamModel {
  readonly project_id: number;
  readonly project_name: string;
  readonly environment_name: string | null;
  readonly unique_id: string;
  readonly name: string;
  readonly is_fresh: boolean;
  readonly last_success_at: string | null;
  /** dbt's word for the last result. */
  readonly last_status: string | null;
  /** The run that built it last; null: none, or the caller may not see it. */
  readonly run_id: number | null;
}
