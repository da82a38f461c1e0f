/** Lineage integrations: `/api/v3/accounts/{id}/projects/{id}/integrations/lineage/…`. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import {
  changeIntegration,
  changeSelection,
  createIntegration,
  getIntegration,
  listIntegrations,
  listSelected,
  removeIntegration,
} from '@weft/domain/lineage/integrations';
import type { Integration } from '@weft/domain/lineage/model';
import { readIntegrationName } from '@weft/domain/lineage/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { scopeOfProject } from './projects.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const one = inProject.extend({ integrationId: idSchema<'lineageIntegration'>() });
const config = z.record(z.string().max(255), z.unknown());
const selected = z.object({
  identifier: z.string().min(1).max(1000),
  name: z.string().max(1000),
  type: z.enum(['folder', 'dashboard']),
});
const path = '/api/v3/accounts/:accountId/projects/:projectId/integrations/lineage/';

function present(it: Integration) {
  return {
    ...{ id: it.id, account_id: it.accountId, project_id: it.projectId, name: it.name, config: it.config },
    ...{ created_at: wireTimestamp(it.createdAt), updated_at: wireTimestamp(it.updatedAt) },
  };
}

async function readAgain(host: Host, { integrationId, ...place }: z.infer<typeof one>) {
  return present(await getIntegration(host, place, integrationId));
}

/** What is known of the tool's folders is what was selected in it: Weft calls no BI tool. */
async function collections(host: Host, place: z.infer<typeof inProject>, id: Id<'lineageIntegration'>, within: string | null) {
  await getIntegration(host, place, id);
  const all = await listSelected(host, id);
  const shown = within === null ? all : all.filter((it) => it.identifier === within);
  return [{ collections: shown.map((it) => ({ ...it, watching: true })) }];
}

export const lineageIntegrationRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'projects:read',
    input: inProject.extend({ query: pageSchema }),
    scope: scopeOfProject,
    answer: async (host, { query, ...place }) => listedFrom(await listIntegrations(host, place), query, present),
  }),
  route({
    method: 'POST',
    path,
    needs: 'projects:write',
    status: 201,
    input: inProject.extend({ body: z.object({ name: z.string().max(64), config: config.nullish() }) }),
    scope: scopeOfProject,
    changes: { event: 'lineage_integration.created' },
    answer: async (host, { body, ...place }) =>
      present(await createIntegration(host, place, { name: readIntegrationName(body.name), config: body.config ?? {} })),
  }),
  route({ method: 'GET', path: `${path}:integrationId/`, needs: 'projects:read', input: one, scope: scopeOfProject, answer: readAgain }),
  route({
    method: 'PATCH',
    path: `${path}:integrationId/`,
    needs: 'projects:write',
    input: one.extend({ body: z.object({ name: z.string().max(64).nullish(), config: config.nullish() }).optional() }),
    scope: scopeOfProject,
    changes: { event: 'lineage_integration.changed', read: readAgain },
    answer: async (host, { integrationId, body, ...place }) => {
      const change = { ...(body?.name ? { name: readIntegrationName(body.name) } : {}), ...(body?.config ? { config: body.config } : {}) };
      return present(await changeIntegration(host, place, integrationId, change));
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}:integrationId/`,
    needs: 'projects:write',
    input: one,
    scope: scopeOfProject,
    changes: { event: 'lineage_integration.deleted', read: readAgain },
    answer: async (host, { integrationId, ...place }) => {
      await removeIntegration(host, place, integrationId);
      return new Bare(204, null);
    },
  }),
  route({
    method: 'GET',
    path: `${path}:integrationId/collections/`,
    needs: 'projects:read',
    input: one.extend({ query: pageSchema.extend({ collection_id: z.string().max(1000).optional() }) }),
    scope: scopeOfProject,
    answer: async (host, { integrationId, query, ...place }) =>
      listedFrom(
        (await collections(host, place, integrationId, query.collection_id ?? null)).map((it) => ({ ...it, id: 1 })),
        query,
        ({ collections }) => ({ collections }),
      ),
  }),
  route({
    method: 'GET',
    path: `${path}:integrationId/collections/:collectionId/`,
    needs: 'projects:read',
    input: one.extend({ collectionId: z.string().max(1000), query: pageSchema }),
    scope: scopeOfProject,
    answer: async (host, { integrationId, collectionId, query, ...place }) =>
      listedFrom(
        (await collections(host, place, integrationId, collectionId)).map((it) => ({ ...it, id: 1 })),
        query,
        ({ collections }) => ({ collections }),
      ),
  }),
  route({
    method: 'POST',
    path: `${path}:integrationId/selections/`,
    needs: 'projects:write',
    input: one.extend({
      body: z
        .object({ to_add: z.array(selected).max(1000).nullish(), to_remove: z.array(z.string().max(1000)).max(1000).nullish() })
        .optional(),
    }),
    scope: scopeOfProject,
    changes: { event: 'lineage_integration.selection_changed' },
    answer: async (host, { integrationId, body, ...place }, { reply }) => {
      const change = { add: body?.to_add ?? [], remove: body?.to_remove ?? [] };
      // The official answer has no envelope here.
      reply.type('application/json; charset=utf-8');
      return new Bare(200, JSON.stringify(await changeSelection(host, place, integrationId, change)));
    },
  }),
];
