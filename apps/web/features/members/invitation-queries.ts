/** Who is invited into an account, and the links that let them in. */
import { queryOptions } from '@tanstack/react-query';
import type { WireGroup } from '@weft/wire/v3/group';
import type { WireInvite, WireInviteLink, WireSentInvites } from '@weft/wire/v3/invite';
import { ask, getPage, tell } from '../../kit/api.ts';

export function invitationsQuery(accountId: number) {
  return queryOptions({
    queryKey: ['invitations', accountId],
    queryFn: async () => (await getPage<WireInvite>(`/api/v2/accounts/${accountId}/invites/?limit=1000`)).items,
  });
}

/** What somebody can be invited to. */
export function groupChoicesQuery(accountId: number) {
  return queryOptions({
    queryKey: ['group-choices', accountId],
    queryFn: async () => (await getPage<WireGroup>(`/api/v3/accounts/${accountId}/groups/?limit=1000`)).items,
  });
}

export interface InviteDraft {
  readonly email_addresses: readonly string[];
  readonly license_type: string;
  readonly group_ids: readonly number[];
}

/** The answer is the only place where the links ever are. */
export function sendInvitations(accountId: number, draft: InviteDraft): Promise<WireSentInvites> {
  return ask('POST', `/api/v3/accounts/${accountId}/invites/`, draft);
}

export function resendInvitation(accountId: number, id: number): Promise<WireInviteLink> {
  return ask('POST', `/api/weft/accounts/${accountId}/invitations/${id}/resend/`, {});
}

export function withdrawInvitation(accountId: number, id: number): Promise<void> {
  return tell('DELETE', `/api/weft/accounts/${accountId}/invitations/${id}/`);
}
