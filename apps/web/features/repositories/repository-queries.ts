/** A project's managed repository. */
import { queryOptions } from '@tanstack/react-query';
import type { WireRepository } from '@weft/wire/weft/repository';
import { ask, get } from '../../kit/api.ts';

export function repositoryQuery(accountId: number, projectId: number) {
  return queryOptions({
    queryKey: ['repositories', accountId, projectId],
    queryFn: () => get<WireRepository | null>(`/api/weft/accounts/${accountId}/projects/${projectId}/repository/`),
  });
}

export function createRepository(accountId: number, projectId: number, name: string): Promise<WireRepository> {
  return ask('POST', `/api/weft/accounts/${accountId}/projects/${projectId}/repository/`, { name });
}
