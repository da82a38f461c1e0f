/** A person's own way in: `/api/weft/profile/…`: name, password, second factors, passkeys, sessions. By a browser's session only. */
import { idSchema } from '@weft/base/id';
import { changePassword } from '@weft/domain/identity/change-password';
import { askForEmailChange, changeName } from '@weft/domain/identity/change-profile';
import { listPasskeys, relyingParty } from '@weft/domain/identity/passkeys';
import { listProofs } from '@weft/domain/identity/second-factors';
import { confirmSession, type FoundSession, listSessions, revokeOtherSessions, revokeSession } from '@weft/domain/identity/sessions';
import type { Host } from '@weft/host/host';
import { isMailConfigured } from '@weft/host/mail';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireProfile, WireProfileSession } from '@weft/wire/weft/profile';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { describeDevice } from './describe-device.ts';
import { keepSession, requireSession } from './enter.ts';

const sessionId = idSchema<'session'>();
const name = z.string().trim().max(255);
const password = z.string().max(1024);
/** What is read before and after holds secrets, or says nothing that the event does not. */
const unread = () => Promise.resolve(null);

export const profileRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/profile/',
    needs: 'caller',
    input: z.object({}),
    answer: async (host, _input, { request }) => present(host, await requireSession(host, request)),
  }),
  route({
    method: 'PATCH',
    path: '/api/weft/profile/',
    needs: 'caller',
    input: z.object({ body: z.object({ first_name: name.optional(), last_name: name.optional() }) }),
    changes: { event: 'profile.changed', read: unread },
    answer: async (host, { body }, { request }) => {
      const { user } = await requireSession(host, request);
      const { first_name: firstName, last_name: lastName } = body;
      await changeName(host, user, { ...(firstName === undefined ? {} : { firstName }), ...(lastName === undefined ? {} : { lastName }) });
      return present(host, await requireSession(host, request));
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/email/',
    needs: 'caller',
    input: z.object({ body: z.object({ email: z.string().trim().max(320) }) }),
    changes: { event: 'profile.email_asked', read: unread },
    answer: async (host, { body }, { request }) => {
      const { user } = await requireSession(host, request);
      await askForEmailChange(host, user, body.email);
      return { sent_to: body.email };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/password/',
    needs: 'caller',
    input: z.object({ body: z.object({ current_password: password.default(''), password }) }),
    changes: { event: 'profile.password_changed', read: unread },
    answer: async (host, { body }, { request, reply }) => {
      const found = await requireSession(host, request);
      const token = await changePassword(host, found, { old: body.current_password, chosen: body.password });
      keepSession(host, request, reply, { token, expiresAt: found.session.expiresAt });
      return present(host, found);
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/confirm/',
    needs: 'caller',
    input: z.object({ body: z.object({ password }) }),
    changes: null,
    answer: async (host, { body }, { request }) => {
      await confirmSession(host, await requireSession(host, request), body.password);
      return present(host, await requireSession(host, request));
    },
  }),
  route({
    method: 'GET',
    path: '/api/weft/profile/sessions/',
    needs: 'caller',
    input: z.object({}),
    answer: async (host, _input, { request }) => presentSessions(host, await requireSession(host, request)),
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/profile/sessions/',
    needs: 'caller',
    input: z.object({}),
    changes: { event: 'session.others_revoked', read: unread },
    answer: async (host, _input, { request }) => {
      const found = await requireSession(host, request);
      await revokeOtherSessions(host, found.session);
      return presentSessions(host, found);
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/profile/sessions/:sessionId/',
    needs: 'caller',
    input: z.object({ sessionId }),
    changes: { event: 'session.revoked', read: unread },
    answer: async (host, { sessionId }, { request }) => {
      const found = await requireSession(host, request);
      await revokeSession(host, found.user.id, sessionId);
      return presentSessions(host, found);
    },
  }),
];

async function present(host: Host, { user, session }: FoundSession): Promise<WireProfile> {
  const [proofs, passkeys] = await Promise.all([listProofs(host, user.id), listPasskeys(host, user.id)]);
  return {
    ...{ id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName },
    has_password: proofs.hasPassword,
    has_totp: proofs.hasTotp,
    recovery_codes_left: proofs.recoveryCodesLeft,
    passkeys: passkeys.map((it) => ({
      ...{ id: it.id, name: it.name, created_at: wireTimestamp(it.createdAt) },
      last_used_at: it.lastUsedAt === null ? null : wireTimestamp(it.lastUsedAt),
    })),
    passkey_host: relyingParty(host).id,
    confirmed_at: wireTimestamp(session.confirmedAt),
    sends_mail: isMailConfigured(host),
  };
}

async function presentSessions(host: Host, { user, session }: FoundSession): Promise<WireProfileSession[]> {
  return (await listSessions(host, user.id)).map((it) => ({
    ...{ id: it.id, is_this: it.id === session.id, device: describeDevice(it.userAgent), user_agent: it.userAgent, address: it.address },
    ...{ method: it.method, created_at: wireTimestamp(it.createdAt), last_used_at: wireTimestamp(it.lastUsedAt) },
    expires_at: wireTimestamp(it.expiresAt),
  }));
}
