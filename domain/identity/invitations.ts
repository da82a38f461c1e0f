/** Invitations into an account: by a link that is good once and for seven days; sent again, and withdrawn. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { isMailConfigured, queueMail } from '@weft/host/mail';
import { getAccount } from './get-account.ts';
import { hashToken, makeToken } from './make-token.ts';
import type { Account, Invitation, Licence } from './model.ts';
import { invitationMilliseconds, isEmail } from './model.ts';
import { selectInvitations, updateInvitationSent, updateInvitationWithdrawn, upsertInvitation } from './store-links.ts';
import { selectMembers } from './store-members.ts';
import { writeLetter } from './write-letter.ts';

/** The link is known now and never again: Weft keeps its hash. */
export interface SentInvitation {
  readonly invitation: Invitation;
  readonly url: string;
  readonly isMailed: boolean;
}

export interface InvitationRequest {
  readonly accountId: Id<'account'>;
  readonly emails: readonly string[];
  readonly licence: Licence;
  /** That the inviter may give them, and that they are of the account, is the caller's to have checked. */
  readonly groupIds: readonly Id<'group'>[];
  readonly invitedBy: string;
}

/** All or none. Who was invited before gets a new link. Faults: invalid `user.email_invalid`; conflict `invitation.already_member`. */
export async function invite(host: Host, request: InvitationRequest): Promise<SentInvitation[]> {
  const account = await getAccount(host, request.accountId);
  const members = await selectMembers(host.database.db, request.accountId);
  const emails = [...new Map(request.emails.map((email) => [email.trim().toLowerCase(), email.trim()])).values()];
  for (const email of emails) {
    if (!isEmail(email)) throw new Fault('invalid', 'user.email_invalid', `"${email}" is not an e-mail address.`);
    if (members.some(({ user }) => user.email.toLowerCase() === email.toLowerCase()))
      throw new Fault('conflict', 'invitation.already_member', `${email} is in this account already. Change their groups instead.`);
  }
  const at = host.clock.now();
  const expiresAt = new Date(at.getTime() + invitationMilliseconds);
  const { accountId, licence, invitedBy } = request;
  return host.database.transaction(async (tx) => {
    const sent: SentInvitation[] = [];
    for (const email of emails) {
      const token = makeToken('wfi_');
      const values = { accountId, email, licence, groupIds: [...request.groupIds], tokenHash: hashToken(token), invitedBy, at, expiresAt };
      const invitation = await upsertInvitation(tx, values);
      if (isMailConfigured(host)) await queueMail(host, tx, letterOf(host, account, invitation, token));
      sent.push({ invitation, url: urlOf(host, token), isMailed: isMailConfigured(host) });
    }
    return sent;
  });
}

/** Those that were withdrawn are left out. */
export function listInvitations(host: Host, accountId: Id<'account'>): Promise<Invitation[]> {
  return selectInvitations(host.database.db, accountId);
}

/** Fault: not_found `invitation.not_found`. */
export async function getInvitation(host: Host, accountId: Id<'account'>, invitationId: Id<'invitation'>): Promise<Invitation> {
  const found = (await listInvitations(host, accountId)).find(({ id }) => id === invitationId);
  if (!found) throw notFound(invitationId);
  return found;
}

/** Another link, good for another seven days; the one before is good no more. Fault: not_found `invitation.not_found`. */
export async function resendInvitation(host: Host, accountId: Id<'account'>, invitationId: Id<'invitation'>): Promise<SentInvitation> {
  const account = await getAccount(host, accountId);
  const token = makeToken('wfi_');
  const sentAt = host.clock.now();
  const expiresAt = new Date(sentAt.getTime() + invitationMilliseconds);
  return host.database.transaction(async (tx) => {
    const invitation = await updateInvitationSent(tx, accountId, invitationId, { tokenHash: hashToken(token), sentAt, expiresAt });
    if (!invitation) throw notFound(invitationId);
    if (isMailConfigured(host)) await queueMail(host, tx, letterOf(host, account, invitation, token));
    return { invitation, url: urlOf(host, token), isMailed: isMailConfigured(host) };
  });
}

/** Fault: not_found `invitation.not_found`. */
export async function withdrawInvitation(host: Host, accountId: Id<'account'>, invitationId: Id<'invitation'>): Promise<void> {
  const wasOpen = await host.database.transaction((tx) => updateInvitationWithdrawn(tx, accountId, invitationId, host.clock.now()));
  if (!wasOpen) throw notFound(invitationId);
}

/** Behind the #, which browsers send to nobody: not to the server's logs, nor to where the page links. */
function urlOf(host: Host, token: string): string {
  return `${host.config.publicUrl}/invitation#${token}`;
}

function letterOf(host: Host, account: Account, invitation: Invitation, token: string) {
  const letter = writeLetter({
    subject: `You are invited to ${account.name} on Weft`,
    before: [`${invitation.invitedBy} invites you to work in ${account.name} on Weft, a platform for dbt.`],
    link: { deed: 'Accept the invitation', url: urlOf(host, token) },
    after: ['The link is good once, for seven days, and only for you. If you did not expect it, leave it alone: nothing happens.'],
  });
  return { to: invitation.email, ...letter };
}

function notFound(invitationId: Id<'invitation'>): Fault {
  return new Fault('not_found', 'invitation.not_found', `There is no open invitation ${invitationId} in this account.`);
}
