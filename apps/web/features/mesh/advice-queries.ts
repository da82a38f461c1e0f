/** Advice on a project's place in the mesh. */
import { queryOptions } from '@tanstack/react-query';
import type { WireMeshAdvice } from '@weft/wire/weft/mesh-advice';
import { get, query } from '../../kit/api.ts';

/** `split`: as the advice's own choices have it; null: without one. Renewed as publications are, since both follow the newest manifest. */
export function meshAdviceQuery(accountId: number, projectId: number, split: string | null) {
  return queryOptions({
    queryKey: ['publications', accountId, 'advice', projectId, split],
    queryFn: () => get<WireMeshAdvice>(`/api/weft/accounts/${accountId}/projects/${projectId}/mesh-advice/${query({ split })}`),
  });
}
