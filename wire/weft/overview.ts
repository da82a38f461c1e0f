/** A line about each project for the account's home: `GET /api/weft/accounts/:accountId/overview/`. */
export interface WireOverview {
  /** The projects that the caller may read. */
  readonly projects: readonly WireProjectOverview[];
}

export interface WireProjectOverview {
  readonly project_id: number;
  readonly environment_count: number;
  readonly job_count: number;
  /** Of the production publication; null: there is none yet. */
  readonly public_model_count: number | null;
  readonly latest_run: WireLatestRun | null;
}

export interface WireLatestRun {
  readonly id: number;
  /** As v2: 1, 2, 3, 10, 20, 30. */
  readonly status: number;
  readonly status_humanized: string;
  readonly cause_category: string;
  readonly created_at: string;
  readonly finished_at: string | null;
}
