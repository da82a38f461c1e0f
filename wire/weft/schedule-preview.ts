/** What a schedule comes to: `POST /api/weft/accounts/:accountId/schedule-preview/`. */
export interface WireSchedulePreview {
  /** In UTC. */
  readonly cron: string;
  /** The next five times; fewer where the line names no more. */
  readonly next: readonly string[];
}
