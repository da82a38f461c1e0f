/** Projects and environments of ours in the wire's words. */
import type { Connection } from '@weft/domain/connections/model';
import type { Environment, Project } from '@weft/domain/projects/model';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { WireProject } from '@weft/wire/v3/project';

export interface ProjectParts {
  /** Of its production environment, or of any other that has one. */
  readonly connection: Connection | null;
  readonly repository: { readonly id: number; readonly name: string; readonly path: string } | null;
}

export function presentProject(project: Project, { connection, repository }: ProjectParts, state: 1 | 2 = 1): WireProject {
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
          name: connection.name,
          type: connection.adapter,
          state: 1,
          details: detailsOf(connection),
        }
      : null,
    repository_id: repository?.id ?? null,
    repository: repository
      ? { id: repository.id, name: repository.name, remote_url: repository.path, git_clone_strategy: 'managed', state: 1 }
      : null,
    semantic_layer_config_id: null,
    dbt_project_subdirectory: project.dbtProjectSubdirectory,
    dbt_project_name: project.dbtProjectName,
    docs_job_id: null,
    freshness_job_id: null,
    created_at: wireTimestamp(project.createdAt),
    updated_at: wireTimestamp(project.updatedAt),
    deleted_at: state === 2 ? wireTimestamp(project.updatedAt) : null,
  };
}

function detailsOf(connection: Connection): Readonly<Record<string, unknown>> {
  return connection.adapter === 'duckdb'
    ? { path: connection.config.path }
    : { host: connection.config.hostname, port: connection.config.port, dbname: connection.config.dbname };
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
    connection_id: environment.connectionId,
    credentials_id: environment.credentialId,
    extended_attributes_id: null,
    primary_profile_id: null,
    supports_docs: true,
    enable_model_query_history: false,
    enable_dbt_state: false,
    is_deferrable: environment.type === 'deployment',
    jobs: null,
    custom_environment_variables: null,
    state,
    created_at: wireTimestamp(environment.createdAt),
    updated_at: wireTimestamp(environment.updatedAt),
  };
}
