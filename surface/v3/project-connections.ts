/** What old clients make at a project's address: `/api/v3/accounts/{id}/projects/{id}/connections/…` and `…/adapters/…`. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { requireAdapter } from '@weft/domain/connections/adapters/all';
import { changeConnection, deleteConnection } from '@weft/domain/connections/change-connection';
import { createConnection, getConnection, listConnections } from '@weft/domain/connections/create-connection';
import {
  changeProjectAdapter,
  createProjectAdapter,
  deleteProjectAdapter,
  getProjectAdapter,
} from '@weft/domain/connections/project-adapters';
import type { ProjectAdapter } from '@weft/domain/connections/store-legacy';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, amongWords, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentLegacyConnection } from './present-connection.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const oneConnection = inProject.extend({ connectionId: idSchema<'connection'>() });
const oneAdapter = inProject.extend({ adapterId: idSchema<'projectAdapter'>() });
const asked = z.unknown().optional();
const listQuery = pageSchema.extend({ adapter_version: asked, pk: asked, state: asked });
const state = z.coerce.number().int().optional();
const connectionBody = z.object({
  name: z.string(),
  type: z.string().optional(),
  adapter_version: z.string().nullish(),
  details: z.unknown().optional(),
  config: z.unknown().optional(),
  state,
});
const adapterBody = z.object({ adapter_version: z.string(), metadata_json: z.unknown().optional(), state });

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

const connections = '/api/v3/accounts/:accountId/projects/:projectId/connections/';
const adapters = '/api/v3/accounts/:accountId/projects/:projectId/adapters/';

export const projectConnectionRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: connections,
    needs: 'connections:read',
    input: inProject.extend({ query: listQuery }),
    scope,
    answer: async (host, { accountId, projectId, query }) => {
      const used = (await listEnvironments(host, accountId)).filter((it) => it.projectId === projectId).map((it) => it.connectionId);
      const all = asksForDeleted(query.state) ? [] : await listConnections(host, accountId);
      const isOf = amongWords(query.adapter_version);
      const hasId = amongNumbers('pk', query.pk);
      const found = all.filter((it) => used.includes(it.id) && isOf(it.adapterVersion) && hasId(it.id));
      return listedFrom(found, query, (it) => presentLegacyConnection(host, it, projectId));
    },
  }),
  route({
    method: 'POST',
    path: connections,
    needs: 'connections:write',
    status: 201,
    input: inProject.extend({ body: connectionBody }),
    scope,
    changes: { event: 'connection.created' },
    answer: async (host, { accountId, projectId, body }, { caller }) => {
      const made = await createConnection(host, {
        ...{ accountId, name: body.name, createdBy: caller.label },
        adapter: versionOf(body.type, body.adapter_version),
        config: body.config ?? body.details,
      });
      return presentLegacyConnection(host, made, projectId);
    },
  }),
  route({
    method: 'GET',
    path: `${connections}:connectionId/`,
    needs: 'connections:read',
    input: oneConnection,
    scope,
    answer: readConnection,
  }),
  route({
    method: 'POST',
    path: `${connections}:connectionId/`,
    needs: 'connections:write',
    input: oneConnection.extend({ body: connectionBody.partial() }),
    scope,
    changes: { event: 'connection.changed', read: readConnection },
    answer: async (host, { accountId, projectId, connectionId, body }) => {
      if (body.state === 2) return presentLegacyConnection(host, await deleteConnection(host, accountId, connectionId), projectId, 2);
      const config = body.config ?? body.details;
      const changed = await changeConnection(host, accountId, connectionId, {
        ...(body.name === undefined ? {} : { name: body.name }),
        ...(config == null ? {} : { config }),
      });
      return presentLegacyConnection(host, changed, projectId);
    },
  }),
  route({
    method: 'DELETE',
    path: `${connections}:connectionId/`,
    needs: 'connections:write',
    input: oneConnection,
    scope,
    changes: { event: 'connection.deleted', read: readConnection },
    answer: async (host, { accountId, projectId, connectionId }) =>
      presentLegacyConnection(host, await deleteConnection(host, accountId, connectionId), projectId, 2),
  }),
  route({
    method: 'POST',
    path: adapters,
    needs: 'connections:write',
    status: 201,
    input: inProject.extend({ body: adapterBody }),
    scope,
    changes: { event: 'adapter.created' },
    answer: async (host, { body, ...place }, { caller }) =>
      presentAdapter(
        await createProjectAdapter(host, place, {
          adapterVersion: body.adapter_version,
          metadata: body.metadata_json ?? {},
          createdById: caller.userId,
          createdByServiceTokenId: caller.serviceTokenId,
        }),
      ),
  }),
  route({ method: 'GET', path: `${adapters}:adapterId/`, needs: 'connections:read', input: oneAdapter, scope, answer: readAdapter }),
  route({
    method: 'POST',
    path: `${adapters}:adapterId/`,
    needs: 'connections:write',
    input: oneAdapter.extend({ body: adapterBody.partial() }),
    scope,
    changes: { event: 'adapter.changed', read: readAdapter },
    answer: async (host, { adapterId, body, ...place }) => {
      if (body.state === 2) return presentAdapter(await deleteProjectAdapter(host, place, adapterId), 2);
      return presentAdapter(
        await changeProjectAdapter(host, place, adapterId, {
          ...(body.adapter_version === undefined ? {} : { adapterVersion: body.adapter_version }),
          ...(body.metadata_json === undefined ? {} : { metadata: body.metadata_json ?? {} }),
        }),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: `${adapters}:adapterId/`,
    needs: 'connections:write',
    input: oneAdapter,
    scope,
    changes: { event: 'adapter.deleted', read: readAdapter },
    answer: async (host, { adapterId, ...place }) => presentAdapter(await deleteProjectAdapter(host, place, adapterId), 2),
  }),
];

async function readConnection(host: Host, { accountId, projectId, connectionId }: z.infer<typeof oneConnection>) {
  return presentLegacyConnection(host, await getConnection(host, accountId, connectionId), projectId);
}

async function readAdapter(host: Host, { adapterId, ...place }: z.infer<typeof oneAdapter>) {
  return presentAdapter(await getProjectAdapter(host, place, adapterId));
}

/** Faults: invalid `connection.adapter_unknown`. */
export function versionOf(type: string | null | undefined, adapterVersion: string | null | undefined): string {
  if (adapterVersion) return requireAdapter(adapterVersion).versions.find((it) => it === adapterVersion) ?? adapterVersion;
  if (type === 'bigquery') return 'bigquery_v0';
  if (type && type !== 'adapter') return requireAdapter(type).versions[0];
  throw new Fault('invalid', 'connection.adapter_unknown', 'Say which warehouse it is for: adapter_version, such as "databricks_v0".');
}

function presentAdapter(adapter: ProjectAdapter, state: 1 | 2 = 1) {
  return {
    id: adapter.id,
    account_id: adapter.accountId,
    project_id: adapter.projectId,
    created_by_id: adapter.createdById,
    created_by_service_token_id: adapter.createdByServiceTokenId,
    adapter_version: adapter.adapterVersion,
    metadata_json: adapter.metadata,
    state,
    created_at: wireTimestamp(adapter.createdAt),
    updated_at: wireTimestamp(adapter.updatedAt),
  };
}
