/** A line about each project, for the account's home. */
import { queryOptions } from '@tanstack/react-query';
import type { WireOverview } from '@weft/wire/weft/overview';
import { get } from '../../kit/api.ts';

export function overviewQuery(accountId: number) {
  return queryOptions({
    queryKey: ['overview', accountId],
    queryFn: () => get<WireOverview>(`/api/weft/accounts/${accountId}/overview/`),
  });
}
