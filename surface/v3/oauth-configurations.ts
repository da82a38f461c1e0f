/** OAuth configurations of warehouses: `/api/v3/accounts/{id}/oauth-configurations/…`; the secret goes in and never comes out. */
import { idSchema } from '@weft/base/id';
import {
  changeOauthConfiguration,
  createOauthConfiguration,
  deleteOauthConfiguration,
  getOauthConfiguration,
  listOauthConfigurations,
} from '@weft/domain/connections/oauth-configurations';
import type { OauthConfiguration } from '@weft/domain/connections/store-legacy';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, amongWords, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, oauthId: idSchema<'oauthConfiguration'>() });
const text = z.string().max(4096).nullish();
const body = z.object({
  type: z.string().max(255).optional(),
  name: text,
  client_id: text,
  client_secret: text,
  authorize_url: text,
  token_url: text,
  redirect_uri: text,
  extra_data: z.object({ application_id_uri: text }).nullish(),
  state: z.coerce.number().int().optional(),
});
const asked = z.unknown().optional();
const listQuery = pageSchema.extend({ client_id: asked, pk: asked, type: asked, state: asked });
const path = '/api/v3/accounts/:accountId/oauth-configurations/';

function readBody(it: z.infer<typeof body>) {
  return {
    ...(it.type === undefined ? {} : { type: it.type }),
    ...(it.name == null ? {} : { name: it.name }),
    ...(it.client_id == null ? {} : { clientId: it.client_id }),
    ...(it.client_secret ? { clientSecret: it.client_secret } : {}),
    ...(it.authorize_url == null ? {} : { authorizeUrl: it.authorize_url }),
    ...(it.token_url == null ? {} : { tokenUrl: it.token_url }),
    ...(it.redirect_uri == null ? {} : { redirectUri: it.redirect_uri }),
    ...(it.extra_data === undefined ? {} : { applicationIdUri: it.extra_data?.application_id_uri ?? null }),
  };
}

const blank = { type: 'snowflake', name: '', clientId: '', authorizeUrl: '', tokenUrl: '', redirectUri: '', applicationIdUri: null };

export const oauthConfigurationRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'connections:read',
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }) => {
      const all = asksForDeleted(query.state) ? [] : await listOauthConfigurations(host, accountId);
      const [hasId, isOf, hasClient] = [amongNumbers('pk', query.pk), amongWords(query.type), amongWords(query.client_id)];
      return listedFrom(
        all.filter((it) => hasId(it.id) && isOf(it.type) && hasClient(it.clientId)),
        query,
        present,
      );
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'connections:write',
    status: 201,
    input: z.object({ accountId, body }),
    changes: { event: 'oauth_configuration.created' },
    answer: async (host, { accountId, body }) => present(await createOauthConfiguration(host, accountId, { ...blank, ...readBody(body) })),
  }),
  route({ method: 'GET', path: `${path}:oauthId/`, needs: 'connections:read', input: one, answer: readOne }),
  ...(['POST', 'PATCH'] as const).map((method) =>
    route({
      method,
      path: `${path}:oauthId/`,
      needs: 'connections:write',
      input: one.extend({ body }),
      changes: { event: 'oauth_configuration.changed', read: readOne },
      answer: async (host, { accountId, oauthId, body }) =>
        present(
          body.state === 2
            ? await deleteOauthConfiguration(host, accountId, oauthId)
            : await changeOauthConfiguration(host, accountId, oauthId, readBody(body)),
        ),
    }),
  ),
  route({
    method: 'DELETE',
    path: `${path}:oauthId/`,
    needs: 'connections:write',
    input: one,
    changes: { event: 'oauth_configuration.deleted', read: readOne },
    answer: async (host, { accountId, oauthId }) => present(await deleteOauthConfiguration(host, accountId, oauthId)),
  }),
];

async function readOne(host: Host, { accountId, oauthId }: z.infer<typeof one>) {
  return present(await getOauthConfiguration(host, accountId, oauthId));
}

function present(it: OauthConfiguration) {
  return {
    id: it.id,
    account_id: it.accountId,
    type: it.type,
    name: it.name,
    extra_data: it.applicationIdUri === null ? null : { application_id_uri: it.applicationIdUri },
    client_id: it.clientId,
    authorize_url: it.authorizeUrl,
    token_url: it.tokenUrl,
    redirect_uri: it.redirectUri,
    created_at: wireTimestamp(it.createdAt),
    updated_at: wireTimestamp(it.updatedAt),
  };
}
