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
