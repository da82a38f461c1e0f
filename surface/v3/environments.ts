/** Environments: `/api/v3/accounts/{id}/projects/{id}/environments/…`, the account-level twins, and the same to read under v2. */

import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { projectsWith } from '@weft/domain/access/model';
import { settleTies } from '@weft/domain/connections/check-ties';
import {
  changeEnvironment,
  createEnvironment,
  deleteEnvironment,
  getEnvironment,
  listEnvironments,
} from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Environment } from '@weft/domain/projects/model';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { amongNumbers, amongWords, asksForDeleted, containsIgnoringCase, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentEnvironment } from './present-project.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const environmentId = idSchema<'environment'>();
const inAccount = z.object({ accountId, environmentId });
const inProject = inAccount.extend({ projectId });

const asked = z.unknown().optional();
const listQuery = pageSchema.extend({
  pk: asked,
  pk__in: asked,
  project_id: asked,
  project_id__in: asked,
  name__icontains: asked,
  name: asked,
  type: asked,
  deployment_type: asked,
  deployment_type__in: asked,
  dbt_version: asked,
  dbt_version__in: asked,
  credentials_id: asked,
  state: asked,
});
type ListQuery = z.infer<typeof listQuery>;

const text = z.string().max(255).nullish();
const changeBody = z.object({
  name: z.string().optional(),
  type: z.enum(['development', 'deployment']).optional(),
  // Some clients send an empty text for none.
  deployment_type: z.preprocess((value) => value || null, z.enum(['production', 'staging']).nullable()),
  dbt_version: text,
  use_custom_branch: z.boolean().nullish(),
  custom_branch: text,
  connection_id: idSchema<'connection'>().nullish(),
  credentials_id: idSchema<'credential'>().nullish(),
  extended_attributes_id: idSchema<'extendedAttributes'>().nullish(),
  primary_profile_id: idSchema<'profile'>().nullish(),
  state: z.coerce.number().int().optional(),
});
const createBody = changeBody.extend({ name: z.string(), type: z.enum(['development', 'deployment']).default('deployment') });

/** What the body says, in our words; a connection or credentials that are left out become none, as the official API has it. */
function readChange(it: z.infer<typeof changeBody>) {
  return {
    ...(it.name === undefined ? {} : { name: it.name }),
    ...(it.type === undefined ? {} : { type: it.type }),
    deploymentType: it.deployment_type,
    ...(it.dbt_version ? { dbtVersion: it.dbt_version } : {}),
    customBranch: it.use_custom_branch === false ? null : it.custom_branch || null,
    connectionId: it.connection_id ?? null,
    credentialId: it.credentials_id ?? null,
    extendedAttributesId: it.extended_attributes_id ?? null,
    primaryProfileId: it.primary_profile_id ?? null,
  };
}

async function scopeOfEnvironment(host: Host, input: z.infer<typeof inAccount> & { projectId?: Id<'project'> }): Promise<Id<'project'>> {
  const environment = await getEnvironment(host, input.accountId, input.environmentId);
  if (input.projectId !== undefined && environment.projectId !== input.projectId)
    throw new Fault('not_found', 'environment.not_found', `There is no environment ${input.environmentId} in this account.`);
  return environment.projectId;
}

/** For the audit log. */
async function readAgain(host: Host, input: z.infer<typeof inAccount>) {
  return presentEnvironment(await getEnvironment(host, input.accountId, input.environmentId));
}

async function list(host: Host, accountId: Id<'account'>, project: Id<'project'> | null, query: ListQuery, caller: Caller) {
  const environments = asksForDeleted(query.state) ? [] : await listEnvironments(host, accountId);
  const isWanted = readFilter(accountId, query, caller);
  const shown = environments.filter((it) => (project === null || it.projectId === project) && isWanted(it));
  return listedFrom(shown, query, (it) => presentEnvironment(it));
}

