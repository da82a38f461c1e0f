/** A job of ours in the wire's words. */

import { isRecord } from '@weft/base/json';
import type { Job } from '@weft/domain/jobs/model';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireJob } from '@weft/wire/v2/job';

const scheduleDefault = { cron: '0 * * * *', date: { type: 'every_day' }, time: { type: 'every_hour', interval: 1 } };

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
    schedule: isRecord(job.schedule) ? job.schedule : scheduleDefault,
    deferring_environment_id: job.deferringEnvironmentId,
    deferring_job_definition_id: job.deferringJobId,
    job_completion_trigger_condition: null,
    lifecycle_webhooks: false,
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
    next_run: null,
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
