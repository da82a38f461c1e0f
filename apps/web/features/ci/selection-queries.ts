/** What a run selected and why, and the rules by which changes are none. */
import { queryOptions } from '@tanstack/react-query';
import type { WireIgnoreRule, WireRunSelection } from '@weft/wire/weft/selection';
import { get } from '../../kit/api.ts';

/** Below the run's own key, so that its news refreshes it. */
export function selectionQuery(accountId: number, runId: number) {
  return queryOptions({
    queryKey: ['runs', accountId, 'selection', runId],
    queryFn: () => get<WireRunSelection>(`/api/weft/accounts/${accountId}/runs/${runId}/selection/`),
  });
}

export function ignoreRulesQuery(accountId: number, projectId: number) {
  return queryOptions({
    queryKey: ['ignore-rules', accountId, projectId],
    queryFn: () => get<readonly WireIgnoreRule[]>(rulesPath(accountId, projectId)),
  });
}

export function rulesPath(accountId: number, projectId: number): string {
  return `/api/weft/accounts/${accountId}/projects/${projectId}/ignore-rules/`;
}
