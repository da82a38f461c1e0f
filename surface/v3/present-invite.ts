/** Invitations of ours in the wire's words. */
import type { Id } from '@weft/base/id';
import type { GroupDetails } from '@weft/domain/access/list-groups';
import { listGroups } from '@weft/domain/access/list-groups';
import { getAccount } from '@weft/domain/identity/get-account';
import type { SentInvitation } from '@weft/domain/identity/invitations';
import type { Account, Invitation } from '@weft/domain/identity/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireInvite, WireInviteLink } from '@weft/wire/v3/invite';
import { presentAccount } from '../v2/present-account.ts';
import { presentGroup } from './present-group.ts';

export interface InviteParts {
  readonly account: Account;
  readonly groups: readonly GroupDetails[];
  readonly at: Date;
}

/** What every invitation of the account is shown with. */
export async function readInviteParts(host: Host, accountId: Id<'account'>): Promise<InviteParts> {
  const [account, groups] = await Promise.all([getAccount(host, accountId), listGroups(host, accountId)]);
  return { account, groups, at: host.clock.now() };
}

/** A group that was removed since is in `group_ids` no more: it is given to nobody. */
export function presentInvite(invitation: Invitation, { account, groups, at }: InviteParts): WireInvite {
  const given = groups.filter(({ id }) => invitation.groupIds.includes(id));
  const { redeemedAt } = invitation;
  return {
    id: invitation.id,
    account_id: invitation.accountId,
    email_address: invitation.email,
    license_type: invitation.licence,
    status: redeemedAt !== null ? 2 : invitation.expiresAt <= at ? 3 : 1,
    type: 'standard',
    group_ids: given.map(({ id }) => id),
    redeemed_at: redeemedAt === null ? null : wireTimestamp(redeemedAt),
    created_at: wireTimestamp(invitation.createdAt),
    account: presentAccount(account),
    groups: given.map((it) => presentGroup(it)),
    expires_at: wireTimestamp(invitation.expiresAt),
    sent_at: wireTimestamp(invitation.sentAt),
    invited_by: invitation.invitedBy,
  };
}

export function presentLink({ invitation, url, isMailed }: SentInvitation): WireInviteLink {
  const { id, email: email_address, expiresAt } = invitation;
  return { id, email_address, url, is_mailed: isMailed, expires_at: wireTimestamp(expiresAt) };
}
