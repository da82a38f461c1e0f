/** A run as v2 shows it: every field of the published description, whether Weft has something to say there or not. */
import type { WireEnvironment } from '../v3/environment.ts';
import type { WireJob } from './job.ts';

/** 1 queued · 2 starting · 3 running · 10 success · 20 error · 30 cancelled; steps use the same numbers. */
export type WireStatus = 1 | 2 | 3 | 10 | 20 | 30;

export interface WireRun {
  readonly id: number;
  readonly trigger_id: number;
  readonly account_id: number;
  readonly project_id: number;
  readonly environment_id: number;
  readonly job_definition_id: number;
  readonly job_id: number;
  readonly status: WireStatus;
  readonly status_humanized: string;
  readonly status_message: string | null;
  readonly dbt_version: string;
  readonly git_branch: string | null;
  readonly git_sha: string | null;
  readonly owner_thread_id: null;
  readonly executed_by_thread_id: string | null;
  /** The run whose state this one defers to; null: it defers to none. */
  readonly deferring_run_id: number | null;
  readonly artifacts_saved: boolean;
  readonly artifact_s3_path: null;
  readonly has_docs_generated: boolean;
  readonly has_sources_generated: boolean;
  readonly notifications_sent: boolean;
  readonly used_repo_cache: boolean;
  readonly blocked_by: readonly number[];
  readonly scribe_enabled: boolean;
  readonly created_at: string;
  readonly updated_at: string;
  readonly dequeued_at: string | null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly last_checked_at: string | null;
  readonly last_heartbeat_at: string | null;
  readonly should_start_at: string | null;
  readonly in_progress: boolean;
  readonly is_complete: boolean;
  readonly is_success: boolean;
  readonly is_error: boolean;
  readonly is_cancelled: boolean;
  readonly is_running: boolean;
  readonly duration: string;
  readonly queued_duration: string;
  readonly run_duration: string;
  readonly duration_humanized: string;
  readonly queued_duration_humanized: string;
  readonly run_duration_humanized: string;
  readonly created_at_humanized: string;
  readonly finished_at_humanized: string;
  /** The run that this one takes up where it failed. */
  readonly retrying_run_id: number | null;
  readonly can_retry: boolean;
  readonly retry_not_supported_reason: string | null;
  readonly href: string;
  /** Weft's own, so that lists need not ask for the job: what kind of run it is and of which job. */
  readonly job_name: string;
  readonly job_type: string;
  readonly cause_category: string;
  /** Weft's own: of a run that succeeded, how many nodes and steps warned, or failed without failing it. */
  readonly warning_count: number;
  readonly trigger?: WireTrigger;
  readonly job?: WireJob;
  readonly environment?: WireEnvironment;
  readonly run_steps: readonly WireRunStep[];
  readonly deprecation: null;
  readonly repository?: unknown;
  readonly run_retries?: readonly WireRun[];
  readonly audit?: WireRunAudit;
}

/** Who asked for the run, and who asked for its end; an actor without a name is the clock or another run. */
export interface WireRunAudit {
  readonly trigger: { readonly actor: WireActor };
  readonly cancellation: { readonly actor: WireActor };
}

export interface WireActor {
  readonly id: string | null;
  readonly type: string | null;
  readonly name: string | null;
}

export interface WireTrigger {
  readonly id: number;
  readonly run_id: number;
  readonly job_definition_id: number;
  readonly cause: string;
  readonly cause_humanized: string;
  readonly cause_category: string;
  readonly job_id: number;
  readonly git_branch: string | null;
  readonly git_sha: string | null;
  readonly azure_pull_request_id: number | null;
  readonly github_pull_request_id: number | null;
  readonly gitlab_merge_request_id: number | null;
  readonly non_native_pull_request_id: number | null;
  readonly schema_override: string | null;
  readonly dbt_version_override: string | null;
  readonly threads_override: number | null;
  readonly target_name_override: string | null;
  readonly generate_docs_override: boolean | null;
  readonly timeout_seconds_override: number | null;
  readonly steps_override: readonly string[] | null;
  readonly created_at: string;
}

export interface WireRunStep {
  readonly id: number;
  readonly run_id: number;
  readonly account_id: number;
  /** From 1: clone, profile, `dbt deps`, then the job's own. */
  readonly index: number;
  readonly status: WireStatus;
  readonly status_humanized: string;
  readonly status_color: string;
  readonly name: string;
  /** Never null: clients wait for them. */
  readonly logs: string;
  readonly debug_logs: string;
  readonly truncated_debug_logs: string;
  readonly log_location: string;
  readonly log_path: null;
  readonly debug_log_path: null;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly duration: string;
  readonly duration_humanized: string;
  readonly run_step_command: null;
  readonly run_step_invocation: null;
}
