/** Service tokens: `/api/v3/accounts/{id}/service-tokens/…`. The secret is in the answer that makes one, and never again. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { grantServiceToken, listServiceTokenGrants, mapServiceTokenGrants, replaceServiceTokenGrants } from '@weft/domain/access/grant';
import type { Grant } from '@weft/domain/access/model';
import { requireGrantable } from '@weft/domain/access/model';
import type { ServiceToken } from '@weft/domain/identity/model';
import { createServiceToken, listServiceTokens, renameServiceToken, revokeServiceToken } from '@weft/domain/identity/service-tokens';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WirePermissionGrant, WireServiceToken, WireServiceTokenPermission } from '@weft/wire/v3/service-token';
import { z } from 'zod';
import { asksForDeleted, listedFrom, pageSchema, readDate } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { grantList, readGrants } from './read-grants.ts';

const accountId = idSchema<'account'>();
const serviceTokenId = idSchema<'serviceToken'>();
const one = z.object({ accountId, serviceTokenId });
const createBody = z.object({
  name: z.string().max(255),
  permission_grants: grantList.nullish(),
  expires_at: z.string().max(64).nullish(),
});
const changeBody = z.object({ name: z.string().max(255).optional(), state: z.coerce.number().int().optional() });

export const serviceTokenRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/service-tokens/',
    needs: 'service_tokens:read',
    input: z.object({ accountId, query: pageSchema.extend({ state: z.unknown().optional() }) }),
    answer: async (host, { accountId, query }) => {
      const tokens = asksForDeleted(query.state) ? [] : await listServiceTokens(host, accountId);
      const grants = await mapServiceTokenGrants(host, accountId);
      return listedFrom(tokens, query, (token) => presentToken(token, grants.get(token.id) ?? []));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/service-tokens/',
    needs: 'service_tokens:write',
    status: 201,
    input: z.object({ accountId, body: createBody }),
    changes: { event: 'service_token.created' },
    answer: async (host, { accountId, body }, { caller }) => {
      const grants = await readGrants(host, accountId, body.permission_grants ?? []);
      requireGrantable(caller, grants);
      const expiresAt = body.expires_at ? readDate('expires_at', body.expires_at) : null;
      const input = { accountId, name: body.name, createdBy: caller.label, expiresAt };
      const { token, secret } = await createServiceToken(host, input, (tx, made) => grantServiceToken(tx, made.id, grants));
      return { ...(await present(host, token)), token_string: secret };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/service-tokens/:serviceTokenId/',
    needs: 'service_tokens:read',
    input: one,
    answer: async (host, input) => present(host, await get(host, input.accountId, input.serviceTokenId)),
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/service-tokens/:serviceTokenId/permissions/',
    needs: 'service_tokens:read',
    input: one.extend({ query: pageSchema }),
    answer: async (host, input) => {
      const token = await present(host, await get(host, input.accountId, input.serviceTokenId));
      return listedFrom(presentPermissions(token), input.query, (permission) => permission);
    },
  }),
  // Terraform makes a token first and says afterwards what it may; what is sent replaces what was there.
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/service-tokens/:serviceTokenId/permissions/',
    needs: 'service_tokens:write',
    input: one.extend({ body: grantList }),
    changes: { event: 'service_token.changed', read: readAgain },
    answer: async (host, { accountId, serviceTokenId, body }, { caller }) => {
      const token = await get(host, accountId, serviceTokenId);
      const grants = await readGrants(host, accountId, body);
      requireGrantable(caller, grants);
      await replaceServiceTokenGrants(host, token.id, grants);
      return presentPermissions(await present(host, token));
    },
  }),
  ...(['POST', 'PUT'] as const).map((method) =>
    route({
      method,
      path: '/api/v3/accounts/:accountId/service-tokens/:serviceTokenId/',
      needs: 'service_tokens:write',
      input: one.extend({ body: changeBody }),
      changes: { event: 'service_token.changed', read: readAgain },
      answer: async (host, { accountId, serviceTokenId, body }) => {
        // The official way to delete is to write the state.
        if (body.state === 2) return revoke(host, accountId, serviceTokenId);
        if (body.name !== undefined) await renameServiceToken(host, accountId, serviceTokenId, body.name);
        return present(host, await get(host, accountId, serviceTokenId));
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: '/api/v3/accounts/:accountId/service-tokens/:serviceTokenId/',
    needs: 'service_tokens:write',
    input: one,
    changes: { event: 'service_token.revoked', read: readAgain },
    answer: (host, input) => revoke(host, input.accountId, input.serviceTokenId),
  }),
];

/** For the audit log. */
async function readAgain(host: Host, input: z.infer<typeof one>): Promise<WireServiceToken> {
  return present(host, await get(host, input.accountId, input.serviceTokenId));
}

async function revoke(host: Host, accountId: Id<'account'>, serviceTokenId: Id<'serviceToken'>): Promise<WireServiceToken> {
  const wire = await present(host, await get(host, accountId, serviceTokenId));
  await revokeServiceToken(host, accountId, serviceTokenId);
  return { ...wire, state: 2 };
}

function presentPermissions(token: WireServiceToken): WireServiceTokenPermission[] {
  const { id: service_token_id, account_id, permission_grants, created_at, updated_at } = token;
  return permission_grants.map((grant, index) => ({
    ...{ ...grant, id: index + 1, account_id, service_token_id, state: 1, created_at, updated_at },
  }));
}

async function get(host: Host, accountId: Id<'account'>, serviceTokenId: Id<'serviceToken'>): Promise<ServiceToken> {
  const token = (await listServiceTokens(host, accountId)).find((it) => it.id === serviceTokenId);
  if (!token) throw new Fault('not_found', 'service_token.not_found', `There is no service token ${serviceTokenId} in this account.`);
  return token;
}

async function present(host: Host, token: ServiceToken): Promise<WireServiceToken> {
  return presentToken(token, await listServiceTokenGrants(host, token.id));
}

function presentToken(token: ServiceToken, kept: readonly Grant[]): WireServiceToken {
  const grants: WirePermissionGrant[] = kept.map((grant) => ({
    permission_set: grant.permissionSet,
    project_id: grant.projectId,
    all_projects: grant.projectId === null,
    writable_environment_categories: grant.writableEnvironmentCategories,
  }));
  const only = (set: string) => grants.length > 0 && grants.every((grant) => grant.permission_set === set);
  return {
    id: token.id,
    uid: `wst_${token.id}`,
    account_id: token.accountId,
    name: token.name,
    state: token.revokedAt === null ? 1 : 2,
    token_hint: token.tokenHint,
    created_by: token.createdBy,
    permission_grants: grants,
    service_token_permissions: grants,
    metadata_only: only('metadata_only'),
    webhooks_only: only('webhooks_only'),
    semantic_layer_credentials: [],
    last_identify: null,
    expires_at: token.expiresAt ? wireTimestamp(token.expiresAt) : null,
    user_id: null,
    user: null,
    type: 1,
    last_used: token.lastUsedAt ? wireTimestamp(token.lastUsedAt) : null,
    created_at: wireTimestamp(token.createdAt),
    updated_at: wireTimestamp(token.createdAt),
  };
}
