/** The account's jobs, and how they are made, changed and started. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { WireCompletionTrigger, WireJob, WireUpstreamFreshness } from '@weft/wire/v2/job';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireOrchestration } from '@weft/wire/weft/orchestration';
import type { WireSchedulePreview } from '@weft/wire/weft/schedule-preview';
import type { WireDeferral } from '@weft/wire/weft/selection';
import type { WireUpstream } from '@weft/wire/weft/upstream';
import { ask, get, getPage, tell } from '../../kit/api.ts';

export function jobsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['jobs', accountId],
    queryFn: async () => (await getPage<WireJob>(`/api/v2/accounts/${accountId}/jobs/?limit=1000`)).items,
    staleTime: 30_000,
  });
}

export function jobQuery(accountId: number, jobId: number) {
  return queryOptions({
    queryKey: ['jobs', accountId, jobId],
    queryFn: () => get<WireJob>(`/api/v2/accounts/${accountId}/jobs/${jobId}/`),
  });
}

/** Of one project; undefined while unknown. */
export function useProjectJobs(accountId: number, projectId: number): readonly WireJob[] | undefined {
  return useQuery(jobsQuery(accountId)).data?.filter((job) => job.project_id === projectId);
}

export interface JobInput {
  readonly project_id: number;
  readonly environment_id: number;
  readonly name: string;
  readonly description: string;
  readonly execute_steps: readonly string[];
  readonly dbt_version: string | null;
  readonly settings: { readonly threads: number; readonly target_name: string };
  readonly execution: { readonly timeout_seconds: number };
  readonly generate_docs: boolean;
  readonly run_generate_sources: boolean;
  /** What else starts it stays as it is. */
  readonly triggers: {
    readonly schedule: boolean;
    readonly on_merge: boolean;
    readonly github_webhook?: boolean;
    readonly git_provider_webhook?: boolean;
  };
  readonly schedule?: Readonly<Record<string, unknown>>;
  readonly job_completion_trigger_condition: WireCompletionTrigger | null;
  readonly upstream_freshness: WireUpstreamFreshness | null;
  readonly triggers_on_draft_pr: boolean;
  readonly run_lint: boolean;
  readonly errors_on_lint_failure: boolean;
  readonly deferring_environment_id: number | null;
  readonly deferring_job_definition_id: number | null;
}

const startedByHand = { github_webhook: false, git_provider_webhook: false, schedule: false, on_merge: false };

export function createJob(accountId: number, input: JobInput): Promise<WireJob> {
  const body = { account_id: accountId, state: 1, job_type: 'other', ...input, triggers: { ...startedByHand, ...input.triggers } };
  return ask('POST', `/api/v2/accounts/${accountId}/jobs/`, body);
}

export function changeJob(job: WireJob, input: JobInput): Promise<WireJob> {
  return ask('POST', `/api/v2/accounts/${job.account_id}/jobs/${job.id}/`, {
    ...job,
    ...input,
    triggers: { ...job.triggers, ...input.triggers },
  });
}

export function deleteJob(job: WireJob): Promise<void> {
  return tell('DELETE', `/api/v2/accounts/${job.account_id}/jobs/${job.id}/`);
}

/** `cause` is what the run's page gives as its reason. */
export function runJob(job: Pick<WireJob, 'id' | 'account_id'>, cause: string): Promise<WireRun> {
  return ask('POST', `/api/v2/accounts/${job.account_id}/jobs/${job.id}/run/`, { cause });
}

export function rerunJob(job: Pick<WireJob, 'id' | 'account_id'>): Promise<WireRun> {
  return ask('POST', `/api/v2/accounts/${job.account_id}/jobs/${job.id}/rerun/`);
}

/** Under the key of runs, since a run that ends elsewhere may make models fresh. */
export function jobUpstreamQuery(accountId: number, jobId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'job-upstream', jobId],
    queryFn: () => get<WireUpstream>(`/api/weft/accounts/${accountId}/jobs/${jobId}/upstream/`),
    refetchInterval: 15_000,
  });
}

/** null: its runs compare with nothing. */
export function jobDeferralQuery(accountId: number, jobId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'job-deferral', jobId],
    queryFn: () => get<{ readonly deferral: WireDeferral | null }>(`/api/weft/accounts/${accountId}/jobs/${jobId}/deferral/`),
  });
}

export function orchestrationQuery(accountId: number, hours: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'orchestration', hours],
    queryFn: () => get<WireOrchestration>(`/api/weft/accounts/${accountId}/orchestration/?hours=${hours}`),
    refetchInterval: 15_000,
  });
}

export function schedulePreviewQuery(accountId: number, schedule: Readonly<Record<string, unknown>>) {
  return queryOptions({
    queryKey: ['schedule-preview', accountId, schedule],
    queryFn: () => ask<WireSchedulePreview>('POST', `/api/weft/accounts/${accountId}/schedule-preview/`, { schedule }),
    retry: false,
    staleTime: 60_000,
  });
}

/** Uploads come in through a job of their own, which nobody can start. */
export function isStartable(job: WireJob): boolean {
  return job.job_type !== 'hybrid';
}
