/** An environment as v3 (and v2) show it; field types as the Terraform provider's structs want them. */
export interface WireEnvironment {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly name: string;
  readonly type: 'development' | 'deployment';
  readonly deployment_type: 'production' | 'staging' | null;
  readonly dbt_version: string;
  readonly raw_dbt_version: string;
  readonly use_custom_branch: boolean;
  readonly custom_branch: string | null;
  readonly dbt_project_subdirectory: string | null;
  readonly connection_id: number | null;
  readonly repository_id: number | null;
  readonly created_by_id: null;
  /** Things beside it come when they are asked for with include_related. */
  readonly project: unknown;
  readonly connection: unknown;
  readonly credentials: unknown;
  readonly repository: unknown;
  readonly fusion_readiness: null;
  readonly credentials_id: number | null;
  readonly extended_attributes_id: number | null;
  readonly primary_profile_id: number | null;
  readonly supports_docs: boolean;
  readonly enable_model_query_history: boolean;
  readonly enable_dbt_state: boolean;
  readonly is_deferrable: boolean;
  /** Strings or null for strict clients, never lists. */
  readonly jobs: null;
  readonly custom_environment_variables: null;
  readonly state: 1 | 2;
  readonly created_at: string;
  readonly updated_at: string;
}
