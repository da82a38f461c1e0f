/** A project's repository. */
import { queryOptions } from '@tanstack/react-query';
import type { WireProjectRepository } from '@weft/wire/v3/repository';
import type { WireBranch, WireDeployCredential, WireMove, WireNewDeployCredential, WireRepository } from '@weft/wire/weft/repository';
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
): Promise<{ readonly default_branch: string; readonly branch_count: number; readonly branches: readonly string[] }> {
  return ask('POST', `${pathOf(repository).replace('/api/v3/', '/api/weft/')}test/`);
}

function pathOf({ account_id, project_id, id }: WireProjectRepository): string {
  return `/api/v3/accounts/${account_id}/projects/${project_id}/repositories/${id}/`;
}

/** Where a page's questions about the project's repository begin. */
export interface RepositoryPlace {
  readonly accountId: number;
  readonly projectId: number;
}

function at({ accountId, projectId }: RepositoryPlace): string {
  return `/api/weft/accounts/${accountId}/projects/${projectId}/repository/`;
}

export function branchesQuery(place: RepositoryPlace) {
  return queryOptions({
    queryKey: ['repositories', place.accountId, place.projectId, 'branches'],
    queryFn: () => get<readonly WireBranch[]>(`${at(place)}branches/`),
  });
}

export function deployCredentialsQuery(place: RepositoryPlace) {
  return queryOptions({
    queryKey: ['repositories', place.accountId, place.projectId, 'deploy-credentials'],
    queryFn: () => get<readonly WireDeployCredential[]>(`${at(place)}deploy-credentials/`),
  });
}

export function makeDeployCredential(
  place: RepositoryPlace,
  input: { readonly name: string; readonly may_push: boolean },
): Promise<WireNewDeployCredential> {
  return ask('POST', `${at(place)}deploy-credentials/`, input);
}

export function revokeDeployCredential(place: RepositoryPlace, id: number): Promise<void> {
  return tell('DELETE', `${at(place)}deploy-credentials/${id}/`);
}

/** Asked again each second while something is being copied. */
export function moveQuery(place: RepositoryPlace) {
  return queryOptions({
    queryKey: ['repositories', place.accountId, place.projectId, 'move'],
    queryFn: () => get<WireMove | null>(`${at(place)}move/`),
    refetchInterval: ({ state }) => (state.data?.state === 'copying' || state.data?.state === 'switching' ? 1_000 : false),
  });
}

export function prepareMove(
  place: RepositoryPlace,
  input: { readonly remote_url: string; readonly token: string | null },
): Promise<WireMove> {
  return ask('POST', `${at(place)}move/`, input);
}

export function carryOutMove(place: RepositoryPlace, what: 'copy' | 'switch'): Promise<WireMove> {
  return ask('POST', `${at(place)}move/${what}/`);
}

export function giveUpMove(place: RepositoryPlace): Promise<void> {
  return tell('DELETE', `${at(place)}move/`);
}

/** The files of the default branch as a zip archive. */
export function downloadPath({ accountId, projectId }: RepositoryPlace, repositoryId: number): string {
  return `/api/v3/accounts/${accountId}/projects/${projectId}/managed-repositories/${repositoryId}/download/`;
}
