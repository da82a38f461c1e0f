/** Connections of the account: `/api/v3/accounts/{id}/connections/…`, and their old twins at the address of a project. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { adapters, findAdapter } from '@weft/domain/connections/adapters/all';
import { changeConnection, deleteConnection, environmentsOfConnection } from '@weft/domain/connections/change-connection';
import { createConnection, getConnection, listConnections } from '@weft/domain/connections/create-connection';
import type { Connection } from '@weft/domain/connections/model';
import { getOauthConfiguration } from '@weft/domain/connections/oauth-configurations';
import { listEnvironments } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { amongNumbers, amongWords, asksForDeleted, containsIgnoringCase, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentAccountConnection } from './present-connection.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, connectionId: idSchema<'connection'>() });
const asked = z.unknown().optional();
const oauthId = idSchema<'oauthConfiguration'>().nullish();
const createBody = z.object({
  name: z.string(),
  adapter_version: z.string(),
  config: z.unknown().optional(),
  is_ssh_tunnel_enabled: z.boolean().nullish(),
  private_link_endpoint_id: z.string().nullish(),
  oauth_configuration_id: oauthId,
});
const changeBody = createBody.partial().extend({ state: z.coerce.number().int().optional() });
const listQuery = pageSchema.extend({ adapter_version: asked, name__icontains: asked, pk: asked, state: asked });

export const accountConnectionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/connections/',
    needs: 'connections:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }) => {
      const all = asksForDeleted(query.state) ? [] : await listConnections(host, accountId);
      const environments = await listEnvironments(host, accountId);
      const isOf = amongWords(query.adapter_version);
      const hasId = amongNumbers('pk', query.pk);
      const found = all.filter((it) => isOf(it.adapterVersion) && hasId(it.id) && containsIgnoringCase(it.name, query.name__icontains));
      const count = (id: Id<'connection'>) => environments.filter(({ connectionId }) => connectionId === id).length;
      return listedFrom(found, query, (it) => ({ ...presentAccountConnection(host, it, count(it.id)), config: null }));
    },
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/connections/',
    needs: 'connections:write',
    status: 201,
    input: z.object({ accountId, body: createBody }),
    changes: { event: 'connection.created' },
    answer: async (host, { accountId, body }, { caller }) => {
      requireVersion(body.adapter_version);
      refusePrivateLink(body.private_link_endpoint_id);
      const connection = await createConnection(host, {
        ...{ accountId, name: body.name, adapter: body.adapter_version, config: body.config, createdBy: caller.label },
        isSshTunnelEnabled: body.is_ssh_tunnel_enabled ?? false,
        oauthConfigurationId: await knownOauth(host, accountId, body.oauth_configuration_id ?? null),
      });
      return presentAccountConnection(host, connection, 0);
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/connections/:connectionId/',
    needs: 'connections:read',
    isList: true,
    input: one,
    answer: readOne,
  }),
  ...(['PATCH', 'POST'] as const).map((method) =>
    route({
      method,
      path: '/api/v3/accounts/:accountId/connections/:connectionId/',
      needs: 'connections:write',
      input: one.extend({ body: changeBody }),
      changes: { event: 'connection.changed', read: readOne },
      answer: async (host, { accountId, connectionId, body }) => {
        if (body.state === 2) return presentAccountConnection(host, await deleteConnection(host, accountId, connectionId), 0);
        refusePrivateLink(body.private_link_endpoint_id);
        const oauth = body.oauth_configuration_id;
        const changed = await changeConnection(host, accountId, connectionId, {
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.adapter_version === undefined ? {} : { adapter: body.adapter_version }),
          ...(body.config == null ? {} : { config: body.config }),
          ...(body.is_ssh_tunnel_enabled == null ? {} : { isSshTunnelEnabled: body.is_ssh_tunnel_enabled }),
          ...(oauth === undefined ? {} : { oauthConfigurationId: await knownOauth(host, accountId, oauth) }),
        });
        return present(host, changed);
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: '/api/v3/accounts/:accountId/connections/:connectionId/',
    needs: 'connections:write',
    input: one,
    changes: { event: 'connection.deleted', read: readOne },
    answer: async (host, { accountId, connectionId }) =>
      presentAccountConnection(host, await deleteConnection(host, accountId, connectionId), 0),
  }),
];

async function readOne(host: Host, { accountId, connectionId }: z.infer<typeof one>) {
  return present(host, await getConnection(host, accountId, connectionId));
}

async function present(host: Host, connection: Connection) {
  const users = await environmentsOfConnection(host, connection.accountId, connection.id);
  return presentAccountConnection(host, connection, users.length);
}

/** Here only the names that end in a version are right. */
function requireVersion(version: string): void {
  if (findAdapter(version)?.versions.some((it) => it === version)) return;
  const known = adapters.flatMap(({ versions }) => versions).join(', ');
  throw new Fault('invalid', 'connection.adapter_unknown', `Weft has no adapter version "${version}"; there are ${known}.`);
}

export function refusePrivateLink(endpoint: string | null | undefined): void {
  if (endpoint)
    throw new Fault(
      'invalid',
      'connection.config_invalid',
      'Private endpoints belong to a vendor’s cloud; Weft connects from where it runs. Leave private_link_endpoint_id out.',
    );
}

export async function knownOauth(
  host: Host,
  accountId: Id<'account'>,
  id: Id<'oauthConfiguration'> | null,
): Promise<Id<'oauthConfiguration'> | null> {
  return id === null ? null : (await getOauthConfiguration(host, accountId, id)).id;
}
