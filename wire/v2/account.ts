/** An account as v2 and v3 show it (the published descriptions' Account; field types as the Terraform provider's structs want them). */
export interface WireAccount {
  readonly id: number;
  readonly name: string;
  readonly state: 1 | 2;
  readonly plan: string;
  readonly locked: boolean;
  readonly run_slots: number;
  readonly developer_seats: number;
  readonly read_only_seats: number;
  readonly it_seats: number;
  readonly explorer_seats: number;
  readonly analyst_seats: number;
  readonly queue_limit: number;
  readonly run_duration_limit_seconds: number;
  readonly pod_memory_request_mebibytes: number;
  readonly develop_pod_memory_request_mebibytes: number;
  readonly pending_cancel: boolean;
  readonly business_critical: boolean;
  readonly agent_credit_locked: boolean;
  readonly lock_reason: string | null;
  readonly lock_cause: string | null;
  readonly unlocked_at: string | null;
  readonly trial_end_date: string | null;
  readonly run_locked_until: string | null;
  readonly copilot_locked_until: string | null;
  readonly billing_email_address: string | null;
  readonly git_auth_level: string | null;
  readonly account_migration_events: readonly never[];
  readonly groups: readonly never[];
  readonly identifier: string;
  /** Present and null: a value makes clients talk to `<value>.<host>`. */
  readonly static_subdomain: null;
  readonly vanity_subdomain: null;
  readonly docs_job_id: number | null;
  readonly freshness_job_id: number | null;
  readonly docs_job: string | null;
  readonly freshness_job: string | null;
  readonly enterprise_authentication_method: string | null;
  readonly enterprise_login_slug: string | null;
  readonly enterprise_unique_identifier: string | null;
  readonly starter_repo_url: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}
