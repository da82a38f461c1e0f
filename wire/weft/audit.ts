/** What the page of the audit log reads beside the official list. */

export interface WireAuditFacts {
  /** Names of everything that was ever done or refused in the account. */
  readonly event_types: readonly string[];
  readonly retention_days: number;
}

export interface WireAuditExport {
  readonly job_id: string;
  readonly requested_by: string;
  readonly created_at: string;
  readonly finished_at: string | null;
  readonly event_count: number | null;
  readonly size_bytes: number | null;
  readonly failure: string | null;
  /** null: not written yet, or it failed. */
  readonly download_url: string | null;
}
