/** Profiles: `/api/v3/accounts/{id}/projects/{id}/profiles/…`, a connection, credentials and extended attributes under one key. */
import { idSchema } from '@weft/base/id';
import type { Profile } from '@weft/domain/connections/model';
import {
  changeProfile,
  createProfile,
  deleteProfile,
  environmentsOfProfile,
  getProfile,
  listProfiles,
} from '@weft/domain/connections/profiles';
import { getProject } from '@weft/domain/projects/get-project';
import type { Environment } from '@weft/domain/projects/model';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, containsIgnoringCase, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const one = inProject.extend({ profileId: idSchema<'profile'>() });
const createBody = z.object({
  key: z.string(),
  connection_id: idSchema<'connection'>(),
  credentials_id: idSchema<'credential'>(),
  extended_attributes_id: idSchema<'extendedAttributes'>().nullish(),
});
const changeBody = z.object({
  key: z.string().nullish(),
  connection_id: idSchema<'connection'>().nullish(),
  credentials_id: idSchema<'credential'>().nullish(),
  extended_attributes_id: idSchema<'extendedAttributes'>().nullish(),
});
const listQuery = pageSchema.extend({
  connection_id: z.unknown().optional(),
  key: z.unknown().optional(),
  profile_ids: z.unknown().optional(),
});
const path = '/api/v3/accounts/:accountId/projects/:projectId/profiles/';

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const warehouseProfileRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'environments:read',
    input: inProject.extend({ query: listQuery }),
    scope,
    answer: async (host, { query, ...place }) => {
      const hasConnection = amongNumbers('connection_id', query.connection_id);
      const hasId = amongNumbers('profile_ids', query.profile_ids);
      const all = await listProfiles(host, place.projectId);
      const found = all.filter((it) => hasConnection(it.connectionId) && hasId(it.id) && containsIgnoringCase(it.key, query.key));
      const wire = await Promise.all(found.map((it) => present(host, it)));
      return listedFrom(wire, query, (it) => it);
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'environments:write',
    status: 201,
    input: inProject.extend({ body: createBody }),
    scope,
    changes: { event: 'profile.created' },
    answer: async (host, { body, ...place }) =>
      present(
        host,
        await createProfile(host, place, {
          key: body.key,
          connectionId: body.connection_id,
          credentialId: body.credentials_id,
          extendedAttributesId: body.extended_attributes_id ?? null,
        }),
      ),
  }),
  route({ method: 'GET', path: `${path}:profileId/`, needs: 'environments:read', input: one, scope, answer: readOne }),
  ...(['PATCH', 'POST'] as const).map((method) =>
    route({
      method,
      path: `${path}:profileId/`,
      needs: 'environments:write',
      input: one.extend({ body: changeBody }),
      scope,
      changes: { event: 'profile.changed', read: readOne },
      answer: async (host, { profileId, body, ...place }) =>
        present(
          host,
          await changeProfile(host, place, profileId, {
            ...(body.key == null ? {} : { key: body.key }),
            ...(body.connection_id == null ? {} : { connectionId: body.connection_id }),
            ...(body.credentials_id == null ? {} : { credentialId: body.credentials_id }),
            ...(body.extended_attributes_id === undefined ? {} : { extendedAttributesId: body.extended_attributes_id }),
          }),
        ),
    }),
  ),
  route({
    method: 'DELETE',
    path: `${path}:profileId/`,
    needs: 'environments:write',
    input: one,
    scope,
    changes: { event: 'profile.deleted', read: readOne },
    answer: async (host, { profileId, ...place }) => present(host, await deleteProfile(host, place, profileId)),
  }),
];

async function readOne(host: Host, { profileId, ...place }: z.infer<typeof one>) {
  return present(host, await getProfile(host, place, profileId));
}

async function present(host: Host, profile: Profile) {
  const bound = await environmentsOfProfile(host, profile, profile.id);
  return {
    id: profile.id,
    account_id: profile.accountId,
    project_id: profile.projectId,
    key: profile.key,
    connection_id: profile.connectionId,
    credentials_id: profile.credentialId,
    extended_attributes_id: profile.extendedAttributesId,
    primary_bindings: bound.map(presentBinding),
    catalog_bindings: [],
    created_at: wireTimestamp(profile.createdAt),
    updated_at: wireTimestamp(profile.updatedAt),
  };
}

function presentBinding({ id, name, type, deploymentType }: Environment) {
  return { id, name, type, deployment_type: deploymentType ?? '' };
}
