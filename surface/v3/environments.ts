/** Environments: `/api/v3/accounts/{id}/projects/{id}/environments/…`, the account-level twins, and the same to read under v2. */

import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { projectsWith } from '@weft/domain/access/model';
import {
  changeEnvironment,
  createEnvironment,
  deleteEnvironment,
  getEnvironment,
  listEnvironments,
} from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { containsIgnoringCase, listedFrom, pageSchema, readNumbers, readWords } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentEnvironment } from './present-project.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const environmentId = idSchema<'environment'>();
const inAccount = z.object({ accountId, environmentId });
const inProject = inAccount.extend({ projectId });

const listQuery = pageSchema.extend({
  project_id: z.unknown().optional(),
  name__icontains: z.unknown().optional(),
  name: z.unknown().optional(),
  type: z.unknown().optional(),
  deployment_type: z.unknown().optional(),
  deployment_type__in: z.unknown().optional(),
  state: z.unknown().optional(),
});
const body = z.object({
  name: z.string(),
  type: z.enum(['development', 'deployment']).default('deployment'),
  deployment_type: z.enum(['production', 'staging']).nullish(),
  dbt_version: z.string().max(64).nullish(),
  use_custom_branch: z.boolean().nullish(),
  custom_branch: z.string().max(255).nullish(),
  connection_id: idSchema<'connection'>().nullish(),
  credentials_id: idSchema<'credential'>().nullish(),
  state: z.coerce.number().int().optional(),
});

/** What the body says, in our words; a connection or credentials that are left out become none, as the official API has it. */
function readChange(it: z.infer<typeof body>) {
  return {
    name: it.name,
    type: it.type,
    deploymentType: it.deployment_type ?? null,
    ...(it.dbt_version ? { dbtVersion: it.dbt_version } : {}),
    customBranch: it.use_custom_branch === false ? null : it.custom_branch || null,
    connectionId: it.connection_id ?? null,
    credentialId: it.credentials_id ?? null,
  };
}

async function scopeOfEnvironment(host: Host, input: z.infer<typeof inAccount> & { projectId?: Id<'project'> }): Promise<Id<'project'>> {
  const environment = await getEnvironment(host, input.accountId, input.environmentId);
  if (input.projectId !== undefined && environment.projectId !== input.projectId)
    throw new Fault('not_found', 'environment.not_found', `There is no environment ${input.environmentId} in this account.`);
  return environment.projectId;
}

async function list(host: Host, accountId: Id<'account'>, project: Id<'project'> | null, query: z.infer<typeof listQuery>, caller: Caller) {
  const readable = projectsWith(caller, 'environments:read', accountId);
  const wanted = project === null ? readNumbers('project_id', query.project_id) : [project];
  const types = readWords(query.deployment_type__in ?? query.deployment_type);
  const environments = (await listEnvironments(host, accountId)).filter(
    (it) =>
      (readable === null || readable.has(it.projectId)) &&
      (wanted === null || wanted.includes(it.projectId)) &&
      (types.length === 0 || types.includes(it.deploymentType ?? 'general')) &&
      (query.type === undefined || it.type === query.type) &&
      (query.name === undefined || it.name === query.name) &&
      containsIgnoringCase(it.name, query.name__icontains),
  );
  return listedFrom(String(query.state ?? '1') === '2' ? [] : environments, query, (it) => presentEnvironment(it));
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
    input: z.object({ accountId, projectId, body }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    answer: async (host, input) =>
      presentEnvironment(
        await createEnvironment(host, { accountId: input.accountId, projectId: input.projectId, ...readChange(input.body) }),
      ),
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
    input: inProject.extend({ body }),
    scope: scopeOfEnvironment,
    answer: async (host, input) => {
      if (input.body.state === 2) return presentEnvironment(await deleteEnvironment(host, input.accountId, input.environmentId), 2);
      return presentEnvironment(await changeEnvironment(host, input.accountId, input.environmentId, readChange(input.body)));
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
      answer: async (host, input) => presentEnvironment(await deleteEnvironment(host, input.accountId, input.environmentId), 2),
    }),
  ),
];
