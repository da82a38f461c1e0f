/** Runs and their steps in the wire's words: states become numbers, times become text. */
import type { Retry, RetryRefusal } from '@weft/domain/runs/decide-retry';
import type { Actor, Run } from '@weft/domain/runs/model';
import { isFinished, runStates, statusMessageOf, timesOf } from '@weft/domain/runs/model';
import type { Step } from '@weft/domain/runs/plan-steps';
import type { Host } from '@weft/host/host';
import { wireDuration, wireTimestamp } from '@weft/wire/envelope';
import type { WireActor, WireRun, WireRunAudit, WireRunStep, WireStatus, WireTrigger } from '@weft/wire/v2/run';
import { humanDuration, humanTime } from './human-time.ts';

const runStatus: Record<Run['state'], WireStatus> = { queued: 1, starting: 2, running: 3, succeeded: 10, failed: 20, cancelled: 30 };
const stepStatus: Record<Step['state'], WireStatus> = { queued: 1, running: 3, succeeded: 10, failed: 20, cancelled: 30, skipped: 30 };
export const statusWords: Record<WireStatus, string> = {
  1: 'Queued',
  2: 'Starting',
  3: 'Running',
  10: 'Success',
  20: 'Error',
  30: 'Cancelled',
};
const statusColors: Record<WireStatus, string> = { 1: 'gray', 2: 'blue', 3: 'blue', 10: 'green', 20: 'red', 30: 'gray' };

export function wireStatusOf(run: Run): WireStatus {
  return runStatus[run.state];
}

/** A step that was never reached is shown as cancelled in a finished run: the wire has no other word for it. */
export function wireStepStatusOf(step: Step): WireStatus {
  return stepStatus[step.state];
}

/** The states that a wire number stands for; a number that means nothing stands for none. */
export function statesOfWireStatus(status: number): Run['state'][] {
  return runStates.filter((state) => runStatus[state] === status);
}

export interface RunView {
  readonly run: Run;
  readonly steps: readonly WireRunStep[];
  /** Left out: it has only just begun. */
  readonly retry?: Retry | undefined;
}

/** As the official API has them. */
export const refusalCodes: Record<RetryRefusal, string> = {
  unsupported_command: 'RETRY_UNSUPPORTED_CMD',
  unsupported_version: 'RETRY_UNSUPPORTED_VERSION',
  not_latest_run: 'RETRY_NOT_LATEST_RUN',
  not_failed_run: 'RETRY_NOT_FAILED_RUN',
  no_run_results: 'RETRY_NO_RUN_RESULTS',
};

export function presentRun(host: Host, { run, steps, retry }: RunView): WireRun {
  const status = wireStatusOf(run);
  const now = host.clock.now();
  const { dequeuedAt, startedAt, finishedAt, heartbeatAt } = timesOf(run);
  const ended = finishedAt ?? now;
  // What was uploaded began before Weft heard of it.
  const from = Math.min(run.createdAt.getTime(), (startedAt ?? run.createdAt).getTime());
  const durations = {
    whole: ended.getTime() - from,
    queued: (startedAt ?? ended).getTime() - run.createdAt.getTime(),
    running: startedAt ? ended.getTime() - startedAt.getTime() : 0,
  };
  return {
    id: run.id,
    trigger_id: run.id,
    account_id: run.accountId,
    project_id: run.projectId,
    environment_id: run.environmentId,
    job_definition_id: run.jobId,
    job_id: run.jobId,
    status,
    status_humanized: statusWords[status],
    status_message: statusMessageOf(run),
    dbt_version: run.dbtVersion ?? run.plan.dbtVersion ?? '',
    git_branch: run.gitBranch,
    git_sha: run.gitSha,
    owner_thread_id: null,
    executed_by_thread_id: 'worker' in run ? run.worker.id : null,
    deferring_run_id: run.deferral?.deferred.kind === 'found' ? run.deferral.deferred.runId : null,
    artifacts_saved: run.artifactsSaved,
    artifact_s3_path: null,
    has_docs_generated: run.hasDocsGenerated,
    has_sources_generated: run.hasSourcesGenerated,
    notifications_sent: false,
    used_repo_cache: false,
    blocked_by: run.state === 'queued' ? (run.wait?.blockedBy ?? []) : [],
    scribe_enabled: true,
    created_at: wireTimestamp(run.createdAt),
    updated_at: wireTimestamp(finishedAt ?? heartbeatAt ?? startedAt ?? run.createdAt),
    dequeued_at: wireTime(dequeuedAt),
    started_at: wireTime(startedAt),
    finished_at: wireTime(finishedAt),
    last_checked_at: null,
    last_heartbeat_at: wireTime(heartbeatAt),
    should_start_at: wireTimestamp(run.shouldStartAt),
    in_progress: !isFinished(run),
    is_complete: isFinished(run),
    is_success: status === 10,
    is_error: status === 20,
    is_cancelled: status === 30,
    is_running: status === 3,
    duration: wireDuration(durations.whole),
    queued_duration: wireDuration(durations.queued),
    run_duration: wireDuration(durations.running),
    duration_humanized: humanDuration(durations.whole),
    queued_duration_humanized: humanDuration(durations.queued),
    run_duration_humanized: humanDuration(durations.running),
    created_at_humanized: humanTime(run.createdAt, now),
    finished_at_humanized: finishedAt ? humanTime(finishedAt, now) : '',
    retrying_run_id: run.retryOf,
    can_retry: retry?.canRetry ?? false,
    retry_not_supported_reason: retry?.canRetry ? null : refusalCodes[retry?.refusal ?? 'not_failed_run'],
    href: hrefOf(host, run),
    job_name: run.plan.jobName,
    job_type: run.plan.jobType,
    cause_category: run.trigger.causeCategory,
    warning_count: run.warningCount,
    run_steps: steps,
    deprecation: null,
  };
}

