/** Personal tokens: `/api/v3/accounts/{id}/users/{id}/account-apikeys/…`. Made by the person alone; admins see and revoke them. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { mayUseTokens } from '@weft/domain/access/licence-cap';
import type { Caller } from '@weft/domain/access/model';
import { require } from '@weft/domain/access/model';
import type { Permission } from '@weft/domain/access/permission-sets';
import { isPermission } from '@weft/domain/access/permission-sets';
import type { PersonalToken } from '@weft/domain/identity/model';
import {
  createPersonalToken,
  getPersonalToken,
  listPersonalTokens,
  revokePersonalToken,
  rotatePersonalToken,
} from '@weft/domain/identity/personal-tokens';
import { findMember } from '@weft/domain/identity/seat-member';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WirePersonalToken } from '@weft/wire/v3/personal-token';
import { z } from 'zod';
import { listedFrom, pageSchema, readDate } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const ofUser = z.object({ accountId, userId: idSchema<'user'>() });
const one = ofUser.extend({ tokenId: idSchema<'personalToken'>() });
const createBody = z.object({
  name: z.string().max(255),
  scopes: z.array(z.string().max(64)).min(1).max(100).nullish(),
  expires_at: z.string().max(64).nullish(),
});
const path = '/api/v3/accounts/:accountId/users/:userId/account-apikeys/';

export const personalTokenRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'account:read',
    isList: true,
    input: ofUser.extend({ query: pageSchema }),
    answer: async (host, input, { caller }) => {
      await requireOwnOr(host, caller, 'users:read', input);
      return listedFrom(await listPersonalTokens(host, input.accountId, input.userId), input.query, (token) => present(token));
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'account:read',
    isList: true,
    status: 201,
    input: ofUser.extend({ body: createBody }),
    changes: { event: 'personal_token.created' },
    answer: async (host, { accountId, userId, body }, { caller }) => {
      await requireOwnSession(host, caller, { accountId, userId });
      const scopes = body.scopes == null ? null : body.scopes.map(readScope);
      const expiresAt = body.expires_at ? readDate('expires_at', body.expires_at) : null;
      const made = await createPersonalToken(host, { accountId, userId, name: body.name, scopes, expiresAt });
      return present(made.token, made.secret);
    },
  }),
  route({
    method: 'GET',
    path: `${path}:tokenId/`,
    needs: 'account:read',
    isList: true,
    input: one,
    answer: async (host, input, { caller }) => {
      await requireOwnOr(host, caller, 'users:read', input);
      return read(host, input);
    },
  }),
  // A new secret for the same token.
  route({
    method: 'POST',
    path: `${path}:tokenId/`,
    needs: 'account:read',
    isList: true,
    input: one,
    changes: { event: 'personal_token.rotated', read },
    answer: async (host, input, { caller }) => {
      await requireOwnSession(host, caller, input);
      const { token, secret } = await rotatePersonalToken(host, await getPersonalToken(host, input.accountId, input.userId, input.tokenId));
      return present(token, secret);
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}:tokenId/`,
    needs: 'account:read',
    isList: true,
    input: one,
    changes: { event: 'personal_token.revoked', read },
    answer: async (host, input, { caller }) => {
      await requireOwnOr(host, caller, 'users:write', input);
      const token = await getPersonalToken(host, input.accountId, input.userId, input.tokenId);
      await revokePersonalToken(host, token);
      return { ...present(token), state: 2 };
    },
  }),
];

/** Fault: not_found `user.not_found`, forbidden `access.forbidden`. */
async function requireOwnOr(host: Host, caller: Caller, permission: Permission, { accountId, userId }: z.infer<typeof ofUser>) {
  if (caller.userId !== userId) require(caller, permission, { accountId, projectId: null });
  if (!(await findMember(host.database.db, accountId, userId)))
    throw new Fault('not_found', 'user.not_found', `There is no user ${userId} in this account.`);
}

/** A token that could make another one would outlive its own end, and shed its scopes. */
async function requireOwnSession(host: Host, caller: Caller, { accountId, userId }: z.infer<typeof ofUser>): Promise<void> {
  if (caller.kind !== 'user' || caller.userId !== userId)
    throw new Fault(
      'forbidden',
      'access.forbidden',
      'A personal token is made by its person, signed in with a browser. For programs of the account make a service token.',
    );
  const member = await findMember(host.database.db, accountId, userId);
  if (member && !mayUseTokens(member.licence))
    throw new Fault(
      'forbidden',
      'token.read_only_seat',
      'A read-only seat has no API access, so no tokens. Ask an account admin for another licence.',
    );
}

function readScope(name: string): Permission {
  if (!isPermission(name))
    throw new Fault('invalid', 'personal_token.scope_unknown', `There is no scope "${name}". Scopes are permissions, such as jobs:read.`);
  return name;
}

async function read(host: Host, { accountId, userId, tokenId }: z.infer<typeof one>): Promise<WirePersonalToken> {
  return present(await getPersonalToken(host, accountId, userId, tokenId));
}

function present(token: PersonalToken, secret = ''): WirePersonalToken {
  return {
    ...{ id: token.id, account_id: token.accountId, user_id: token.userId, uid: `wpt_${token.id}` },
    ...{ name: token.name, state: 1, token_hint: token.tokenHint, token_string: secret, token: null, type: 2, user: null },
    scopes: token.scopes,
    ...{ service_token_permissions: [], semantic_layer_credentials: [], metadata_only: false, webhooks_only: false },
    last_used: token.lastUsedAt ? wireTimestamp(token.lastUsedAt) : null,
    last_identify: null,
    expires_at: token.expiresAt ? wireTimestamp(token.expiresAt) : null,
    created_at: wireTimestamp(token.createdAt),
    updated_at: wireTimestamp(token.updatedAt),
  };
}
