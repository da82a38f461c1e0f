/** Service tokens: listed without their secrets, made once with it, revoked for good. */
import { queryOptions } from '@tanstack/react-query';
import type { WireMadeServiceToken, WirePermissionGrant, WireServiceToken } from '@weft/wire/v3/service-token';
import { ask, getPage, tell } from '../../kit/api.ts';

export function serviceTokensQuery(accountId: number) {
  return queryOptions({
    queryKey: ['service-tokens', accountId],
    queryFn: async () => (await getPage<WireServiceToken>(`/api/v3/accounts/${accountId}/service-tokens/?limit=1000`)).items,
  });
}

/** The answer is the only place where the secret ever is. */
export function createServiceToken(
  accountId: number,
  input: {
    readonly name: string;
    readonly permission_grants: readonly (Pick<WirePermissionGrant, 'permission_set' | 'project_id'> & Partial<WirePermissionGrant>)[];
    /** ISO; null: never. */
    readonly expires_at?: string | null;
  },
): Promise<WireMadeServiceToken> {
  return ask('POST', `/api/v3/accounts/${accountId}/service-tokens/`, input);
}

export function revokeServiceToken(accountId: number, tokenId: number): Promise<void> {
  return tell('DELETE', `/api/v3/accounts/${accountId}/service-tokens/${tokenId}/`);
}
