/** A person's own second factors: `/api/weft/profile/totp/…`, `/passkeys/…` and `/recovery-codes/`. Each takes a session that was confirmed of late. */
import { idSchema } from '@weft/base/id';
import { addPasskey, beginPasskey, removePasskey, renamePasskey } from '@weft/domain/identity/passkeys';
import { attestationSchema } from '@weft/domain/identity/read-passkey';
import { renewRecoveryCodes } from '@weft/domain/identity/second-factors';
import { requireConfirmed } from '@weft/domain/identity/session-model';
import { type FoundSession, renewToken } from '@weft/domain/identity/sessions';
import { beginTotp, confirmTotp, removeTotp } from '@weft/domain/identity/totp';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { WireRecoveryCodes, WireTotpSetup } from '@weft/wire/weft/profile';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { keepSession, requireSession } from './enter.ts';

const passkeyId = idSchema<'passkey'>();
const name = z.string().trim().max(100);
/** The answers hold secrets, so nothing of them is read for the audit log. */
const unread = () => Promise.resolve(null);

export const profileFactorRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/weft/profile/totp/',
    needs: 'caller',
    input: z.object({}),
    changes: null,
    answer: async (host, _input, { request }): Promise<WireTotpSetup> => beginTotp(host, (await confirmed(host, request)).user),
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/totp/confirm/',
    needs: 'caller',
    input: z.object({ body: z.object({ code: z.string().max(20) }) }),
    changes: { event: 'second_factor.totp_added', read: unread },
    answer: async (host, { body }, { request, reply }): Promise<WireRecoveryCodes> => {
      const found = await confirmed(host, request);
      return { recovery_codes: await renewing(host, request, reply, found, (tx) => confirmTotp(host, tx, found.user, body.code)) };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/profile/totp/',
    needs: 'caller',
    input: z.object({}),
    changes: { event: 'second_factor.totp_removed', read: unread },
    answer: async (host, _input, { request, reply }): Promise<WireRecoveryCodes> => {
      const found = await confirmed(host, request);
      await renewing(host, request, reply, found, (tx) => removeTotp(tx, found.user.id));
      return { recovery_codes: null };
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/recovery-codes/',
    needs: 'caller',
    input: z.object({}),
    changes: { event: 'second_factor.codes_renewed', read: unread },
    answer: async (host, _input, { request }): Promise<WireRecoveryCodes> => ({
      recovery_codes: await renewRecoveryCodes(host, (await confirmed(host, request)).user.id),
    }),
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/passkeys/options/',
    needs: 'caller',
    input: z.object({}),
    changes: null,
    answer: async (host, _input, { request }) => beginPasskey(host, (await confirmed(host, request)).user),
  }),
  route({
    method: 'POST',
    path: '/api/weft/profile/passkeys/',
    needs: 'caller',
    status: 201,
    input: z.object({ body: z.object({ name, response: attestationSchema }) }),
    changes: { event: 'second_factor.passkey_added', read: unread },
    answer: async (host, { body }, { request }): Promise<WireRecoveryCodes> => {
      const { user } = await confirmed(host, request);
      return { recovery_codes: (await addPasskey(host, user, body)).recoveryCodes };
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/weft/profile/passkeys/:passkeyId/',
    needs: 'caller',
    input: z.object({ passkeyId, body: z.object({ name }) }),
    changes: null,
    answer: async (host, { passkeyId, body }, { request }): Promise<WireRecoveryCodes> => {
      await renamePasskey(host, (await requireSession(host, request)).user.id, passkeyId, body.name);
      return { recovery_codes: null };
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/profile/passkeys/:passkeyId/',
    needs: 'caller',
    input: z.object({ passkeyId }),
    changes: { event: 'second_factor.passkey_removed', read: unread },
    answer: async (host, { passkeyId }, { request, reply }): Promise<WireRecoveryCodes> => {
      const found = await confirmed(host, request);
      await renewing(host, request, reply, found, (tx) => removePasskey(tx, found.user.id, passkeyId));
      return { recovery_codes: null };
    },
  }),
];

async function confirmed(host: Host, request: FastifyRequest): Promise<FoundSession> {
  const found = await requireSession(host, request);
  requireConfirmed(found.session, host.clock.now());
  return found;
}

/** What a session may do grows or shrinks with its proofs, so it gets another token in the same transaction. */
async function renewing<Answer>(
  host: Host,
  request: FastifyRequest,
  reply: FastifyReply,
  { session }: FoundSession,
  work: (tx: Tx) => Promise<Answer>,
): Promise<Answer> {
  const { answer, token } = await host.database.transaction(async (tx) => ({
    answer: await work(tx),
    token: await renewToken(tx, session.id),
  }));
  keepSession(host, request, reply, { token, expiresAt: session.expiresAt });
  return answer;
}