function readFilter(accountId: Id<'account'>, query: ListQuery, caller: Caller): (environment: Environment) => boolean {
  const readable = projectsWith(caller, 'environments:read', accountId);
  const hasId = amongNumbers('pk', query.pk__in ?? query.pk);
  const isInProject = amongNumbers('project_id', query.project_id__in ?? query.project_id);
  const hasCredentials = amongNumbers('credentials_id', query.credentials_id);
  const hasDeploymentType = amongWords(query.deployment_type__in ?? query.deployment_type);
  const hasVersion = amongWords(query.dbt_version__in ?? query.dbt_version);
  const hasType = amongWords(query.type);
  return (it) =>
    (readable === null || readable.has(it.projectId)) &&
    hasId(it.id) &&
    isInProject(it.projectId) &&
    hasCredentials(it.credentialId) &&
    hasDeploymentType(it.deploymentType ?? 'general') &&
    hasVersion(it.dbtVersion) &&
    hasType(it.type) &&
    (query.name === undefined || it.name === query.name) &&
    containsIgnoringCase(it.name, query.name__icontains);
}

export function environmentReadRoutes(version: 'v2' | 'v3'): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: `/api/${version}/accounts/:accountId/environments/`,
      needs: 'environments:read',
      isList: true,
      input: z.object({ accountId, query: listQuery }),
      answer: (host, input, { caller }) => list(host, input.accountId, null, input.query, caller),
    }),
    route({
      method: 'GET',
      path: `/api/${version}/accounts/:accountId/environments/:environmentId/`,
      needs: 'environments:read',
      input: inAccount,
      scope: scopeOfEnvironment,
      answer: async (host, input) => presentEnvironment(await getEnvironment(host, input.accountId, input.environmentId)),
    }),
  ];
}

export const environmentRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/projects/:projectId/environments/',
    needs: 'environments:read',
    input: z.object({ accountId, projectId, query: listQuery }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    answer: (host, input, { caller }) => list(host, input.accountId, input.projectId, input.query, caller),
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/projects/:projectId/environments/',
    needs: 'environments:write',
    status: 201,
    input: z.object({ accountId, projectId, body: createBody }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    changes: { event: 'environment.created' },
    answer: async (host, { body, ...place }) => {
      const asked = readChange(body);
      const change = { ...asked, ...(await settleTies(host, place, asked)) };
      return presentEnvironment(await createEnvironment(host, { ...place, ...change, name: body.name, type: body.type }));
    },
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/projects/:projectId/environments/:environmentId/',
    needs: 'environments:read',
    input: inProject,
    scope: scopeOfEnvironment,
    answer: async (host, input) => presentEnvironment(await getEnvironment(host, input.accountId, input.environmentId)),
  }),
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/projects/:projectId/environments/:environmentId/',
    needs: 'environments:write',
    input: inProject.extend({ body: changeBody }),
    scope: scopeOfEnvironment,
    changes: { event: 'environment.changed', read: readAgain },
    answer: async (host, input) => {
      if (input.body.state === 2) return presentEnvironment(await deleteEnvironment(host, input.accountId, input.environmentId), 2);
      const asked = readChange(input.body);
      const change = { ...asked, ...(await settleTies(host, input, asked)) };
      return presentEnvironment(await changeEnvironment(host, input.accountId, input.environmentId, change));
    },
  }),
  ...[
    '/api/v3/accounts/:accountId/projects/:projectId/environments/:environmentId/',
    '/api/v3/accounts/:accountId/environments/:environmentId/',
  ].map((path) =>
    route({
      method: 'DELETE',
      path,
      needs: 'environments:write',
      input: inAccount.extend({ projectId: projectId.optional() }),
      scope: scopeOfEnvironment,
      changes: { event: 'environment.deleted', read: readAgain },
      answer: async (host, input) => presentEnvironment(await deleteEnvironment(host, input.accountId, input.environmentId), 2),
    }),
  ),
];
