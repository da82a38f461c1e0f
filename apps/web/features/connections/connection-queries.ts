/** The account's warehouses, their adapters, and what a project enters them with. */
import { queryOptions } from '@tanstack/react-query';
import type { ConnectionRequest, WireAdapter, WireConnection, WireConnectionTest } from '@weft/wire/weft/connection';
import type { CredentialRequest, WireCredential, WireDevelopmentCredentials } from '@weft/wire/weft/credential';
import { ask, get, tell } from '../../kit/api.ts';

export const adaptersQuery = queryOptions({
  queryKey: ['adapters'],
  queryFn: () => get<readonly WireAdapter[]>('/api/weft/adapters/'),
  staleTime: Number.POSITIVE_INFINITY,
});

export function connectionsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['connections', accountId],
    queryFn: () => get<readonly WireConnection[]>(connectionsPath(accountId)),
    staleTime: 30_000,
  });
}

export function createConnection(accountId: number, input: ConnectionRequest): Promise<WireConnection> {
  return ask('POST', connectionsPath(accountId), input);
}

export function changeConnection({ account_id, id }: WireConnection, input: Omit<ConnectionRequest, 'adapter'>): Promise<WireConnection> {
  return ask('PATCH', `${connectionsPath(account_id)}${id}/`, input);
}

export function deleteConnection({ account_id, id }: WireConnection): Promise<void> {
  return tell('DELETE', `${connectionsPath(account_id)}${id}/`);
}

/** With what stands in a form, saved or not. */
export function testConnection(accountId: number, input: object): Promise<WireConnectionTest> {
  return ask('POST', `${connectionsPath(accountId)}test/`, input);
}

export function testInProject(accountId: number, projectId: number, input: object): Promise<WireConnectionTest> {
  return ask('POST', `/api/weft/accounts/${accountId}/projects/${projectId}/connection-test/`, input);
}

export function connectionTestQuery(accountId: number, testId: number) {
  return queryOptions({
    queryKey: ['connection-test', accountId, testId],
    queryFn: () => get<WireConnectionTest>(`${connectionsPath(accountId)}tests/${testId}/`),
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'running' ? 700 : false),
  });
}

export function createCredential(accountId: number, projectId: number, input: CredentialRequest): Promise<WireCredential> {
  return ask('POST', credentialsPath(accountId, projectId), input);
}

export function changeCredential({ account_id, project_id, id }: WireCredential, input: CredentialRequest): Promise<WireCredential> {
  return ask('PATCH', `${credentialsPath(account_id, project_id)}${id}/`, input);
}

export function credentialQuery(accountId: number, projectId: number, credentialId: number) {
  return queryOptions({
    queryKey: ['credentials', accountId, credentialId],
    queryFn: () => get<WireCredential>(`${credentialsPath(accountId, projectId)}${credentialId}/`),
  });
}

export function developmentCredentialsQuery(accountId: number, projectId: number) {
  return queryOptions({
    queryKey: ['development-credentials', accountId, projectId],
    queryFn: () => get<WireDevelopmentCredentials>(developmentPath(accountId, projectId)),
  });
}

export function saveDevelopmentCredentials(
  accountId: number,
  projectId: number,
  input: CredentialRequest,
): Promise<WireDevelopmentCredentials> {
  return ask('PUT', developmentPath(accountId, projectId), input);
}

export function connectionPlace({ place }: WireConnection): string {
  return place;
}

function connectionsPath(accountId: number): string {
  return `/api/weft/accounts/${accountId}/connections/`;
}

function credentialsPath(accountId: number, projectId: number): string {
  return `/api/weft/accounts/${accountId}/projects/${projectId}/credentials/`;
}

function developmentPath(accountId: number, projectId: number): string {
  return `/api/weft/accounts/${accountId}/projects/${projectId}/development-credentials/`;
}
