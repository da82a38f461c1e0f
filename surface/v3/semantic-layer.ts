/** What a semantic layer is set to: its credentials in the account, its configuration in a project. The values are kept for it; secrets never come out. */
import { idSchema } from '@weft/base/id';
import {
  changeSemanticConfiguration,
  changeSemanticCredential,
  createSemanticConfiguration,
  createSemanticCredential,
  deleteSemanticConfiguration,
  deleteSemanticCredential,
  getSemanticConfiguration,
  getSemanticCredential,
  listSemanticCredentials,
} from '@weft/domain/connections/semantic-layer';
import type { SemanticLayerConfiguration, SemanticLayerCredential } from '@weft/domain/connections/store-semantic-layer';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const environmentId = idSchema<'environment'>();
const state = z.coerce.number().int().optional();
const oneCredential = z.object({ accountId, credentialId: idSchema<'semanticLayerCredential'>() });
const inProject = z.object({ accountId, projectId });
const oneConfiguration = inProject.extend({ configurationId: idSchema<'semanticLayerConfiguration'>() });
const credentialBody = z.object({
  project_id: projectId.optional(),
  name: z.string().max(255).optional(),
  adapter_version: z.string().optional(),
  values: z.record(z.string(), z.unknown()).optional(),
  state,
});
const configurationBody = z.object({ environment_id: environmentId, state });
const asked = z.unknown().optional();
const credentials = '/api/v3/accounts/:accountId/semantic-layer-credentials/';
const configurations = '/api/v3/accounts/:accountId/projects/:projectId/semantic-layer-configurations/';

async function scopeOfCredential(host: Host, { accountId, credentialId }: z.infer<typeof oneCredential>) {
  return (await getSemanticCredential(host, accountId, credentialId)).projectId;
}

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

function readCredential(body: z.infer<typeof credentialBody>) {
  const { name, adapter_version: adapterVersion, values } = body;
  return {
    ...(name === undefined ? {} : { name }),
    ...(adapterVersion === undefined ? {} : { adapterVersion }),
    ...(values === undefined ? {} : { values }),
  };
}

const credentialRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: credentials,
    needs: 'semantic_layer:read',
    input: z.object({ accountId, query: pageSchema.extend({ pk: asked, project_id: asked, state: asked }) }),
    answer: async (host, { accountId, query }) => {
      const all = asksForDeleted(query.state) ? [] : await listSemanticCredentials(host, accountId);
      const [hasId, isIn] = [amongNumbers('pk', query.pk), amongNumbers('project_id', query.project_id)];
      return listedFrom(
        all.filter((it) => hasId(it.id) && isIn(it.projectId)),
        query,
        (it) => presentCredential(it),
      );
    },
  }),
  route({
    method: 'POST',
    path: credentials,
    needs: 'semantic_layer:write',
    status: 201,
    input: z.object({ accountId, body: credentialBody.extend({ project_id: projectId, adapter_version: z.string() }) }),
    scope: async (host, { accountId, body }) => (await getProject(host, accountId, body.project_id)).id,
    changes: { event: 'semantic_layer_credential.created' },
    answer: async (host, { accountId, body }) => {
      const input = { name: body.name ?? '', adapterVersion: body.adapter_version, values: body.values ?? {} };
      return presentCredential(await createSemanticCredential(host, { accountId, projectId: body.project_id }, input));
    },
  }),
  route({
    method: 'GET',
    path: `${credentials}:credentialId/`,
    needs: 'semantic_layer:read',
    input: oneCredential,
    scope: scopeOfCredential,
    answer: readOneCredential,
  }),
  ...(['POST', 'PATCH'] as const).map((method) =>
    route({
      method,
      path: `${credentials}:credentialId/`,
      needs: 'semantic_layer:write',
      input: oneCredential.extend({ body: credentialBody }),
      scope: scopeOfCredential,
      changes: { event: 'semantic_layer_credential.changed', read: readOneCredential },
      answer: async (host, { accountId, credentialId, body }) => {
        if (body.state === 2) return presentCredential(await deleteSemanticCredential(host, accountId, credentialId), 2);
        return presentCredential(await changeSemanticCredential(host, accountId, credentialId, readCredential(body)));
      },
    }),
  ),
  route({
    method: 'DELETE',
    path: `${credentials}:credentialId/`,
    needs: 'semantic_layer:write',
    input: oneCredential,
    scope: scopeOfCredential,
    changes: { event: 'semantic_layer_credential.deleted', read: readOneCredential },
    answer: async (host, { accountId, credentialId }) =>
      presentCredential(await deleteSemanticCredential(host, accountId, credentialId), 2),
  }),
];

const configurationRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: configurations,
    needs: 'semantic_layer:write',
    status: 201,
    input: inProject.extend({ body: configurationBody }),
    scope,
    changes: { event: 'semantic_layer_configuration.created' },
    answer: async (host, { body, ...place }) => presentConfiguration(await createSemanticConfiguration(host, place, body.environment_id)),
  }),
  route({
    method: 'GET',
    path: `${configurations}:configurationId/`,
    needs: 'semantic_layer:read',
    input: oneConfiguration,
    scope,
    answer: readOneConfiguration,
  }),
  route({
    method: 'POST',
    path: `${configurations}:configurationId/`,
    needs: 'semantic_layer:write',
    input: oneConfiguration.extend({ body: configurationBody.partial() }),
    scope,
    changes: { event: 'semantic_layer_configuration.changed', read: readOneConfiguration },
    answer: async (host, { configurationId, body, ...place }) => {
      if (body.state === 2) return presentConfiguration(await deleteSemanticConfiguration(host, place, configurationId), 2);
      if (body.environment_id === undefined) return readOneConfiguration(host, { ...place, configurationId });
      return presentConfiguration(await changeSemanticConfiguration(host, place, configurationId, body.environment_id));
    },
  }),
  route({
    method: 'DELETE',
    path: `${configurations}:configurationId/`,
    needs: 'semantic_layer:write',
    input: oneConfiguration,
    scope,
    changes: { event: 'semantic_layer_configuration.deleted', read: readOneConfiguration },
    answer: async (host, { configurationId, ...place }) =>
      presentConfiguration(await deleteSemanticConfiguration(host, place, configurationId), 2),
  }),
];

export const semanticLayerRoutes: AnyRoute[] = [...credentialRoutes, ...configurationRoutes];

async function readOneCredential(host: Host, { accountId, credentialId }: z.infer<typeof oneCredential>) {
  return presentCredential(await getSemanticCredential(host, accountId, credentialId));
}

async function readOneConfiguration(host: Host, { configurationId, ...place }: z.infer<typeof oneConfiguration>) {
  return presentConfiguration(await getSemanticConfiguration(host, place, configurationId));
}

function presentCredential(it: SemanticLayerCredential, state: 1 | 2 = 1) {
  return {
    id: it.id,
    account_id: it.accountId,
    project_id: it.projectId,
    adapter_version: it.adapterVersion,
    schema_type: 'semantic_layer_credentials',
    name: it.name,
    values: it.plain,
    state,
    service_tokens: [],
    created_at: wireTimestamp(it.createdAt),
    updated_at: wireTimestamp(it.updatedAt),
  };
}

function presentConfiguration(it: SemanticLayerConfiguration, state: 1 | 2 = 1) {
  return {
    id: it.id,
    account_id: it.accountId,
    project_id: it.projectId,
    environment_id: it.environmentId,
    state,
    created_at: wireTimestamp(it.createdAt),
    updated_at: wireTimestamp(it.updatedAt),
  };
}
