/** Signing in and out by the browser, and the first visitor who becomes the owner. */
import { Fault } from '@weft/base/fault';
import { findCallerBySession } from '@weft/domain/access/authenticate';
import { grantUser } from '@weft/domain/access/grant';
import type { Caller } from '@weft/domain/access/model';
import { permissionsOf } from '@weft/domain/access/permission-sets';
import { createOwner, hasOwner } from '@weft/domain/identity/create-owner';
import { getAccount } from '@weft/domain/identity/get-account';
import type { User } from '@weft/domain/identity/model';
import { findUserBySession, signIn, signOut } from '@weft/domain/identity/sign-in';
import type { Host } from '@weft/host/host';
import type { WireSession } from '@weft/wire/weft/session';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireSameOrigin, sessionCookie } from '../kit/find-caller.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { signInLimit } from './sign-in-limit.ts';

const credentials = z.object({ email: z.string().max(320), password: z.string().max(1024) });
const owner = credentials.extend({
  account_name: z.string().trim().min(1).max(255),
  first_name: z.string().trim().max(255),
  last_name: z.string().trim().max(255),
});

export const sessionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/session/',
    needs: 'nobody',
    input: z.object({}),
    answer: async (host, _input, { request }) => {
      const token = request.cookies[sessionCookie];
      const user = token === undefined ? null : await findUserBySession(host, token);
      return present(host, user, token === undefined ? null : await findCallerBySession(host, token));
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/session/',
    needs: 'nobody',
    input: z.object({ body: credentials }),
    // Said by identity itself, whichever way somebody signs in.
    changes: null,
    answer: async (host, { body }, { request, reply }) => {
      requireSameOrigin(request);
      const limit = signInLimit(host, request.ip, body.email);
      const session = await signIn(host, body.email, body.password).catch((error: unknown) => {
        if (!(error instanceof Fault) || error.kind !== 'unauthenticated') limit.undecided();
        throw error;
      });
      limit.succeeded();
      return enter(host, session, request, reply);
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
      return present(host, null, null);
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
      await createOwner(
        host,
        {
          accountName: body.account_name,
          email: body.email,
          firstName: body.first_name,
          lastName: body.last_name,
          password: body.password,
        },
        (tx, account, user) => grantUser(tx, user.id, { accountId: account.id, permissionSet: 'owner', projectId: null }),
      );
      return enter(host, await signIn(host, body.email, body.password), request, reply);
    },
  }),
];

async function enter(
  host: Host,
  session: { user: User; token: string; expiresAt: Date },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<WireSession> {
  reply.setCookie(sessionCookie, session.token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    expires: session.expiresAt,
  });
  return present(host, session.user, await findCallerBySession(host, session.token));
}

async function present(host: Host, user: User | null, caller: Caller | null): Promise<WireSession> {
  const ids = [...new Set(caller?.grants.map((grant) => grant.accountId) ?? [])];
  const accounts = await Promise.all(
    ids.map(async (id) => {
      const account = await getAccount(host, id);
      const permissions = new Set(
        caller?.grants.flatMap((grant) => (grant.accountId === id ? [...permissionsOf[grant.permissionSet]] : [])),
      );
      return { id, name: account.name, is_hybrid_enabled: account.isHybridEnabled, permissions: [...permissions].sort() };
    }),
  );
  return {
    user: user ? { id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName } : null,
    accounts,
    has_owner: await hasOwner(host),
    is_demo: host.config.isDemo,
  };
}
