/** Projects and environments of ours in the wire's words. */
import type { Id } from '@weft/base/id';
import { adapterOf } from '@weft/domain/connections/adapters/all';
import type { Connection } from '@weft/domain/connections/model';
import type { Environment, Project } from '@weft/domain/projects/model';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireProject } from '@weft/wire/v3/project';
import type { WireProjectRepository } from '@weft/wire/v3/repository';

export interface ProjectParts {
  /** Of its production environment, or of any other that has one. */
  readonly connection: Connection | null;
  readonly repository: WireProjectRepository | null;
  readonly environments: readonly Environment[];
  readonly semanticLayerId: Id<'semanticLayerConfiguration'> | null;
}

/** Of a project that was deleted, nothing is left beside it. */
export const noParts: ProjectParts = { connection: null, repository: null, environments: [], semanticLayerId: null };

export function presentProject(
  project: Project,
  { connection, repository, environments, semanticLayerId }: ProjectParts,
  state: 1 | 2 = 1,
): WireProject {
  return {
    id: project.id,
    account_id: project.accountId,
    name: project.name,
    description: project.description,
    state,
    type: project.kind === 'hybrid' ? 1 : 0,
    connection_id: connection?.id ?? null,
    connection: connection
      ? {
          id: connection.id,
          account_id: connection.accountId,
          project_id: project.id,
          name: connection.name,
          type: connection.adapter,
          adapter_version: connection.adapterVersion,
          state: 1,
          created_by_id: null,
          created_by_service_token_id: null,
          private_link_endpoint_id: null,
          oauth_configuration_id: connection.oauthConfigurationId,
          details: detailsOf(connection),
        }
      : null,
    repository_id: repository?.id ?? null,
    repository,
    semantic_layer_config_id: semanticLayerId,
    dbt_project_subdirectory: project.dbtProjectSubdirectory,
    dbt_project_name: project.dbtProjectName,
    docs_job_id: project.docsJobId,
    freshness_job_id: project.freshnessJobId,
    docs_job: null,
    freshness_job: null,
    environments: environments.map((environment) => presentEnvironment(environment)),
    group_permissions: [],
    fusion_readiness: null,
    default_version: null,
    created_at: wireTimestamp(project.createdAt),
    updated_at: wireTimestamp(project.updatedAt),
    deleted_at: state === 2 ? wireTimestamp(project.updatedAt) : null,
  };
}

function detailsOf(connection: Connection): Readonly<Record<string, unknown>> {
  if (connection.adapter === 'duckdb') return { path: connection.config.path };
  const { hostname, ...rest } = connection.config;
  const secrets = adapterOf(connection.adapter).connection.flatMap((field) => (field.isSecret ? [field.name] : []));
  const shown = Object.entries(rest).filter(([name]) => !secrets.includes(name));
  // Lineage readers look for `host` whatever the adapter calls it.
  return { ...Object.fromEntries(shown), ...(hostname === undefined ? {} : { host: hostname }) };
}

export function presentEnvironment(environment: Environment, state: 1 | 2 = 1): WireEnvironment {
  return {
    id: environment.id,
    account_id: environment.accountId,
    project_id: environment.projectId,
    name: environment.name,
    type: environment.type,
    deployment_type: environment.deploymentType,
    dbt_version: environment.dbtVersion,
    raw_dbt_version: environment.dbtVersion,
    use_custom_branch: environment.customBranch !== null,
    custom_branch: environment.customBranch,
    dbt_project_subdirectory: environment.dbtProjectSubdirectory,
    connection_id: environment.connectionId,
    repository_id: null,
    created_by_id: null,
    project: null,
    connection: null,
    credentials: null,
    repository: null,
    fusion_readiness: null,
    credentials_id: environment.credentialId,
    extended_attributes_id: environment.extendedAttributesId,
    primary_profile_id: environment.primaryProfileId,
    supports_docs: environment.supportsDocs,
    enable_model_query_history: environment.enableModelQueryHistory,
    enable_dbt_state: environment.enableDbtState,
    is_deferrable: environment.type === 'deployment',
    jobs: null,
    custom_environment_variables: null,
    state,
    created_at: wireTimestamp(environment.createdAt),
    updated_at: wireTimestamp(environment.updatedAt),
  };
}
