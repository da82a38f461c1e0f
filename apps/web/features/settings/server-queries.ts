/** How this Weft is reached and trusted, and what the account's admins may change. */
import { queryOptions } from '@tanstack/react-query';
import type { AccountSettingsRequest, WireAccountSettings } from '@weft/wire/weft/account-settings';
import type { WireServer } from '@weft/wire/weft/server';
import { ask, get } from '../../kit/api.ts';

export function serverQuery(accountId: number) {
  return queryOptions({
    queryKey: ['server', accountId],
    queryFn: () => get<WireServer>(`/api/weft/accounts/${accountId}/server/`),
    staleTime: 5 * 60_000,
  });
}

export function accountSettingsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['account-settings', accountId],
    queryFn: () => get<WireAccountSettings>(`/api/weft/accounts/${accountId}/settings/`),
  });
}

export function changeAccountSettings(accountId: number, change: AccountSettingsRequest): Promise<WireAccountSettings> {
  return ask('PATCH', `/api/weft/accounts/${accountId}/settings/`, change);
}
