/** SSH tunnels of connections: `/api/v2/accounts/{id}/encryptions/…`. Weft makes the key and tells its public half. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { changeSshTunnel, createSshTunnel, deleteSshTunnel, getSshTunnel, listSshTunnels } from '@weft/domain/connections/ssh-tunnels';
import type { SshTunnel } from '@weft/domain/connections/store-legacy';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, tunnelId: idSchema<'sshTunnel'>() });
const text = z.string().min(1).max(255);
const body = z.object({
  connection_id: idSchema<'connection'>().optional(),
  username: text.optional(),
  port: z.coerce.number().int().min(1).max(65_535).optional(),
  hostname: text.optional(),
  state: z.coerce.number().int().optional(),
});
const listQuery = pageSchema.extend({ connection_id: z.unknown().optional(), pk: z.unknown().optional(), state: z.unknown().optional() });
const path = '/api/v2/accounts/:accountId/encryptions/';

export const encryptionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'connections:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: async (host, { accountId, query }) => {
      const all = asksForDeleted(query.state) ? [] : await listSshTunnels(host, accountId);
      const [isOf, hasId] = [amongNumbers('connection_id', query.connection_id), amongNumbers('pk', query.pk)];
      return listedFrom(
        all.filter((it) => isOf(it.connectionId) && hasId(it.id)),
        query,
        (it) => present(it),
      );
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'connections:write',
    status: 201,
    input: z.object({ accountId, body }),
    changes: { event: 'ssh_tunnel.created' },
    answer: async (host, { accountId, body }) => {
      const { connection_id: connectionId, username, port = 22, hostname } = body;
      if (connectionId === undefined || username === undefined || hostname === undefined)
        throw new Fault('invalid', 'request.invalid', 'An SSH tunnel needs connection_id, username and hostname.');
      return present(await createSshTunnel(host, accountId, { connectionId, username, port, hostname }));
    },
  }),
  route({ method: 'GET', path: `${path}:tunnelId/`, needs: 'connections:read', isList: true, input: one, answer: readOne }),
  route({
    method: 'POST',
    path: `${path}:tunnelId/`,
    needs: 'connections:write',
    input: one.extend({ body }),
    changes: { event: 'ssh_tunnel.changed', read: readOne },
    answer: async (host, { accountId, tunnelId, body }) => {
      if (body.state === 2) return present(await deleteSshTunnel(host, accountId, tunnelId), 2);
      return present(
        await changeSshTunnel(host, accountId, tunnelId, {
          ...(body.connection_id === undefined ? {} : { connectionId: body.connection_id }),
          ...(body.username === undefined ? {} : { username: body.username }),
          ...(body.port === undefined ? {} : { port: body.port }),
          ...(body.hostname === undefined ? {} : { hostname: body.hostname }),
        }),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}:tunnelId/`,
    needs: 'connections:write',
    input: one,
    changes: { event: 'ssh_tunnel.deleted', read: readOne },
    answer: async (host, { accountId, tunnelId }) => present(await deleteSshTunnel(host, accountId, tunnelId), 2),
  }),
];

async function readOne(host: Host, { accountId, tunnelId }: z.infer<typeof one>) {
  return present(await getSshTunnel(host, accountId, tunnelId));
}

function present(it: SshTunnel, state: 1 | 2 = 1) {
  return {
    id: it.id,
    account_id: it.accountId,
    connection_id: it.connectionId,
    username: it.username,
    port: it.port,
    hostname: it.hostname,
    public_key: it.publicKey,
    state,
    created_at: wireTimestamp(it.createdAt),
    updated_at: wireTimestamp(it.updatedAt),
  };
}
