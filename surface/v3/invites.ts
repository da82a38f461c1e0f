/** Invitations in dbt Cloud's shapes: listed under v2, sent under v3. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { getGroup } from '@weft/domain/access/list-groups';
import { requireMayAssign } from '@weft/domain/access/may-assign';
import { getInvitation, invite, listInvitations } from '@weft/domain/identity/invitations';
import { licences } from '@weft/domain/identity/model';
import type { WireSentInvites } from '@weft/wire/v3/invite';
import { z } from 'zod';
import { listedFrom, pageSchema, readNumbers, readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentInvite, presentLink, readInviteParts } from './present-invite.ts';

const accountId = idSchema<'account'>();
const invitationId = idSchema<'invitation'>();
const groupId = idSchema<'group'>();
const emailsMax = 100;
const body = z.object({
  email_addresses: z.union([z.string(), z.array(z.string().max(320))]),
  license_type: z.enum(licences),
  group_ids: z.unknown().optional(),
});

export const inviteRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/invites/',
    needs: 'invitations:read',
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, { accountId, query }) => {
      const parts = await readInviteParts(host, accountId);
      return listedFrom(await listInvitations(host, accountId), query, (it) => presentInvite(it, parts));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/invites/:invitationId/',
    needs: 'invitations:read',
    input: z.object({ accountId, invitationId }),
    answer: async (host, { accountId, invitationId }) =>
      presentInvite(await getInvitation(host, accountId, invitationId), await readInviteParts(host, accountId)),
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/invites/',
    needs: 'invitations:write',
    // What the official description says, though something is made.
    status: 200,
    input: z.object({ accountId, body }),
    changes: {
      event: 'invitation.sent',
      // The answer has the links; the log does not.
      read: async (host, { accountId }) => {
        const parts = await readInviteParts(host, accountId);
        return (await listInvitations(host, accountId)).map((it) => {
          const { id, email_address, license_type, group_ids, status } = presentInvite(it, parts);
          return { id, email_address, license_type, group_ids, status };
        });
      },
    },
    answer: async (host, { accountId, body }, { caller }): Promise<WireSentInvites> => {
      const emails = readWords(body.email_addresses);
      if (emails.length === 0 || emails.length > emailsMax)
        throw new Fault('invalid', 'request.invalid', `email_addresses: give from 1 to ${emailsMax} addresses.`);
      const ids = (readNumbers('group_ids', body.group_ids) ?? []).map((id) => groupId.parse(id));
      for (const id of ids) await getGroup(host, accountId, id);
      await requireMayAssign(host, caller, accountId, ids);
      const sent = await invite(host, { accountId, emails, licence: body.license_type, groupIds: ids, invitedBy: caller.label });
      return { sent: sent.map(({ invitation }) => invitation.email), links: sent.map(presentLink) };
    },
  }),
];
