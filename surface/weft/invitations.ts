/** Invitations beyond dbt Cloud's API: sent again, withdrawn, and taken by whoever holds the link. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { addMember } from '@weft/domain/access/add-member';
import { findCallerBySession } from '@weft/domain/access/authenticate';
import { listGroups } from '@weft/domain/access/list-groups';
import { requireMayAssign } from '@weft/domain/access/may-assign';
import { admitting } from '@weft/domain/access/require-sso';
import { acceptAs, acceptAsNew, readInvitation, type Seating } from '@weft/domain/identity/accept-invitation';
import { getInvitation, resendInvitation, withdrawInvitation } from '@weft/domain/identity/invitations';
import { findMember } from '@weft/domain/identity/seat-member';
import { findSession } from '@weft/domain/identity/sessions';
import { makeDeviceToken } from '@weft/domain/identity/sign-in';
import type { Host } from '@weft/host/host';
import type { WireInvitation } from '@weft/wire/v3/invite';
import { z } from 'zod';
import { requireSameOrigin, sessionCookie } from '../kit/find-caller.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentInvite, presentLink, readInviteParts } from '../v3/present-invite.ts';
import { enter, requireSession, visitorOf } from './enter.ts';
import { presentSession } from './present-session.ts';

const one = z.object({ accountId: idSchema<'account'>(), invitationId: idSchema<'invitation'>() });
const token = z.string().max(200);
const name = z.string().trim().max(255);

export const invitationRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/invitations/:invitationId/resend/',
    needs: 'invitations:write',
    input: one,
    changes: { event: 'invitation.resent', read },
    answer: async (host, { accountId, invitationId }, { caller }) => {
      await requireMayAssign(host, caller, accountId, (await getInvitation(host, accountId, invitationId)).groupIds);
      return presentLink(await resendInvitation(host, accountId, invitationId));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/accounts/:accountId/invitations/:invitationId/',
    needs: 'invitations:write',
    input: one,
    changes: { event: 'invitation.withdrawn', read },
    answer: async (host, { accountId, invitationId }) => {
      await withdrawInvitation(host, accountId, invitationId);
      return { id: invitationId };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/invitation/check/',
    needs: 'nobody',
    input: z.object({ body: z.object({ token }) }),
    changes: null,
    answer: async (host, { body }, { request }): Promise<WireInvitation> => {
      requireSameOrigin(request);
      const { invitation, accountName, isKnown } = await readInvitation(host, body.token);
      return { email: invitation.email, account_name: accountName, invited_by: invitation.invitedBy, is_known: isKnown };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/invitation/accept/',
    needs: 'nobody',
    input: z.object({ body: z.object({ token, first_name: name, last_name: name, password: z.string().max(1024) }) }),
    changes: { event: 'invitation.accepted', read: () => Promise.resolve(null) },
    answer: async (host, { body }, { request, reply }) => {
      requireSameOrigin(request);
      const { first_name: firstName, last_name: lastName, password } = body;
      const input = { token: body.token, firstName, lastName, password };
      const entry = await acceptAsNew(host, input, visitorOf(request), seating(host), admitting(host));
      return enter(host, request, reply, { entry, deviceToken: makeDeviceToken(host, entry.userId) });
    },
  }),
  // By the person who was invited, signed in: with their second factor and all.
  route({
    method: 'POST',
    path: '/api/weft/invitation/join/',
    needs: 'caller',
    input: z.object({ body: z.object({ token }) }),
    changes: { event: 'invitation.accepted', read: () => Promise.resolve(null) },
    answer: async (host, { body }, { request }) => {
      const { user } = await requireSession(host, request);
      await acceptAs(host, user, body.token, seating(host));
      const sessionToken = request.cookies[sessionCookie] ?? '';
      const found = await findSession(host, sessionToken);
      return presentSession(host, found, await findCallerBySession(host, sessionToken));
    },
  }),
];

/** Groups that were removed since are left out: the invitation is good all the same. */
function seating(host: Host): Seating {
  return async (tx, invitation, userId) => {
    const { accountId, licence, email } = invitation;
    // The invitation may be older than that somebody shut them out.
    if ((await findMember(tx, accountId, userId))?.state === 'deactivated')
      throw new Fault('forbidden', 'user.deactivated', `${email} is deactivated in this account. Ask an account admin to activate them.`);
    const groups = await listGroups(host, accountId);
    const groupIds = invitation.groupIds.filter((id) => groups.some((group) => group.id === id));
    await addMember(host, tx, { accountId, userId, licence, groupIds });
  };
}

async function read(host: Host, { accountId, invitationId }: z.infer<typeof one>) {
  return presentInvite(await getInvitation(host, accountId, invitationId), await readInviteParts(host, accountId));
}
