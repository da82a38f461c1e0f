/** Reads a job as clients send it: whole, with read-only fields, with hardly any, with nulls for what they do not know. */
import { idSchema } from '@weft/base/id';
import type { JobChange } from '@weft/domain/jobs/change-job';
import { jobTriggersSchema } from '@weft/domain/jobs/model';
import { clearsZone, readSchedule } from '@weft/domain/jobs/schedule';
import { jobTypes } from '@weft/domain/runs/model';
import { z } from 'zod';

// Forms know no other values than texts.
const flag = z.union([z.boolean(), z.stringbool()]).nullish();

const completionTrigger = z.object({
  condition: z.object({
    job_id: idSchema<'job'>(),
    project_id: idSchema<'project'>(),
    statuses: z
      .array(z.coerce.number().pipe(z.union([z.literal(10), z.literal(20), z.literal(30)])))
      .min(1)
      .max(3),
  }),
});

/** Weft's own: public models of other projects that the job waits for, or that start it. */
const upstreamFreshness = z.object({
  models: z.array(z.object({ project_id: idSchema<'project'>(), unique_id: z.string().min(1).max(500) })).max(50),
  within_hours: z.coerce.number().int().min(1).max(8760).nullish(),
  waits: flag,
  wait_minutes_max: z.coerce.number().int().min(1).max(10_080).nullish(),
  after_wait: z.enum(['run', 'fail']).nullish(),
  triggers: flag,
});

/** Unknown and read-only fields are passed over: tools send back what they fetched. */
export const jobBody = z.object({
  project_id: idSchema<'project'>().nullish(),
  environment_id: idSchema<'environment'>().nullish(),
  name: z.string().nullish(),
  description: z.string().max(10_000).nullish(),
  dbt_version: z.string().max(64).nullish(),
  job_type: z.enum(jobTypes).nullish(),
  execute_steps: z.array(z.string().max(10_000)).max(100).nullish(),
  settings: z.object({ threads: z.coerce.number().int().nullish(), target_name: z.string().nullish() }).nullish(),
  execution: z.object({ timeout_seconds: z.coerce.number().int().nullish() }).nullish(),
  generate_docs: flag,
  run_generate_sources: flag,
  generate_sources: flag,
  triggers: z
    .object({ github_webhook: flag, git_provider_webhook: flag, schedule: flag, on_merge: flag, custom_branch_only: flag })
    .nullish(),
  schedule: z.record(z.string(), z.unknown()).nullish(),
  deferring_environment_id: idSchema<'environment'>().nullish(),
  deferring_job_definition_id: idSchema<'job'>().nullish(),
  job_completion_trigger_condition: completionTrigger.nullish(),
  upstream_freshness: upstreamFreshness.nullish(),
  lifecycle_webhooks: flag,
  triggers_on_draft_pr: flag,
  run_lint: flag,
  errors_on_lint_failure: flag,
  run_compare_changes: flag,
  compare_changes_flags: z.string().max(1000).nullish(),
  force_node_selection: flag,
  cost_optimization_features: z.array(z.string().max(255)).max(100).nullish(),
  state: z.coerce.number().int().nullish(),
});
export type JobBody = z.infer<typeof jobBody>;

/** Only what the body has; the rest stays, or is as the official API has it by default. Faults: invalid `job.schedule_invalid`. */
export function readJob(body: JobBody): JobChange {
  return {
    ...present('name', body.name),
    ...present('environmentId', body.environment_id),
    ...present('description', body.description),
    ...(body.dbt_version === undefined ? {} : { dbtVersion: body.dbt_version || null }),
    ...present('executeSteps', body.execute_steps),
    ...present('threads', body.settings?.threads),
    ...present('targetName', body.settings?.target_name),
    ...present('timeoutSeconds', body.execution?.timeout_seconds),
    ...present('generateDocs', body.generate_docs),
    ...present('runGenerateSources', body.run_generate_sources ?? body.generate_sources),
    ...(body.schedule == null ? {} : { schedule: readSchedule(body.schedule), clearsZone: clearsZone(body.schedule) }),
    ...(body.deferring_environment_id === undefined ? {} : { deferringEnvironmentId: body.deferring_environment_id }),
    ...(body.deferring_job_definition_id === undefined ? {} : { deferringJobId: body.deferring_job_definition_id }),
    ...(body.triggers == null ? {} : { triggers: readTriggers(body.triggers) }),
    ...(body.job_completion_trigger_condition === undefined
      ? {}
      : { completionTrigger: readCompletion(body.job_completion_trigger_condition) }),
    ...(body.upstream_freshness === undefined ? {} : { upstream: readUpstream(body.upstream_freshness) }),
    ...readSettings(body),
    ...present('askedJobType', body.job_type),
  };
}

function readTriggers(triggers: NonNullable<JobBody['triggers']>) {
  return jobTriggersSchema.parse({
    githubWebhook: triggers.github_webhook ?? false,
    gitProviderWebhook: triggers.git_provider_webhook ?? false,
    schedule: triggers.schedule ?? false,
    onMerge: triggers.on_merge ?? false,
    customBranchOnly: triggers.custom_branch_only ?? false,
  });
}

function readCompletion(sent: z.infer<typeof completionTrigger> | null) {
  if (sent === null) return null;
  const { job_id: jobId, project_id: projectId, statuses } = sent.condition;
  const states = { 10: 'succeeded', 20: 'failed', 30: 'cancelled' } as const;
  return { jobId, projectId, states: statuses.map((status) => states[status]) };
}

/** As long as most nights are. */
const waitMinutesDefault = 240;

/** No models are no rule. */
function readUpstream(sent: z.infer<typeof upstreamFreshness> | null) {
  if (sent === null || sent.models.length === 0) return null;
  return {
    models: sent.models.map(({ project_id: projectId, unique_id: uniqueId }) => ({ projectId, uniqueId })),
    withinHours: sent.within_hours ?? null,
    wait: sent.waits ? { minutesMax: sent.wait_minutes_max ?? waitMinutesDefault, otherwise: sent.after_wait ?? ('run' as const) } : null,
    isTrigger: sent.triggers ?? false,
  };
}

function readSettings(body: JobBody): Pick<JobChange, 'settings'> | Record<string, never> {
  const given = {
    ...present('triggersOnDraftPr', body.triggers_on_draft_pr),
    ...present('runLint', body.run_lint),
    ...present('errorsOnLintFailure', body.errors_on_lint_failure),
    ...present('runCompareChanges', body.run_compare_changes),
    ...present('compareChangesFlags', body.compare_changes_flags),
    ...(body.force_node_selection === undefined ? {} : { forceNodeSelection: body.force_node_selection }),
    ...present('costOptimizationFeatures', body.cost_optimization_features),
    ...present('lifecycleWebhooks', body.lifecycle_webhooks),
  };
  return Object.keys(given).length === 0 ? {} : { settings: given };
}

/** `null` and absence both mean: not said. */
function present<Key extends string, Value>(key: Key, value: Value | null | undefined): { [K in Key]?: Value } {
  return (value == null ? {} : { [key]: value }) as { [K in Key]?: Value };
}
