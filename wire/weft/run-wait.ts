/** Why a run has not begun: `GET /api/weft/accounts/:accountId/runs/:runId/wait/`. */
export interface WireRunWait {
  readonly is_waiting: boolean;
  /** A sentence; null when it does not wait. */
  readonly reason: string | null;
  /** The runs that it waits for, first to finish first. */
  readonly behind: readonly WireRunAhead[];
  /** From 1: the queued runs before it in its line, and itself; null: it stands in none, or nobody has looked yet. */
  readonly place: number | null;
  /** When it was asked for. */
  readonly since: string | null;
}

export interface WireRunAhead {
  readonly run_id: number;
  readonly href: string;
  readonly job_name: string;
}
