/** Who is signed in, and what they may do. */
import { queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import type { WireSession, WireSessionAccount, WireSignInOptions } from '@weft/wire/weft/session';
import { get } from '../../kit/api.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: () => get<WireSession>('/api/weft/session/'),
  staleTime: 5 * 60_000,
});

/** What the sign-in page offers. */
export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: () => get<WireSignInOptions>('/api/weft/sign-in-options/'),
  staleTime: 60_000,
});

export function useSession(): WireSession {
  return useSuspenseQuery(sessionQuery).data;
}

/** undefined: the signed-in person is not in that account. */
export function useAccount(accountId: number): WireSessionAccount | undefined {
  return useSession().accounts.find(({ id }) => id === accountId);
}

/** The deeds that buttons are hidden or shown by; the server holds them anyway. */
export type Deed =
  | 'account:write'
  | 'artifacts:upload'
  | 'audit:read'
  | 'connections:read'
  | 'connections:write'
  | 'credentials:write'
  | 'environments:write'
  | 'invitations:read'
  | 'invitations:write'
  | 'ip_restrictions:read'
  | 'ip_restrictions:write'
  | 'jobs:write'
  | 'notifications:read'
  | 'notifications:write'
  | 'projects:create'
  | 'projects:write'
  | 'repositories:write'
  | 'runs:write'
  | 'service_tokens:read'
  | 'service_tokens:write'
  | 'sso:read'
  | 'sso:write'
  | 'variables:read'
  | 'variables:write'
  | 'webhooks:read'
  | 'webhooks:write';

export function useMay(accountId: number): (deed: Deed) => boolean {
  const permissions = useAccount(accountId)?.permissions ?? [];
  return (deed) => permissions.includes(deed);
}
