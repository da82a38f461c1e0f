/** What a schedule comes to: `POST /api/weft/accounts/:accountId/schedule-preview/`. */
export interface WireSchedulePreview {
  readonly cron: string;
  /** The zone whose clock it goes by; `UTC` where none was sent. */
  readonly timezone: string;
  /** The next five times; fewer where the line names no more. */
  readonly next: readonly string[];
  /** When that zone's clocks change, from now until a week after the last of these times. */
  readonly clock_changes: readonly WireClockChange[];
}

export interface WireClockChange {
  /** The first moment of the new time. */
  readonly at: string;
  /** Ahead of UTC. */
  readonly minutes_before: number;
  readonly minutes_after: number;
}
