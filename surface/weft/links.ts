/** What is done by a link that somebody was sent or handed: a new password, a confirmed address. And who makes such links for others. */
import { idSchema } from '@weft/base/id';
import { requireMayChangeSeat } from '@weft/domain/access/may-assign';
import { askForPasswordLink, choosePassword, makePasswordLink, readPasswordLink } from '@weft/domain/identity/change-password';
import { confirmEmail } from '@weft/domain/identity/change-profile';
import { resetSecondFactors } from '@weft/domain/identity/second-factors';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { requireSameOrigin } from '../kit/find-caller.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { visitorOf } from './enter.ts';

const token = z.string().max(200);
const ofUser = z.object({ accountId: idSchema<'account'>(), userId: idSchema<'user'>() });
/** The link lets its reader in, so the audit log has the event alone. */
const unread = () => Promise.resolve(null);

export const linkRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/weft/password-link/',
    needs: 'nobody',
    input: z.object({ body: z.object({ email: z.string().max(320) }) }),
    changes: null,
    answer: async (host, { body }, { request }) => {
      requireSameOrigin(request);
      await askForPasswordLink(host, body.email, visitorOf(request));
      return { is_asked: true };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/password-link/check/',
    needs: 'nobody',
    input: z.object({ body: z.object({ token }) }),
    changes: null,
    answer: async (host, { body }, { request }) => {
      requireSameOrigin(request);
      return { email: (await readPasswordLink(host, body.token)).email };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/password-link/finish/',
    needs: 'nobody',
    input: z.object({ body: z.object({ token, password: z.string().max(1024) }) }),
    changes: { event: 'profile.password_reset', read: unread },
    answer: async (host, { body }, { request }) => {
      requireSameOrigin(request);
      await choosePassword(host, body.token, body.password);
      return { is_changed: true };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/email-link/finish/',
    needs: 'nobody',
    input: z.object({ body: z.object({ token }) }),
    changes: { event: 'profile.email_changed', read: unread },
    answer: async (host, { body }, { request }) => {
      requireSameOrigin(request);
      return { email: await confirmEmail(host, body.token) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/users/:userId/password-link/',
    needs: 'users:write',
    status: 201,
    input: ofUser,
    changes: { event: 'user.password_link_made', read: unread },
    answer: async (host, { accountId, userId }, { caller }) => {
      await requireMayChangeSeat(host, caller, accountId, userId);
      const { url, expiresAt } = await makePasswordLink(host, accountId, userId, caller.label);
      return { url, expires_at: wireTimestamp(expiresAt) };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/users/:userId/reset-second-factor/',
    needs: 'users:write',
    input: ofUser,
    changes: { event: 'user.second_factor_reset', read: unread },
    answer: async (host, { accountId, userId }, { caller }) => {
      await requireMayChangeSeat(host, caller, accountId, userId);
      await resetSecondFactors(host, accountId, userId);
      return { id: userId };
    },
  }),
];
