/**
 * What a cross-project ref means, and why:
 * `GET /api/weft/accounts/:accountId/projects/:projectId/resolve-ref/?project=&model=&version=&environment_id=`.
 * `:projectId` is the consumer, `project` the producer's dbt name as in `ref('project', 'model')`; `environment_id` is one of the consumer's, its production by default.
 */
export interface WireResolvedRef {
  readonly outcome: WireRefOutcome;
  /** Where the ref leads; null unless resolved. */
  readonly relation_name: string | null;
  /** The producer's environment whose publication answers; null when none was chosen. */
  readonly environment: { readonly id: number; readonly name: string; readonly deployment_type: 'production' | 'staging' | null } | null;
  readonly publication: { readonly generated_at: string; readonly digest: string } | null;
  /** Why that environment was chosen, in a sentence. */
  readonly rule: string;
  /** What came out, in a sentence. */
  readonly message: string;
  /** Names that were probably meant, nearest first. */
  readonly nearest: readonly string[];
  /** The line to change and what it should say; null when nothing of the consumer's needs to change. */
  readonly line_to_change: string | null;
}

export type WireRefOutcome =
  | 'resolved'
  | 'project_unknown'
  | 'project_case'
  | 'not_a_dependency'
  | 'model_unknown'
  | 'not_public'
  | 'private'
  | 'never_ran'
  | 'staging_empty'
  | 'version_missing'
  | 'no_permission'
  | 'cycle';
