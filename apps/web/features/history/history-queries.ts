/** What history asks the server. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { WireNodeReason, WireStateDifferences, WireStateEntry, WireStateNodeDetails, WireStateNodes } from '@weft/wire/weft/history';
import { get, getPage, query } from '../../kit/api.ts';

export interface InProject {
  readonly accountId: number;
  readonly projectId: number;
}

const root = ({ accountId, projectId }: InProject) => `/api/weft/accounts/${accountId}/projects/${projectId}/`;
export const statesPerPage = 50;

/** `page` from 1. */
export function statesQuery(at: InProject, environmentId: number, page = 1, limit = statesPerPage) {
  const asked = query({ environment_id: environmentId, limit, offset: (page - 1) * limit });
  return queryOptions({
    queryKey: ['catalog', at.accountId, 'states', at.projectId, asked],
    queryFn: () => getPage<WireStateEntry>(`${root(at)}states/${asked}`),
    placeholderData: keepPreviousData,
  });
}

export function stateNodesQuery(
  at: InProject,
  stateId: number,
  filters: { readonly q?: string | undefined; readonly type?: string | undefined },
) {
  const asked = query({ ...filters, limit: 2000 });
  return queryOptions({
    queryKey: ['state', at.accountId, at.projectId, stateId, asked],
    queryFn: () => get<WireStateNodes>(`${root(at)}states/${stateId}/nodes/${asked}`),
    placeholderData: keepPreviousData,
  });
}

export function stateNodeQuery(at: InProject, stateId: number, uniqueId: string) {
  return queryOptions({
    queryKey: ['state', at.accountId, at.projectId, stateId, 'node', uniqueId],
    queryFn: () => get<WireStateNodeDetails>(`${root(at)}states/${stateId}/node/${query({ unique_id: uniqueId })}`),
    retry: false,
  });
}

export function differencesQuery(at: InProject, before: number, after: number) {
  return queryOptions({
    queryKey: ['state', at.accountId, at.projectId, 'differences', before, after],
    queryFn: () => get<WireStateDifferences>(`${root(at)}state-differences/${query({ before, after })}`),
  });
}

export function nodeReasonsQuery(at: InProject, before: number, after: number, uniqueId: string) {
  const asked = query({ before, after, unique_id: uniqueId });
  return queryOptions({
    queryKey: ['state', at.accountId, at.projectId, 'reasons', asked],
    queryFn: () => get<WireNodeReason[]>(`${root(at)}state-differences/node/${asked}`),
  });
}
