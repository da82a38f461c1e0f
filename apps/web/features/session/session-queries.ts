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
  | 'account:read'
  | 'account:write'
  | 'artifacts:upload'
  | 'audit:read'
  | 'connections:read'
  | 'connections:write'
  | 'credentials:write'
  | 'environments:read'
  | 'environments:write'
  | 'groups:read'
  | 'groups:write'
  | 'invitations:read'
  | 'invitations:write'
  | 'ip_restrictions:read'
  | 'ip_restrictions:write'
  | 'jobs:read'
  | 'jobs:write'
  | 'licenses:read'
  | 'licenses:write'
  | 'metadata:read'
  | 'notifications:read'
  | 'notifications:write'
  | 'projects:create'
  | 'projects:read'
  | 'projects:write'
  | 'repositories:read'
  | 'repositories:write'
  | 'runs:read'
  | 'runs:write'
  | 'service_tokens:read'
  | 'service_tokens:write'
  | 'sso:read'
  | 'sso:write'
  | 'users:read'
  | 'users:write'
  | 'variables:read'
  | 'variables:write'
  | 'webhooks:read'
  | 'webhooks:write';

export type EnvironmentCategory = 'development' | 'staging' | 'production' | 'other';

export interface MayPlace {
  readonly projectId?: number | undefined;
  /** Of the environment of a job or a run; left out, whoever may in some environment of the project may. */
  readonly category?: EnvironmentCategory | undefined;
}

/** Without a project: in the account or in one of its projects at least, which is enough for a list. */
export function useMay(accountId: number, { projectId, category }: MayPlace = {}): (deed: Deed) => boolean {
  const account = useAccount(accountId);
  if (projectId === undefined) return (deed) => account?.permissions.includes(deed) ?? false;
  const held = (account?.holdings ?? []).filter(({ project_id }) => project_id === null || project_id === projectId);
  const covers = (categories: readonly string[]) =>
    category === undefined ? categories.length > 0 : categories.includes('all') || categories.includes(category);
  return (deed) => held.some((it) => it.permissions.includes(deed) || (it.in_categories.includes(deed) && covers(it.categories)));
}

/** Whether they were granted anything in it, beyond what everybody in the account has. */
export function useSeesProject(accountId: number, projectId: number): boolean {
  const holdings = useAccount(accountId)?.holdings ?? [];
  return holdings.some(
    (it) => !it.is_of_every_member && it.permissions.length > 0 && (it.project_id === null || it.project_id === projectId),
  );
}
