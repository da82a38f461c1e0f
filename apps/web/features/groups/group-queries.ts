/** Groups of people: who is in them is told by the members, what they may by the groups. */
import { queryOptions } from '@tanstack/react-query';
import type { WireGroup } from '@weft/wire/v3/group';
import { ask, getPage, tell } from '../../kit/api.ts';
import type { grantsToSend } from '../service-tokens/grant-rows.tsx';

export function groupsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['groups', accountId],
    queryFn: async () => (await getPage<WireGroup>(`/api/v3/accounts/${accountId}/groups/?limit=1000`)).items,
  });
}

export interface GroupInput {
  readonly name: string;
  readonly assign_by_default: boolean;
  readonly sso_mapping_groups: readonly string[];
}

/** `groupId` null: a new one. What it is granted is a second request, by the official API's own cut. */
export async function saveGroup(
  accountId: number,
  groupId: number | null,
  input: GroupInput,
  grants: ReturnType<typeof grantsToSend>,
): Promise<void> {
  const base = `/api/v3/accounts/${accountId}`;
  const saved = await ask<WireGroup>('POST', `${base}/groups/${groupId === null ? '' : `${groupId}/`}`, { ...input, state: 1 });
  await tell('POST', `${base}/group-permissions/${saved.id}/`, grants);
}

export function deleteGroup(accountId: number, groupId: number): Promise<void> {
  return tell('DELETE', `/api/v3/accounts/${accountId}/groups/${groupId}/`);
}
