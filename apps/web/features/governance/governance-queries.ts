/** What governance asks the server. */
import { queryOptions } from '@tanstack/react-query';
import type { WireDeprecation, WireRecommendations } from '@weft/wire/weft/governance';
import { get, query } from '../../kit/api.ts';

export interface RecommendationFilters {
  readonly rule?: string | undefined;
  readonly severity?: string | undefined;
  readonly project?: number | undefined;
}

/** As many as are shown at once. */
export const recommendationsMax = 2000;

export function recommendationsQuery(accountId: number, { rule, severity, project }: RecommendationFilters) {
  const asked = query({ rule, severity, project_id: project, limit: recommendationsMax });
  return queryOptions({
    queryKey: ['catalog', accountId, 'governance', asked],
    queryFn: () => get<WireRecommendations>(`/api/weft/accounts/${accountId}/governance/${asked}`),
  });
}

export function deprecationsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'deprecations'],
    queryFn: () => get<WireDeprecation[]>(`/api/weft/accounts/${accountId}/governance/deprecations/`),
  });
}
