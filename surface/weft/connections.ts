/** Warehouses of the account as the web shows them, and the adapters that they can be of. */
import { idSchema } from '@weft/base/id';
import { adapters } from '@weft/domain/connections/adapters/all';
import { changeConnection, deleteConnection } from '@weft/domain/connections/change-connection';
import { createConnection, getConnection, listConnections } from '@weft/domain/connections/create-connection';
import type { Connection } from '@weft/domain/connections/model';
import { listLastTests } from '@weft/domain/connections/test-connection';
import { listEnvironments } from '@weft/domain/projects/environments';
import type { Host } from '@weft/host/host';
import type { WireConnection } from '@weft/wire/weft/connection';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentAdapter, presentConnection } from './present-connection.ts';

const accountId = idSchema<'account'>();
const one = z.object({ accountId, connectionId: idSchema<'connection'>() });
const body = z.object({
  name: z.string(),
  adapter: z.string(),
  config: z.unknown().optional(),
  max_runs: z.number().nullable().optional(),
});

export const connectionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/adapters/',
    needs: 'caller',
    input: z.object({}),
    answer: async () => adapters.map(presentAdapter),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/connections/',
    needs: 'connections:read',
    isList: true,
    input: z.object({ accountId, query: pageSchema }),
    answer: async (host, input) =>
      listedFrom(await presentAll(host, await listConnections(host, input.accountId), input.accountId), input.query, (it) => it),
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/connections/',
    needs: 'connections:write',
    status: 201,
    input: z.object({ accountId, body }),
    changes: { event: 'connection.created' },
    answer: async (host, { accountId, body }, { caller }) =>
      presentOne(
        host,
        await createConnection(host, {
          ...{ accountId, name: body.name, adapter: body.adapter, config: body.config, maxRuns: body.max_runs ?? null },
          createdBy: caller.label,
        }),
      ),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/connections/:connectionId/',
    needs: 'connections:read',
    isList: true,
    input: one,
    answer: readOne,
  }),
  route({
    method: 'PATCH',
    path: '/api/weft/accounts/:accountId/connections/:connectionId/',
    needs: 'connections:write',
    input: one.extend({ body: body.partial() }),
    changes: { event: 'connection.changed', read: readOne },
    answer: async (host, { accountId, connectionId, body }) =>
      presentOne(
        host,
        await changeConnection(host, accountId, connectionId, {
          ...(body.name === undefined ? {} : { name: body.name }),
          ...(body.config === undefined ? {} : { config: body.config }),
          ...(body.max_runs === undefined ? {} : { maxRuns: body.max_runs }),
        }),
      ),
  }),
  route({
    method: 'DELETE',
    path: '/api/weft/accounts/:accountId/connections/:connectionId/',
    needs: 'connections:write',
    input: one,
    changes: { event: 'connection.deleted', read: readOne },
    answer: async (host, { accountId, connectionId }) =>
      presentConnection(await deleteConnection(host, accountId, connectionId), { environments: [], lastTest: null }),
  }),
];

async function readOne(host: Host, { accountId, connectionId }: z.infer<typeof one>): Promise<WireConnection> {
  return presentOne(host, await getConnection(host, accountId, connectionId));
}

async function presentOne(host: Host, connection: Connection): Promise<WireConnection> {
  const [wire] = await presentAll(host, [connection], connection.accountId);
  if (!wire) throw new Error('a connection was presented as nothing');
  return wire;
}

async function presentAll(host: Host, connections: readonly Connection[], accountId: Connection['accountId']): Promise<WireConnection[]> {
  const [environments, tests] = await Promise.all([listEnvironments(host, accountId), listLastTests(host, accountId)]);
  return connections.map((connection) =>
    presentConnection(connection, {
      environments: environments.filter(({ connectionId }) => connectionId === connection.id),
      lastTest: tests.find(({ connectionId }) => connectionId === connection.id) ?? null,
    }),
  );
}
