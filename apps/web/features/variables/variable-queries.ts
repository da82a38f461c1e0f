/** Environment variables of a project: by environment, as they hold for somebody, and how they are changed. */
import { queryOptions } from '@tanstack/react-query';
import type { WireVariable, WireVariablesByEnvironment, WireVariablesByLevel } from '@weft/wire/v3/environment-variable';
import type { WireResolvedVariables } from '@weft/wire/weft/resolved-variable';
import { ask, get, query, tell } from '../../kit/api.ts';

export interface ProjectPlace {
  readonly accountId: number;
  readonly projectId: number;
}

/** Whose values are asked for. */
export type HoldsFor = { readonly jobId: number } | { readonly environmentId: number } | 'me';

/** The column of the values that hold wherever an environment has none of its own. */
export const projectColumn = 'project';

function base({ accountId, projectId }: ProjectPlace): string {
  return `/api/v3/accounts/${accountId}/projects/${projectId}/environment-variables/`;
}

export function variablesKey({ accountId, projectId }: ProjectPlace): readonly unknown[] {
  return ['variables', accountId, projectId];
}

export function variablesQuery(place: ProjectPlace) {
  return queryOptions({
    queryKey: [...variablesKey(place), 'environments'],
    queryFn: () => get<WireVariablesByEnvironment>(`${base(place)}environment/`),
  });
}

export function resolvedVariablesQuery(place: ProjectPlace, holdsFor: HoldsFor) {
  const asked =
    holdsFor === 'me' ? '' : 'jobId' in holdsFor ? query({ job_id: holdsFor.jobId }) : query({ environment_id: holdsFor.environmentId });
  return queryOptions({
    queryKey: [...variablesKey(place), 'resolved', holdsFor],
    queryFn: () => get<WireResolvedVariables>(`/api/weft/accounts/${place.accountId}/projects/${place.projectId}/variables/${asked}`),
  });
}

/** The values of one job, or of the person who looks, with their ids. */
export function overridesQuery(place: ProjectPlace, of: { readonly jobId: number } | 'me') {
  const path = of === 'me' ? 'user/' : `job/${query({ job_definition_id: of.jobId })}`;
  return queryOptions({
    queryKey: [...variablesKey(place), 'overrides', of],
    queryFn: () => get<WireVariablesByLevel>(`${base(place)}${path}`),
  });
}

/** `values` by the names of columns. */
export function createVariable(place: ProjectPlace, name: string, values: Readonly<Record<string, string>>): Promise<unknown> {
  return ask('POST', `${base(place)}bulk/`, { env_var: { new_name: name, ...values } });
}

/** An empty text takes a value away. */
export function changeVariable(
  place: ProjectPlace,
  name: string,
  change: { readonly newName?: string; readonly values?: Readonly<Record<string, string>> },
): Promise<unknown> {
  const { newName, values = {} } = change;
  return ask('PUT', `${base(place)}bulk/`, { env_vars: { name, ...(newName === undefined ? {} : { new_name: newName }), ...values } });
}

export function deleteVariable(place: ProjectPlace, name: string): Promise<void> {
  return tell('DELETE', `${base(place)}bulk/`, { name });
}

export function createOverride(
  place: ProjectPlace,
  name: string,
  of: { readonly jobId: number } | 'me',
  value: string,
): Promise<WireVariable> {
  const target = of === 'me' ? { type: 'user' } : { type: 'job', job_definition_id: of.jobId };
  return ask('POST', base(place), { name, ...target, raw_value: value });
}

export function changeOverride(place: ProjectPlace, id: number, value: string): Promise<WireVariable> {
  return ask('POST', `${base(place)}${id}/`, { raw_value: value });
}

export function deleteOverride(place: ProjectPlace, id: number): Promise<void> {
  return tell('DELETE', `${base(place)}${id}/`);
}
