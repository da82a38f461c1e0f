/** What the catalog asks the server. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  WireCatalog,
  WireCatalogViews,
  WireNodeCode,
  WireNodeDetails,
  WireNodeList,
  WireNodeRun,
  WirePackage,
  WireProjectCatalog,
} from '@weft/wire/weft/catalog';
import type { WireColumnProgress, WireColumnTrace, WireNodeColumns } from '@weft/wire/weft/columns';
import { get, query } from '../../kit/api.ts';

export interface NodeFilters {
  readonly q?: string | undefined;
  readonly select?: string | undefined;
  /** With what its `state:` compares. */
  readonly compare?: string | undefined;
  readonly type?: string | undefined;
  readonly project?: number | undefined;
  readonly access?: string | undefined;
  readonly materialization?: string | undefined;
  readonly owner?: string | undefined;
  readonly package?: string | undefined;
  readonly database?: string | undefined;
  readonly status?: string | undefined;
  readonly tag?: string | undefined;
  readonly order_by?: string | undefined;
  readonly view?: View | undefined;
}

type View = 'production' | 'staging';

export interface NodeKey {
  readonly project_id: number;
  readonly unique_id: string;
  readonly view?: View | undefined;
}

const root = (accountId: number) => `/api/weft/accounts/${accountId}/catalog/`;

/** The same projects in each view. */
export function catalogQuery(accountId: number, view?: View) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'account', view],
    queryFn: () => get<WireCatalog>(`${root(accountId)}${query({ view })}`),
  });
}

export function viewsQuery(accountId: number) {
  return queryOptions({ queryKey: ['catalog', accountId, 'views'], queryFn: () => get<WireCatalogViews>(`${root(accountId)}views/`) });
}

export function projectCatalogQuery(accountId: number, projectId: number, view?: View) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'project', projectId, view],
    queryFn: () => get<WireProjectCatalog>(`${root(accountId)}projects/${projectId}/${query({ view })}`),
  });
}

export function packagesQuery(accountId: number, view?: View) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'packages', view],
    queryFn: () => get<WirePackage[]>(`${root(accountId)}packages/${query({ view })}`),
  });
}

export const nodesPerPage = 200;

/** `page` from 0. An older answer stays on the screen while one types. */
export function nodesQuery(accountId: number, filters: NodeFilters, page = 0, limit = nodesPerPage) {
  const asked = query({ ...filters, offset: page * limit, limit });
  return queryOptions({
    queryKey: ['catalog', accountId, 'nodes', asked],
    queryFn: () => get<WireNodeList>(`${root(accountId)}nodes/${asked}`),
    placeholderData: keepPreviousData,
  });
}

export function nodeQuery(accountId: number, key: NodeKey) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'node', key.project_id, key.unique_id, key.view],
    queryFn: () => get<WireNodeDetails>(`${root(accountId)}node/${query({ ...key })}`),
  });
}

export function nodeCodeQuery(accountId: number, key: NodeKey) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'code', key.project_id, key.unique_id, key.view],
    queryFn: () => get<WireNodeCode>(`${root(accountId)}node-code/${query({ ...key })}`),
  });
}

export function nodeRunsQuery(accountId: number, key: NodeKey) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'runs', key.project_id, key.unique_id, key.view],
    queryFn: () => get<WireNodeRun[]>(`${root(accountId)}node-runs/${query({ ...key })}`),
  });
}

const inEnvironment = (accountId: number, environmentId: number) => `/api/weft/accounts/${accountId}/environments/${environmentId}/`;

export function columnsQuery(accountId: number, environmentId: number, uniqueId: string) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'columns', environmentId, uniqueId],
    queryFn: () => get<WireNodeColumns>(`${inEnvironment(accountId, environmentId)}columns/${query({ unique_id: uniqueId })}`),
    retry: false,
  });
}

export function columnProgressQuery(accountId: number, environmentId: number) {
  return queryOptions({
    queryKey: ['catalog', accountId, 'column-progress', environmentId],
    queryFn: () => get<WireColumnProgress | null>(`${inEnvironment(accountId, environmentId)}column-progress/`),
  });
}

export function columnTraceQuery(
  accountId: number,
  of: { readonly environmentId: number; readonly uniqueId: string; readonly column: string; readonly direction: 'up' | 'down' },
) {
  const asked = query({ unique_id: of.uniqueId, column: of.column, direction: of.direction });
  return queryOptions({
    queryKey: ['catalog', accountId, 'trace', of.environmentId, asked],
    queryFn: () => get<WireColumnTrace>(`${inEnvironment(accountId, of.environmentId)}column-trace/${asked}`),
    retry: false,
  });
}
