/** A job of ours in the wire's words. */

import type { CompletionTrigger, Job } from '@weft/domain/jobs/model';
import { scheduleDefault } from '@weft/domain/jobs/schedule';
import type { UpstreamRule } from '@weft/domain/jobs/upstream';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireCompletionTrigger, WireJob, WireUpstreamFreshness } from '@weft/wire/v2/job';

export function presentJob(job: Job, state: 1 | 2 = job.deletedAt === null ? 1 : 2): WireJob {
  const { triggers, settings } = job;
  return {
    id: job.id,
    account_id: job.accountId,
    project_id: job.projectId,
    environment_id: job.environmentId,
    name: job.name,
    description: job.description,
    dbt_version: job.dbtVersion,
    raw_dbt_version: job.dbtVersion,
    job_type: job.jobType,
    state,
    execute_steps: job.executeSteps,
    settings: { threads: job.threads, target_name: job.targetName },
    execution: { timeout_seconds: job.timeoutSeconds },
    generate_docs: job.generateDocs,
    run_generate_sources: job.runGenerateSources,
    generate_sources: job.runGenerateSources,
    triggers: {
      github_webhook: triggers.githubWebhook,
      git_provider_webhook: triggers.gitProviderWebhook,
      schedule: triggers.schedule,
      on_merge: triggers.onMerge,
      custom_branch_only: triggers.customBranchOnly,
    },
    schedule: job.schedule ?? scheduleDefault,
    deferring_environment_id: job.deferringEnvironmentId,
    deferring_job_definition_id: job.deferringJobId,
    job_completion_trigger_condition: job.completionTrigger ? presentCompletion(job.completionTrigger) : null,
    // Absent unless it was set, so that official clients see no field that they do not know.
    ...(job.upstream === null ? {} : { upstream_freshness: presentUpstream(job.upstream) }),
    lifecycle_webhooks: settings.lifecycleWebhooks,
    lifecycle_webhooks_url: null,
    is_deferrable: false,
    run_failure_count: 0,
    run_compare_changes: settings.runCompareChanges,
    compare_changes_flags: settings.compareChangesFlags,
    run_lint: settings.runLint,
    errors_on_lint_failure: settings.errorsOnLintFailure,
    triggers_on_draft_pr: settings.triggersOnDraftPr,
    cost_optimization_features: settings.costOptimizationFeatures,
    force_node_selection: settings.forceNodeSelection,
    integration_id: null,
    fusion_readiness: null,
    next_run: job.nextRunAt ? wireTimestamp(job.nextRunAt) : null,
    next_run_humanized: null,
    deactivated: false,
    is_system: job.jobType === 'hybrid',
    account: null,
    project: null,
    environment: null,
    created_at: wireTimestamp(job.createdAt),
    updated_at: wireTimestamp(job.updatedAt),
  };
}

function presentUpstream({ models, withinHours, wait, isTrigger }: UpstreamRule): WireUpstreamFreshness {
  return {
    models: models.map(({ projectId, uniqueId }) => ({ project_id: projectId, unique_id: uniqueId })),
    within_hours: withinHours,
    waits: wait !== null,
    wait_minutes_max: wait?.minutesMax ?? null,
    after_wait: wait?.otherwise ?? null,
    triggers: isTrigger,
  };
}

const wireStatus = { succeeded: 10, failed: 20, cancelled: 30 } as const;

function presentCompletion({ jobId, projectId, states }: CompletionTrigger): WireCompletionTrigger {
  return { condition: { job_id: jobId, project_id: projectId, statuses: states.map((state) => wireStatus[state]) } };
}
