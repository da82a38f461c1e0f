/** Runs: lists by filter and page, one with its steps, and what belongs to it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WireRun } from '@weft/wire/v2/run';
import type { WireRunNode } from '@weft/wire/weft/run-node';
import type { WireStepState } from '@weft/wire/weft/run-step';
import type { WireRunWait } from '@weft/wire/weft/run-wait';
import type { WireUpload } from '@weft/wire/weft/upload';
import { ask, get, getPage, query, tell } from '../../kit/api.ts';

export interface RunFilter {
  readonly status?: number;
  readonly project?: number;
  readonly environment?: number;
  readonly job?: number;
  readonly cause?: string;
}

export const runsPerPage = 50;

/** `page` counts from 1. */
export function runsQuery(accountId: number, filter: RunFilter, page = 1, limit = runsPerPage) {
  const asked = query({
    order_by: '-id',
    limit,
    offset: (page - 1) * limit,
    include_related: 'trigger',
    status: filter.status,
    project_id: filter.project,
    environment_id: filter.environment,
    job_definition_id: filter.job,
    cause_category: filter.cause,
  });
  return queryOptions({
    queryKey: ['runs', accountId, 'list', asked],
    queryFn: () => getPage<WireRun>(`/api/v2/accounts/${accountId}/runs/${asked}`),
    placeholderData: keepPreviousData,
  });
}

export function runQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'one', runId],
    queryFn: () => get<WireRun>(`/api/v2/accounts/${accountId}/runs/${runId}/${query({ include_related: 'trigger' })}`),
  });
}

/** v2's steps would bring their whole logs along. */
export function runStepsQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'steps', runId],
    queryFn: () => get<readonly WireStepState[]>(`/api/weft/accounts/${accountId}/runs/${runId}/steps/`),
  });
}

export function runWaitQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'wait', runId],
    queryFn: () => get<WireRunWait>(`/api/weft/accounts/${accountId}/runs/${runId}/wait/`),
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

export function runArtifactsQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'artifacts', runId],
    queryFn: () => get<readonly string[]>(`/api/v2/accounts/${accountId}/runs/${runId}/artifacts/`),
  });
}

export function artifactPath(accountId: number, runId: number, name: string): string {
  return `/api/v2/accounts/${accountId}/runs/${runId}/artifacts/${name.split('/').map(encodeURIComponent).join('/')}`;
}

export function cancelRun(accountId: number, runId: number): Promise<void> {
  return tell('POST', `/api/v2/accounts/${accountId}/runs/${runId}/cancel/`);
}

/** From where it failed. */
export function retryRun(accountId: number, runId: number): Promise<WireRun> {
  return ask('POST', `/api/v2/accounts/${accountId}/runs/${runId}/retry/`);
}
