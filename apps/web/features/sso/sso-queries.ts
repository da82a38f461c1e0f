/** Single sign-on and SCIM, as the settings page reads and writes them. */
import { queryOptions } from '@tanstack/react-query';
import type { WireMadeScimToken, WireScimConfig, WireScimToken } from '@weft/wire/v3/scim';
import type { SsoProviderRequest, WireSso, WireSsoProvider, WireSsoTest } from '@weft/wire/weft/sso';
import { ask, get, getPage, tell } from '../../kit/api.ts';

const base = (accountId: number) => `/api/weft/accounts/${accountId}/sso/`;
const scim = (accountId: number) => `/api/v3/accounts/${accountId}/scim-config/`;

export function ssoQuery(accountId: number) {
  return queryOptions({ queryKey: ['sso', accountId], queryFn: () => get<WireSso>(base(accountId)) });
}

export function requireSso(accountId: number, is_required: boolean): Promise<WireSso> {
  return ask('PATCH', base(accountId), { is_required });
}

export function createSsoProvider(accountId: number, provider: SsoProviderRequest): Promise<WireSsoProvider> {
  return ask('POST', `${base(accountId)}providers/`, provider);
}

export function changeSsoProvider(accountId: number, id: number, change: SsoProviderRequest): Promise<WireSsoProvider> {
  return ask('PATCH', `${base(accountId)}providers/${id}/`, change);
}

export function removeSsoProvider(accountId: number, id: number): Promise<void> {
  return tell('DELETE', `${base(accountId)}providers/${id}/`);
}

export function testSsoProvider(accountId: number, id: number): Promise<WireSsoTest> {
  return ask('POST', `${base(accountId)}providers/${id}/test/`);
}

export function scimConfigQuery(accountId: number) {
  return queryOptions({ queryKey: ['scim-config', accountId], queryFn: () => get<WireScimConfig>(scim(accountId)) });
}

export function setScimConfig(accountId: number, config: WireScimConfig): Promise<WireScimConfig> {
  return ask('POST', scim(accountId), config);
}

export function scimTokensQuery(accountId: number) {
  return queryOptions({
    queryKey: ['scim-tokens', accountId],
    queryFn: async () => (await getPage<WireScimToken>(`${scim(accountId)}tokens/?limit=1000`)).items,
  });
}

/** The answer is the only place where the secret ever is. */
export function createScimToken(accountId: number, name: string): Promise<WireMadeScimToken> {
  return ask('POST', `${scim(accountId)}tokens/`, { name });
}

export function revokeScimToken(accountId: number, id: number): Promise<void> {
  return tell('DELETE', `${scim(accountId)}tokens/${id}/`);
}
