/** A job as the form holds it: read from a job or from a starting point, and written back as the API has it. */
import type { WireCompletionTrigger, WireJob, WireUpstreamFreshness } from '@weft/wire/v2/job';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import type { JobInput } from './job-queries.ts';
import { type ScheduleDraft, scheduleDraftOf, scheduleOf } from './schedule-draft.ts';

export const jobKinds = ['deploy', 'ci', 'merge'] as const;
/** Where a new job starts from; what it is follows from its triggers. */
export type JobKind = (typeof jobKinds)[number];

/** Commands are one text, a line each. */
export interface JobDraft {
  readonly name: string;
  readonly description: string;
  readonly environmentId: number | null;
  readonly commands: string;
  readonly generateDocs: boolean;
  readonly sourceFreshness: boolean;
  readonly threads: number;
  readonly targetName: string;
  readonly timeoutSeconds: number;
  /** null: the environment's. */
  readonly dbtVersion: string | null;
  readonly schedule: ScheduleDraft;
  readonly completion: WireCompletionTrigger | null;
  readonly upstream: WireUpstreamFreshness | null;
  readonly onPullRequests: boolean;
  readonly onDrafts: boolean;
  readonly onMerge: boolean;
  readonly lints: boolean;
  readonly failsOnLint: boolean;
  /** `environment 5`, `job 7`; empty: nothing. */
  readonly defersTo: string;
}

export function isUsable({ type, connection_id }: WireEnvironment): boolean {
  return type === 'deployment' && connection_id !== null;
}

export function draftOf(job: WireJob): JobDraft {
  const { triggers } = job;
  return {
    name: job.name,
    description: job.description,
    environmentId: job.environment_id,
    commands: job.execute_steps.join('\n'),
    generateDocs: job.generate_docs,
    sourceFreshness: job.run_generate_sources,
    threads: job.settings.threads,
    targetName: job.settings.target_name,
    timeoutSeconds: job.execution.timeout_seconds,
    dbtVersion: job.dbt_version,
    schedule: scheduleDraftOf(job),
    completion: job.job_completion_trigger_condition,
    upstream: job.upstream_freshness ?? null,
    onPullRequests: triggers.github_webhook === true || triggers.git_provider_webhook === true,
    onDrafts: job.triggers_on_draft_pr,
    onMerge: triggers.on_merge === true,
    lints: job.run_lint,
    failsOnLint: job.errors_on_lint_failure,
    defersTo:
      job.deferring_environment_id !== null
        ? `environment ${job.deferring_environment_id}`
        : job.deferring_job_definition_id !== null
          ? `job ${job.deferring_job_definition_id}`
          : '',
  };
}

/** As dbt Cloud's forms begin: a deploy job builds all; CI and merge jobs build what changed, against production or their own environment. */
export function newDraft(kind: JobKind, environments: readonly WireEnvironment[]): JobDraft {
  const usable = environments.filter(isUsable);
  const production = usable.find(({ deployment_type }) => deployment_type === 'production');
  const general = usable.find(({ deployment_type }) => deployment_type === null);
  const first = kind === 'ci' ? (general ?? usable[0]) : (production ?? usable[0]);
  const to = kind === 'ci' ? (production ?? first) : first;
  return {
    name: '',
    description: '',
    environmentId: first?.id ?? null,
    commands: kind === 'deploy' ? 'dbt build' : 'dbt build --select state:modified+',
    generateDocs: kind === 'deploy',
    sourceFreshness: false,
    threads: 4,
    targetName: 'default',
    timeoutSeconds: 0,
    dbtVersion: null,
    schedule: scheduleDraftOf(null),
    completion: null,
    upstream: null,
    onPullRequests: kind === 'ci',
    onDrafts: false,
    onMerge: kind === 'merge',
    lints: false,
    failsOnLint: true,
    defersTo: kind === 'deploy' || to === undefined ? '' : `environment ${to.id}`,
  };
}

/** `before`: whose webhooks, of whichever kind, are kept as they are while they say the same. */
export function inputOf(draft: JobDraft, projectId: number, before: WireJob | null): JobInput {
  const [noun, id] = draft.defersTo.split(' ');
  const wasOnPullRequests = before !== null && draftOf(before).onPullRequests;
  const webhooks =
    draft.onPullRequests === wasOnPullRequests && before !== null
      ? {}
      : { github_webhook: draft.onPullRequests, git_provider_webhook: draft.onPullRequests };
  return {
    project_id: projectId,
    environment_id: draft.environmentId ?? 0,
    name: draft.name.trim(),
    description: draft.description.trim(),
    execute_steps: commandsOf(draft.commands),
    dbt_version: draft.dbtVersion,
    settings: { threads: draft.threads, target_name: draft.targetName.trim() || 'default' },
    execution: { timeout_seconds: draft.timeoutSeconds },
    generate_docs: draft.generateDocs,
    run_generate_sources: draft.sourceFreshness,
    triggers: { schedule: draft.schedule.isOn, on_merge: draft.onMerge, ...webhooks },
    // One that is off is left as it was written.
    ...(draft.schedule.isOn ? { schedule: scheduleOf(draft.schedule) } : {}),
    job_completion_trigger_condition: draft.completion,
    upstream_freshness: draft.upstream,
    triggers_on_draft_pr: draft.onDrafts,
    run_lint: draft.lints,
    errors_on_lint_failure: draft.failsOnLint,
    deferring_environment_id: noun === 'environment' ? Number(id) : null,
    deferring_job_definition_id: noun === 'job' ? Number(id) : null,
  };
}

export function commandsOf(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
