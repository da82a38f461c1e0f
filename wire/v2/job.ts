/** A job as v2 shows it. What is sent comes back as it was sent: tools compare field by field. */
export interface WireJob {
  readonly id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly environment_id: number;
  readonly name: string;
  readonly description: string;
  /** null: the environment's. */
  readonly dbt_version: string | null;
  readonly raw_dbt_version: string | null;
  readonly job_type: string;
  readonly state: 1 | 2;
  readonly execute_steps: readonly string[];
  readonly settings: { readonly threads: number; readonly target_name: string };
  readonly execution: { readonly timeout_seconds: number };
  readonly generate_docs: boolean;
  readonly run_generate_sources: boolean;
  readonly generate_sources: boolean;
  readonly triggers: Readonly<Record<string, unknown>>;
  readonly schedule: Readonly<Record<string, unknown>>;
  readonly deferring_environment_id: number | null;
  readonly deferring_job_definition_id: number | null;
  readonly job_completion_trigger_condition: WireCompletionTrigger | null;
  /** Weft's own; absent unless it was set. */
  readonly upstream_freshness?: WireUpstreamFreshness;
  readonly lifecycle_webhooks: boolean;
  readonly lifecycle_webhooks_url: null;
  readonly is_deferrable: boolean;
  readonly run_failure_count: number;
  readonly run_compare_changes: boolean;
  readonly compare_changes_flags: string;
  readonly run_lint: boolean;
  readonly errors_on_lint_failure: boolean;
  readonly triggers_on_draft_pr: boolean;
  readonly cost_optimization_features: readonly string[];
  readonly force_node_selection: boolean | null;
  readonly integration_id: null;
  readonly fusion_readiness: null;
  readonly next_run: string | null;
  readonly next_run_humanized: string | null;
  readonly deactivated: boolean;
  readonly is_system: boolean;
  readonly account: null;
  readonly project: null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly most_recent_run?: unknown;
  readonly most_recent_completed_run?: unknown;
  /** null unless it was asked for, or is gone. */
  readonly environment: unknown;
}

/** Public models of other projects that must be fresh: newer than the job's last successful run, or not older than so many hours. */
export interface WireUpstreamFreshness {
  readonly models: readonly { readonly project_id: number; readonly unique_id: string }[];
  /** null: newer than this job's last successful run. */
  readonly within_hours: number | null;
  /** Runs that the clock, another job or an API call starts wait in the queue until all are fresh. */
  readonly waits: boolean;
  /** null where it does not wait. */
  readonly wait_minutes_max: number | null;
  /** What becomes of a run whose wait was in vain. */
  readonly after_wait: 'run' | 'fail' | null;
  /** The job starts when all have been built since it last began. */
  readonly triggers: boolean;
}

/** `statuses`: how the other job's run must have ended (10 success, 20 error, 30 cancelled). */
export interface WireCompletionTrigger {
  readonly condition: { readonly job_id: number; readonly project_id: number; readonly statuses: readonly (10 | 20 | 30)[] };
}