/** The page of the run. */
export function hrefOf(host: Host, run: Pick<Run, 'id' | 'accountId' | 'projectId'>): string {
  return `${host.config.publicUrl}/deploy/${run.accountId}/projects/${run.projectId}/runs/${run.id}/`;
}

export function presentTrigger(run: Run): WireTrigger {
  const { cause, causeCategory, gitBranch, gitSha, pullRequest, overrides } = run.trigger;
  return {
    id: run.id,
    run_id: run.id,
    job_definition_id: run.jobId,
    cause,
    cause_humanized: cause,
    cause_category: causeCategory,
    job_id: run.jobId,
    git_branch: gitBranch,
    git_sha: gitSha,
    azure_pull_request_id: pullRequest?.azure ?? null,
    github_pull_request_id: pullRequest?.github ?? null,
    gitlab_merge_request_id: pullRequest?.gitlab ?? null,
    non_native_pull_request_id: pullRequest?.nonNative ?? null,
    schema_override: overrides.schema,
    dbt_version_override: overrides.dbtVersion,
    threads_override: overrides.threads,
    target_name_override: overrides.targetName,
    generate_docs_override: overrides.generateDocs,
    timeout_seconds_override: overrides.timeoutSeconds,
    steps_override: overrides.steps,
    created_at: wireTimestamp(run.createdAt),
  };
}

export function presentAudit(run: Run): WireRunAudit {
  return { trigger: { actor: presentActor(run.trigger.actor) }, cancellation: { actor: presentActor(run.cancelledBy) } };
}

function presentActor(actor: Actor | null): WireActor {
  return actor ?? { id: null, type: null, name: null };
}

/** A step has no number of its own: run and index together are one. A run has fewer steps than that. */
export const stepsOfRunMax = 1000;

export interface StepLogs {
  readonly plain: string;
  readonly debug: string;
  readonly debugTail: string;
}

export function presentStep(host: Host, run: Run, step: Step, logs: StepLogs): WireRunStep {
  const status = wireStepStatusOf(step);
  const ended = step.finishedAt ?? host.clock.now();
  const duration = step.startedAt ? ended.getTime() - step.startedAt.getTime() : 0;
  return {
    id: run.id * stepsOfRunMax + step.index,
    run_id: run.id,
    account_id: run.accountId,
    index: step.index,
    status,
    status_humanized: step.state === 'skipped' ? 'Skipped' : statusWords[status],
    status_color: statusColors[status],
    name: step.name,
    logs: logs.plain,
    debug_logs: logs.debug,
    truncated_debug_logs: logs.debugTail,
    log_location: 'db',
    log_path: null,
    debug_log_path: null,
    started_at: wireTime(step.startedAt),
    finished_at: wireTime(step.finishedAt),
    created_at: wireTimestamp(step.startedAt ?? run.createdAt),
    updated_at: wireTimestamp(step.finishedAt ?? step.startedAt ?? run.createdAt),
    duration: wireDuration(duration),
    duration_humanized: humanDuration(duration),
    run_step_command: null,
    run_step_invocation: null,
  };
}

function wireTime(at: Date | null): string | null {
  return at === null ? null : wireTimestamp(at);
}
