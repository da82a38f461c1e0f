/** The account's projects: asked for once, and kept for every page that names one. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { WireProject } from '@weft/wire/v3/project';
import type { WirePublicModels } from '@weft/wire/weft/public-model';
import { ask, get, getPage, query, tell } from '../../kit/api.ts';

export const hybridType = 1;

export function projectsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['projects', accountId],
    queryFn: async () => (await getPage<WireProject>(`/api/v3/accounts/${accountId}/projects/?limit=1000`)).items,
    staleTime: 30_000,
  });
}

/** One of the list; undefined while unknown. */
export function useProject(accountId: number, projectId: number): WireProject | undefined {
  return useQuery(projectsQuery(accountId)).data?.find(({ id }) => id === projectId);
}

export function projectQuery(accountId: number, projectId: number) {
  return queryOptions({
    queryKey: ['projects', accountId, projectId],
    queryFn: () => get<WireProject>(`/api/v3/accounts/${accountId}/projects/${projectId}/`),
  });
}

export function publicModelsQuery(accountId: number, projectId: number, deployment: 'production' | 'staging') {
  return queryOptions({
    queryKey: ['publications', accountId, 'models', projectId, deployment],
    queryFn: () =>
      get<WirePublicModels>(
        `/api/weft/accounts/${accountId}/projects/${projectId}/public-models/${query({ deployment_type: deployment })}`,
      ),
  });
}

export interface ProjectInput {
  readonly name: string;
  readonly description: string;
  readonly dbt_project_subdirectory: string | null;
  readonly dbt_project_name: string | null;
  readonly type: 0 | 1;
}

export function createProject(accountId: number, input: Partial<ProjectInput>): Promise<WireProject> {
  return ask('POST', `/api/v3/accounts/${accountId}/projects/`, { account_id: accountId, state: 1, ...input });
}

/** What is left out stays as it is. */
export function changeProject({ account_id, id }: WireProject, change: Partial<ProjectInput>): Promise<WireProject> {
  return ask('PATCH', `/api/v3/accounts/${account_id}/projects/${id}/`, change);
}

export function deleteProject(project: WireProject): Promise<void> {
  return tell('DELETE', `/api/v3/accounts/${project.account_id}/projects/${project.id}/`);
}
