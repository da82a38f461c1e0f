/** The people of an account: their licence, their groups, and whether they are let in. */
import { queryOptions } from '@tanstack/react-query';
import type { WireLicenseDetail, WireUser, WireUserPermission } from '@weft/wire/v2/user';
import { ask, getPage, tell } from '../../kit/api.ts';

export interface MemberRow {
  readonly user: WireUser;
  readonly seat: WireUserPermission;
}

export function membersQuery(accountId: number) {
  return queryOptions({
    queryKey: ['members', accountId],
    queryFn: async (): Promise<readonly MemberRow[]> => {
      const { items } = await getPage<WireUser>(`/api/v3/accounts/${accountId}/users/?limit=10000`);
      return items.flatMap((user) => {
        const seat = user.permissions.find(({ account_id }) => account_id === accountId);
        return seat ? [{ user, seat }] : [];
      });
    },
  });
}

export const licences: Readonly<Record<string, { readonly title: string; readonly text: string }>> = {
  developer: { title: 'Developer', text: 'whatever their groups grant' },
  analyst: { title: 'Analyst', text: 'reads, and develops; changes no jobs and nothing of the account' },
  read_only: { title: 'Read-only', text: 'the catalog, and nothing else; no tokens' },
  it: { title: 'IT', text: 'people, sign-in and connections; no data and no jobs' },
};

export async function changeMember(
  accountId: number,
  { seat, licence, groupIds }: { readonly seat: WireUserPermission; readonly licence: string; readonly groupIds: readonly number[] },
): Promise<void> {
  if (licence !== seat.license_type)
    await tell('POST', `/api/v2/accounts/${accountId}/permissions/${seat.id}/`, { license_type: licence, state: 1 });
  const had = seat.groups.map(({ id }) => id);
  if (had.length === groupIds.length && had.every((id) => groupIds.includes(id))) return;
  await tell('POST', `/api/v3/accounts/${accountId}/assign-groups/`, { user_id: seat.user_id, desired_group_ids: groupIds });
}

export function letMember(accountId: number, userId: number, isActive: boolean): Promise<WireUserPermission> {
  return ask('POST', `/api/weft/accounts/${accountId}/members/${userId}/`, { is_active: isActive });
}

export function removeMember(accountId: number, userId: number): Promise<void> {
  return tell('DELETE', `/api/weft/accounts/${accountId}/members/${userId}/`);
}

export function licenceCountsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['licence-counts', accountId],
    queryFn: async () =>
      (await getPage<Readonly<Record<string, WireLicenseDetail>>>(`/api/v2/accounts/${accountId}/licenses/`)).items[0] ?? {},
  });
}
