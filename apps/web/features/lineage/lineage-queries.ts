/** The lineage of the account, and the columns of its nodes. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WireColumnTrace, WireNodeColumns } from '@weft/wire/weft/columns';
import type { WireLineage } from '@weft/wire/weft/lineage';
import { get, query } from '../../kit/api.ts';

export interface LineageAsked {
  readonly select?: string | undefined;
  readonly compare?: string | undefined;
  readonly exclude?: string | undefined;
  readonly tests?: string | undefined;
  readonly view?: string | undefined;
}

/** A new picture takes the place of the old one when it is there. */
export function lineageQuery(accountId: number, asked: LineageAsked) {
  return queryOptions({
    queryKey: ['publications', accountId, 'lineage', asked],
    queryFn: () => get<WireLineage>(`/api/weft/accounts/${accountId}/lineage/${query({ ...asked })}`),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });
}

export function nodeColumnsQuery(accountId: number, environmentId: number, uniqueId: string) {
  const asked = query({ unique_id: uniqueId });
  return queryOptions({
    queryKey: ['publications', accountId, 'columns', environmentId, uniqueId],
    queryFn: () => get<WireNodeColumns>(`/api/weft/accounts/${accountId}/environments/${environmentId}/columns/${asked}`),
    staleTime: 30_000,
  });
}

export interface ColumnAsked {
  readonly environmentId: number;
  readonly uniqueId: string;
  readonly column: string;
}

/** Both ways at once. */
export function columnTraceQuery(accountId: number, { environmentId, uniqueId, column }: ColumnAsked) {
  const ask = (direction: 'up' | 'down') =>
    get<WireColumnTrace>(
      `/api/weft/accounts/${accountId}/environments/${environmentId}/column-trace/${query({ unique_id: uniqueId, column, direction })}`,
    );
  return queryOptions({
    queryKey: ['publications', accountId, 'column-trace', environmentId, uniqueId, column],
    queryFn: async () => {
      const [up, down] = await Promise.all([ask('up'), ask('down')]);
      return { up, down };
    },
    staleTime: 30_000,
  });
}
