/** The runs around a run, and its commit's page: `GET /api/weft/accounts/:accountId/runs/:runId/around/`. */
export interface WireRunAround {
  /** null: nobody else keeps the repository, or the commit is not known. */
  readonly commit_url: string | null;
  /** By its end. */
  readonly started: readonly WireNearRun[];
  /** Those that wait for it. */
  readonly behind: readonly WireNearRun[];
  /** The runs of its job next to it; null: it is the first, or the last. */
  readonly older_run_id: number | null;
  readonly newer_run_id: number | null;
}

export interface WireNearRun {
  readonly run_id: number;
  readonly project_id: number;
  readonly job_name: string;
  readonly status: number;
}
