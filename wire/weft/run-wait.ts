/** Why a run has not begun: `GET /api/weft/accounts/:accountId/runs/:runId/wait/`. */
export interface WireRunWait {
  readonly is_waiting: boolean;
  /** A sentence; null when it does not wait. */
  readonly reason: string | null;
  /** The runs that it waits for, first to finish first. */
  readonly behind: readonly WireRunAhead[];
}

export interface WireRunAhead {
  readonly run_id: number;
  readonly href: string;
  readonly job_name: string;
}
