/** The account's warehouses, and what a project enters them with. */
import { queryOptions } from '@tanstack/react-query';
import type { ConnectionRequest, WireConnection } from '@weft/wire/weft/connection';
import type { CredentialRequest, WireCredential } from '@weft/wire/weft/credential';
import { ask, get } from '../../kit/api.ts';

export function connectionsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['connections', accountId],
    queryFn: () => get<readonly WireConnection[]>(`/api/weft/accounts/${accountId}/connections/`),
    staleTime: 30_000,
  });
}

export function createConnection(accountId: number, input: ConnectionRequest): Promise<WireConnection> {
  return ask('POST', `/api/weft/accounts/${accountId}/connections/`, input);
}

export function createCredential(accountId: number, projectId: number, input: CredentialRequest): Promise<WireCredential> {
  return ask('POST', `/api/weft/accounts/${accountId}/projects/${projectId}/credentials/`, input);
}

export function credentialQuery(accountId: number, projectId: number, credentialId: number) {
  return queryOptions({
    queryKey: ['credentials', accountId, credentialId],
    queryFn: () => get<WireCredential>(`/api/weft/accounts/${accountId}/projects/${projectId}/credentials/${credentialId}/`),
  });
}

export function connectionPlace(connection: WireConnection): string {
  if (connection.adapter === 'duckdb') return connection.config.path;
  const { hostname, port, dbname } = connection.config;
  return `${hostname}:${port}/${dbname}`;
}
