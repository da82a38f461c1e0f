/** The audit log as admin API v3 shows it, and its bulk exports. */

export interface WireAuditLog {
  readonly id: string;
  readonly account_id: number;
  readonly created_at: string;
  /** What may be compared: `project.created`. */
  readonly event_type: string;
  /** For people. */
  readonly event_label: string;
  /** Always `weft`. */
  readonly service: string;
  /** `web` or `api`. */
  readonly source: string;
  readonly actor: { readonly id: number | null; readonly kind: string; readonly name: string };
  readonly event_context: {
    readonly outcome: string;
    readonly fault_code: string | null;
    readonly address: string | null;
    readonly user_agent: string | null;
    readonly project_id: number | null;
    readonly subject: { readonly type: string | null; readonly id: string | null; readonly label: string | null };
    readonly request_count: number;
    readonly before: unknown;
    readonly after: unknown;
  };
}

export interface WireAuditExportStart {
  readonly job_id: string;
}

export interface WireAuditExportStatus {
  readonly is_running: boolean;
}

export interface WireAuditExportDownload {
  readonly download_url: string;
}
