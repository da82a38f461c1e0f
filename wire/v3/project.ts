/** A project as v3 (and v2) show it. */
import type { WireEnvironment } from './environment.ts';
import type { WireProjectRepository } from './repository.ts';

export interface WireProject {
  readonly id: number;
  readonly account_id: number;
  readonly name: string;
  readonly description: string;
  /** 1 active, 2 deleted. */
  readonly state: 1 | 2;
  /** 0 default, 1 hybrid. */
  readonly type: 0 | 1;
  readonly connection_id: number | null;
  /** Airflow's lineage reads `type` and `details` of it, so it is there even when no connection is chosen. */
  readonly connection: {
    readonly id: number | null;
    readonly account_id: number;
    readonly project_id: number;
    readonly name: string;
    readonly type: string;
    readonly adapter_version: string | null;
    readonly state: 1;
    readonly created_by_id: null;
    readonly created_by_service_token_id: null;
    readonly private_link_endpoint_id: null;
    readonly oauth_configuration_id: number | null;
    readonly details: Readonly<Record<string, unknown>>;
  } | null;
  readonly repository_id: number | null;
  readonly repository: WireProjectRepository | null;
  readonly semantic_layer_config_id: number | null;
  readonly dbt_project_subdirectory: string | null;
  /** Weft's own: the `name:` in dbt_project.yml, which cross-project refs use. */
  readonly dbt_project_name: string | null;
  readonly docs_job_id: number | null;
  readonly freshness_job_id: number | null;
  readonly docs_job: null;
  readonly freshness_job: null;
  readonly environments: readonly WireEnvironment[];
  readonly group_permissions: readonly never[];
  readonly fusion_readiness: null;
  readonly default_version: null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}
