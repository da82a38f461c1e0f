/** What Weft keeps of a project and the official API has no field for: `GET|PATCH /api/weft/accounts/:accountId/projects/:projectId/settings/`. */
export interface WireProjectSettings {
  /** `name:` of its dbt_project.yml, which cross-project refs use; null until a manifest tells it or somebody sets it. */
  readonly dbt_project_name: string | null;
}

/** What is left out stays as it is. */
export interface ProjectSettingsRequest {
  readonly dbt_project_name?: string | null;
}
