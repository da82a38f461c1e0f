/** Signing in and out by the browser, in one step or two, and the first visitor who becomes the owner. */
import { findCallerBySession } from '@weft/domain/access/authenticate';
import { foundAccount } from '@weft/domain/access/found-account';
import { admitting } from '@weft/domain/access/require-sso';
import { createOwner } from '@weft/domain/identity/create-owner';
import { askForPasskey, signInByPasskey } from '@weft/domain/identity/passkey-sign-in';
import { assertionSchema } from '@weft/domain/identity/read-passkey';
import { finishSignIn, stepOver } from '@weft/domain/identity/second-step';
import { findSession, signOut } from '@weft/domain/identity/sessions';
import { type SignedIn, signIn } from '@weft/domain/identity/sign-in';
import type { Host } from '@weft/host/host';
import type { WireSession } from '@weft/wire/weft/session';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireSameOrigin, sessionCookie } from '../kit/find-caller.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { enter, keepStep, stepCookie, visitorOf } from './enter.ts';
import { presentSession } from './present-session.ts';

const credentials = z.object({ email: z.string().max(320), password: z.string().max(1024) });
const owner = credentials.extend({
  account_name: z.string().trim().min(1).max(255),
  first_name: z.string().trim().max(255),
  last_name: z.string().trim().max(255),
});
/** What a passkey is asked for: to sign in alone, or as the second step that has begun. */
const asked = z.object({ is_second_step: z.boolean().default(false) });

// What the audit log says of these it hears from identity, whichever way somebody came in.
export const sessionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/session/',
    needs: 'nobody',
    input: z.object({}),
    answer: async (host, _input, { request }) => {
      const token = request.cookies[sessionCookie];
      const found = token === undefined ? null : await findSession(host, token);
      return presentSession(host, found, token === undefined ? null : await findCallerBySession(host, token));
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/session/',
    needs: 'nobody',
    input: z.object({ body: credentials }),
    changes: null,
    answer: async (host, { body }, { request, reply }) => {
      requireSameOrigin(request);
      return goOn(host, request, reply, await signIn(host, body.email, body.password, visitorOf(request), admitting(host)));
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/session/second-step/',
    needs: 'nobody',
    input: z.object({ body: z.object({ code: z.string().max(100) }) }),
    changes: null,
    answer: async (host, { body }, { request, reply }) => {
      requireSameOrigin(request);
      const stepToken = request.cookies[stepCookie];
      if (stepToken === undefined) throw stepOver();
      return enter(host, request, reply, await finishSignIn(host, stepToken, body.code, visitorOf(request), admitting(host)));
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/session/passkey-options/',
    needs: 'nobody',
    input: z.object({ body: asked.default({ is_second_step: false }) }),
    changes: null,
    answer: (host, { body }, { request }) => {
      requireSameOrigin(request);
      return askForPasskey(host, stepOf(request, body.is_second_step));
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/session/passkey/',
    needs: 'nobody',
    input: z.object({ body: asked.extend({ response: assertionSchema }) }),
    changes: null,
    answer: async (host, { body }, { request, reply }) => {
      requireSameOrigin(request);
      const stepToken = stepOf(request, body.is_second_step);
      return enter(host, request, reply, await signInByPasskey(host, body.response, stepToken, visitorOf(request), admitting(host)));
    },
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/session/',
    needs: 'nobody',
    input: z.object({}),
    changes: null,
    answer: async (host, _input, { request, reply }) => {
      requireSameOrigin(request);
      const token = request.cookies[sessionCookie];
      if (token !== undefined) await signOut(host, token);
      reply.clearCookie(sessionCookie, { path: '/' });
      return presentSession(host, null, null);
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/owner/',
    needs: 'nobody',
    input: z.object({ body: owner }),
    changes: { event: 'account.created' },
    answer: async (host, { body }, { request, reply }) => {
      requireSameOrigin(request);
      const { account_name: accountName, email, first_name: firstName, last_name: lastName, password } = body;
      await createOwner(host, { accountName, email, firstName, lastName, password }, (tx, account, user) =>
        foundAccount(host, tx, { accountId: account.id, ownerId: user.id }),
      );
      return goOn(host, request, reply, await signIn(host, email, password, visitorOf(request), admitting(host)));
    },
  }),
];

/** In, or to the second step: then the answer is as for nobody, with the ways that there are. */
async function goOn(host: Host, request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<WireSession> {
  if (signedIn.state === 'in') return enter(host, request, reply, signedIn);
  keepStep(host, request, reply, signedIn);
  return { ...(await presentSession(host, null, null)), second_step: signedIn.ways };
}

/** Fault: unauthenticated `session.step_over`. */
function stepOf(request: FastifyRequest, isSecondStep: boolean): string | null {
  if (!isSecondStep) return null;
  const stepToken = request.cookies[stepCookie];
  if (stepToken === undefined) throw stepOver();
  return stepToken;
}
