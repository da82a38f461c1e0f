/** Pull requests, and the webhook by which Weft hears of them. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WireHook, WireHookProvider, WireNewHook } from '@weft/wire/weft/hook';
import type { WirePullRequest, WirePullRequestOfRun, WirePullRequestPage } from '@weft/wire/weft/pull-request';
import { ask, get, getPage, query, tell } from '../../kit/api.ts';

export interface PullRequestFilter {
  readonly state?: string;
  readonly project?: number;
}

export const pullRequestsPerPage = 50;

/** What a run's news makes stale lies under the key of runs. `page` counts from 1. */
export function pullRequestsQuery(accountId: number, filter: PullRequestFilter, page = 1) {
  const asked = query({
    state: filter.state,
    project_id: filter.project,
    limit: pullRequestsPerPage,
    offset: (page - 1) * pullRequestsPerPage,
  });
  return queryOptions({
    queryKey: ['runs', accountId, 'pull-requests', asked],
    queryFn: () => getPage<WirePullRequest>(`/api/weft/accounts/${accountId}/pull-requests/${asked}`),
    placeholderData: keepPreviousData,
    // Of one that starts no run nothing else tells.
    refetchInterval: 15_000,
  });
}

export function pullRequestQuery(accountId: number, pullRequestId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'pull-request', pullRequestId],
    queryFn: () => get<WirePullRequestPage>(`/api/weft/accounts/${accountId}/pull-requests/${pullRequestId}/`),
    refetchInterval: 10_000,
  });
}

/** null: the run is of none. */
export function pullRequestOfRunQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'pull-request-of', runId],
    queryFn: () => get<WirePullRequestOfRun | null>(`/api/weft/accounts/${accountId}/runs/${runId}/pull-request/`),
  });
}

export function resendReports(accountId: number, pullRequestId: number): Promise<{ readonly queued_count: number }> {
  return ask('POST', `/api/weft/accounts/${accountId}/pull-requests/${pullRequestId}/resend/`);
}

const hookPath = (accountId: number, projectId: number) => `/api/weft/accounts/${accountId}/projects/${projectId}/repository/hook/`;

export function hookQuery(accountId: number, projectId: number) {
  return queryOptions({
    queryKey: ['repositories', accountId, projectId, 'hook'],
    queryFn: () => get<WireHook | null>(hookPath(accountId, projectId)),
    refetchInterval: 10_000,
  });
}

export interface HookInput {
  readonly provider?: WireHookProvider;
  readonly api_base_url?: string | null;
  readonly is_commenting?: boolean;
}

export function createHook(accountId: number, projectId: number, input: HookInput): Promise<WireNewHook> {
  return ask('POST', hookPath(accountId, projectId), input);
}

export function changeHook(accountId: number, projectId: number, input: HookInput): Promise<WireHook> {
  return ask('PATCH', hookPath(accountId, projectId), input);
}

export function renewHookSecret(accountId: number, projectId: number): Promise<WireNewHook> {
  return ask('POST', `${hookPath(accountId, projectId)}secret/`);
}

export function deleteHook(accountId: number, projectId: number): Promise<void> {
  return tell('DELETE', hookPath(accountId, projectId));
}
