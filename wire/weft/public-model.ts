/** The models that a project offers to others: `GET /api/weft/accounts/:accountId/projects/:projectId/public-models/?deployment_type=production|staging` (default production). */
export interface WirePublicModels {
  readonly environment_id: number | null;
  /** null: nothing was ever published from that environment. */
  readonly generated_at: string | null;
  readonly digest: string | null;
  readonly run_id: number | null;
  readonly models: readonly WirePublicModel[];
}

export interface WirePublicModel {
  readonly unique_id: string;
  readonly name: string;
  readonly package_name: string;
  readonly description: string;
  readonly version: string | null;
  readonly latest_version: string | null;
  readonly relation_name: string | null;
  readonly deprecation_date: string | null;
  readonly has_contract: boolean;
  readonly column_count: number;
  /** Who answers for it: its group's owner by name or address; null without a group. */
  readonly owner: string | null;
  /** The projects whose newest manifest refers to it. */
  readonly consumers: readonly WireConsumer[];
}

export interface WireConsumer {
  readonly project_id: number;
  readonly name: string;
}
