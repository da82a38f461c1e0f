/** A project's repository. */
import { queryOptions } from '@tanstack/react-query';
import type { WireProjectRepository } from '@weft/wire/v3/repository';
import type { WireRepository } from '@weft/wire/weft/repository';
import { ask, get, tell } from '../../kit/api.ts';

export function repositoryQuery(accountId: number, projectId: number) {
  return queryOptions({
    queryKey: ['repositories', accountId, projectId],
    queryFn: () => get<WireRepository | null>(`/api/weft/accounts/${accountId}/projects/${projectId}/repository/`),
  });
}

export function createRepository(accountId: number, projectId: number, name: string): Promise<WireRepository> {
  return ask('POST', `/api/weft/accounts/${accountId}/projects/${projectId}/repository/`, { name });
}

interface RemoteInput {
  readonly remote_url: string;
  readonly git_clone_strategy?: string;
  readonly token?: string;
  readonly username?: string | null;
}

/** One that lies elsewhere: by http(s), with a token where it wants one, or by ssh. */
export function addRepository(accountId: number, projectId: number, input: RemoteInput): Promise<WireProjectRepository> {
  return ask('POST', `/api/v3/accounts/${accountId}/projects/${projectId}/repositories/`, {
    account_id: accountId,
    project_id: projectId,
    state: 1,
    ...input,
  });
}

export function changeRepository(repository: WireProjectRepository, input: RemoteInput): Promise<WireProjectRepository> {
  return ask('POST', pathOf(repository), input);
}

export function giveUpRepository(repository: WireProjectRepository): Promise<void> {
  return tell('DELETE', pathOf(repository));
}

export function testRepository(
  repository: WireProjectRepository,
): Promise<{ readonly default_branch: string; readonly branch_count: number }> {
  return ask('POST', `${pathOf(repository).replace('/api/v3/', '/api/weft/')}test/`);
}

function pathOf({ account_id, project_id, id }: WireProjectRepository): string {
  return `/api/v3/accounts/${account_id}/projects/${project_id}/repositories/${id}/`;
}
