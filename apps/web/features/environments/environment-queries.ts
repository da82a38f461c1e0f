/** The account's environments, and how they are made and changed. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { WireEnvironment } from '@weft/wire/v3/environment';
import { ask, getPage, tell } from '../../kit/api.ts';
import type { EnvironmentCategory } from '../session/session-queries.ts';

export function environmentsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['environments', accountId],
    queryFn: async () => (await getPage<WireEnvironment>(`/api/v2/accounts/${accountId}/environments/?limit=1000`)).items,
    staleTime: 30_000,
  });
}

/** Of one project; undefined while unknown. */
export function useProjectEnvironments(accountId: number, projectId: number): readonly WireEnvironment[] | undefined {
  return useQuery(environmentsQuery(accountId)).data?.filter((environment) => environment.project_id === projectId);
}

export interface EnvironmentInput {
  readonly name: string;
  readonly type: 'development' | 'deployment';
  readonly deployment_type: 'production' | 'staging' | null;
  readonly dbt_version: string;
  readonly custom_branch: string | null;
  readonly connection_id: number | null;
  readonly credentials_id: number | null;
  readonly extended_attributes_id?: number | null;
}

export function createEnvironment(accountId: number, projectId: number, input: EnvironmentInput): Promise<WireEnvironment> {
  return ask('POST', environmentsPath(accountId, projectId), whole(accountId, projectId, input));
}

/** What an update leaves out is reset by the official API, so `input` is always whole. */
export function changeEnvironment(before: WireEnvironment, input: EnvironmentInput): Promise<WireEnvironment> {
  const { id, account_id, project_id, extended_attributes_id } = before;
  // A profile stays as long as its connection does.
  const primary_profile_id = input.connection_id === before.connection_id ? before.primary_profile_id : null;
  return ask('POST', `${environmentsPath(account_id, project_id)}${id}/`, {
    ...{ id, extended_attributes_id, primary_profile_id },
    ...whole(account_id, project_id, input),
  });
}

export function deleteEnvironment({ id, account_id, project_id }: WireEnvironment): Promise<void> {
  return tell('DELETE', `${environmentsPath(account_id, project_id)}${id}/`);
}

function environmentsPath(accountId: number, projectId: number): string {
  return `/api/v3/accounts/${accountId}/projects/${projectId}/environments/`;
}

function whole(accountId: number, projectId: number, input: EnvironmentInput): object {
  return { account_id: accountId, project_id: projectId, state: 1, use_custom_branch: input.custom_branch !== null, ...input };
}

/** As grants name it; undefined until it is known. */
export function useCategory(accountId: number, environmentId: number | null): EnvironmentCategory | undefined {
  const environment = useQuery(environmentsQuery(accountId)).data?.find(({ id }) => id === environmentId);
  if (environment === undefined) return undefined;
  return environment.type === 'development' ? 'development' : (environment.deployment_type ?? 'other');
}
