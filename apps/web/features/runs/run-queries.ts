/** Runs: lists by filter and page, one with its steps, and what belongs to it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireRunLint } from '@weft/wire/weft/lint';
import type { WireMeshChanges } from '@weft/wire/weft/mesh-changes';
import type { WireRunAround } from '@weft/wire/weft/run-around';
import type { WireRunChain } from '@weft/wire/weft/run-chain';
import type { WireRunFile } from '@weft/wire/weft/run-files';
import type { WireRunLeaf } from '@weft/wire/weft/run-list';
import type { WireNodeDescription, WireNodeTiming, WireRunNode } from '@weft/wire/weft/run-node';
import type { WireStepState } from '@weft/wire/weft/run-step';
import type { WireRunWait } from '@weft/wire/weft/run-wait';
import type { WireUpload } from '@weft/wire/weft/upload';
import type { WireUpstream } from '@weft/wire/weft/upstream';
import { ask, get, query, tell } from '../../kit/api.ts';

export interface RunFilter {
  readonly status?: number | undefined;
  readonly project?: number | undefined;
  readonly environment?: number | undefined;
  readonly job?: number | undefined;
  readonly cause?: string | undefined;
  readonly branch?: string | undefined;
  /** The number of a pull request. */
  readonly pr?: number | undefined;
  /** Hours back from now. */
  readonly within?: number | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

export interface RunPlace {
  /** Left out: newest first. */
  readonly sort?: string | undefined;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly limit?: number;
}

export const runsPerPage = 50;

export function runsQuery(accountId: number, filter: RunFilter, place: RunPlace = {}) {
  const asked = query({
    order_by: place.sort,
    limit: place.limit ?? runsPerPage,
    after: place.after,
    before: place.before,
    status: filter.status,
    project_id: filter.project,
    environment_id: filter.environment,
    job_definition_id: filter.job,
    cause_category: filter.cause,
    git_branch: filter.branch,
    pull_request_number: filter.pr,
    created_within_hours: filter.within,
    created_at__range: filter.within === undefined ? rangeOf(filter) : undefined,
  });
  return queryOptions({
    queryKey: ['runs', accountId, 'list', asked],
    queryFn: () => get<WireRunLeaf>(`/api/weft/accounts/${accountId}/runs/${asked}`),
    placeholderData: keepPreviousData,
  });
}

/** A range has two ends: an open one is as far as it goes. */
function rangeOf({ since, until }: RunFilter): string | undefined {
  if (since === undefined && until === undefined) return undefined;
  return JSON.stringify([since ?? '2000-01-01T00:00', until ?? '9999-12-31T00:00']);
}

export function runQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'one', runId],
    queryFn: () => get<WireRun>(`/api/v2/accounts/${accountId}/runs/${runId}/${query({ include_related: 'trigger,audit' })}`),
  });
}

/** v2's steps would bring their whole logs along. */
export function runStepsQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'steps', runId],
    queryFn: () => get<readonly WireStepState[]>(`/api/weft/accounts/${accountId}/runs/${runId}/steps/`),
  });
}

/** The step in which a run lints bears this name. */
export const lintStepName = 'Invoke dbt with `dbt sqlfluff lint`';

export function runLintQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'lint', runId],
    queryFn: () => get<WireRunLint>(`/api/weft/accounts/${accountId}/runs/${runId}/lint/`),
  });
}

export function runWaitQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'wait', runId],
    queryFn: () => get<WireRunWait>(`/api/weft/accounts/${accountId}/runs/${runId}/wait/`),
  });
}

export function runAroundQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'around', runId],
    queryFn: () => get<WireRunAround>(`/api/weft/accounts/${accountId}/runs/${runId}/around/`),
  });
}

/** Which models of other projects it waits for, or waited for. */
export function runUpstreamQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'upstream', runId],
    queryFn: () => get<WireUpstream>(`/api/weft/accounts/${accountId}/runs/${runId}/upstream/`),
  });
}

export function runNodesQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['run-nodes', accountId, runId],
    queryFn: () => get<readonly WireRunNode[]>(`/api/weft/accounts/${accountId}/runs/${runId}/nodes/`),
  });
}

export function runUploadQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'upload', runId],
    queryFn: () => get<WireUpload | null>(`/api/weft/accounts/${accountId}/runs/${runId}/upload/`),
  });
}

/** What dbt's results add; there is more of it whenever a step has ended. */
export function runTimingQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['run-nodes', accountId, runId, 'timing'],
    queryFn: () => get<readonly WireNodeTiming[]>(`/api/weft/accounts/${accountId}/runs/${runId}/timing/`),
  });
}

export function runNodeQuery(accountId: number, runId: number, step: number, uniqueId: string, isGrowing: boolean) {
  const asked = query({ step, unique_id: uniqueId });
  return queryOptions({
    queryKey: ['runs', accountId, 'node', runId, asked],
    queryFn: () => get<WireNodeDescription>(`/api/weft/accounts/${accountId}/runs/${runId}/node/${asked}`),
    ...(isGrowing ? { refetchInterval: 3000 } : {}),
  });
}

export function runFilesQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'files', runId],
    queryFn: () => get<readonly WireRunFile[]>(`/api/weft/accounts/${accountId}/runs/${runId}/files/`),
  });
}

export function runChainQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'chain', runId],
    queryFn: () => get<WireRunChain>(`/api/weft/accounts/${accountId}/runs/${runId}/chain/`),
  });
}

export function meshChangesQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'mesh-changes', runId],
    queryFn: () => get<WireMeshChanges>(`/api/weft/accounts/${accountId}/runs/${runId}/mesh-changes/`),
  });
}

export function artifactPath(accountId: number, runId: number, { path, step_index }: WireRunFile): string {
  const name = path.split('/').map(encodeURIComponent).join('/');
  return `/api/v2/accounts/${accountId}/runs/${runId}/artifacts/${name}?step=${step_index}`;
}

export function cancelRun(accountId: number, runId: number): Promise<void> {
  return tell('POST', `/api/v2/accounts/${accountId}/runs/${runId}/cancel/`);
}

/** From where it failed. */
export function retryRun(accountId: number, runId: number): Promise<WireRun> {
  return ask('POST', `/api/v2/accounts/${accountId}/runs/${runId}/retry/`);
}
