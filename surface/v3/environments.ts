/** Environments: `/api/v3/accounts/{id}/projects/{id}/environments/…`, and the account-level twins under both versions. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Caller } from '@weft/domain/access/model';
import { projectsWith } from '@weft/domain/access/model';
import { settleTies } from '@weft/domain/connections/check-ties';
import { getConnection } from '@weft/domain/connections/create-connection';
import { findRepositoryOfProject } from '@weft/domain/git/find-repository';
import {
  changeEnvironment,
  createEnvironment,
  deleteEnvironment,
  getEnvironment,
  listEnvironments,
} from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Environment } from '@weft/domain/projects/model';
import { clearParseCache } from '@weft/domain/runs/clear-parse-cache';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import {
  amongNumbers,
  amongWords,
  asksForDeleted,
  containsIgnoringCase,
  listedFrom,
  pageSchema,
  readNumbers,
  readWords,
} from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { environmentChange, newEnvironment, readEnvironment } from './environment-body.ts';
import { noParts, presentEnvironment, presentProject } from './present-project.ts';
import { presentRepository } from './present-repository.ts';

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
  id__gt: asked,
  include_related: asked,
  state: asked,
});
type ListQuery = z.infer<typeof listQuery>;

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
  const [above = 0] = readNumbers('id__gt', query.id__gt) ?? [];
  return (it) =>
    (readable === null || readable.has(it.projectId)) &&
    hasId(it.id) &&
    it.id > above &&
    isInProject(it.projectId) &&
    hasCredentials(it.credentialId) &&
    hasDeploymentType(it.deploymentType ?? 'general') &&
    hasVersion(it.dbtVersion) &&
    hasType(it.type) &&
    (query.name === undefined || it.name === query.name) &&
    containsIgnoringCase(it.name, query.name__icontains);
}

async function presentOne(host: Host, { query, ...place }: z.infer<typeof inAccount> & { query: { include_related?: unknown } }) {
  const environment = await getEnvironment(host, place.accountId, place.environmentId);
  const related = readWords(query.include_related);
  const wire = presentEnvironment(environment);
  if (related.length === 0) return wire;
  const { accountId, connectionId } = environment;
  const [project, repository, connection] = await Promise.all([
    related.includes('project') ? getProject(host, accountId, environment.projectId) : null,
    findRepositoryOfProject(host, accountId, environment.projectId),
    related.includes('connection') && connectionId !== null ? getConnection(host, accountId, connectionId) : null,
  ]);
  return {
    ...wire,
    project: project ? presentProject(project, { ...noParts, connection }) : null,
    connection: connection && project ? presentProject(project, { ...noParts, connection }).connection : null,
    repository: repository && related.includes('repository') ? presentRepository(host, repository) : null,
  };
}

type NewEnvironment = z.infer<typeof newEnvironment>;

async function create(host: Host, place: { accountId: Id<'account'>; projectId: Id<'project'> }, body: NewEnvironment) {
  const asked = readEnvironment(body);
  const change = { ...asked, ...(await settleTies(host, place, asked)) };
  return presentEnvironment(await createEnvironment(host, { ...place, ...change, name: body.name, type: body.type }));
}

async function change(host: Host, input: z.infer<typeof inAccount> & { body: z.infer<typeof environmentChange> }) {
  const { accountId, environmentId } = input;
  if (input.body.state === 2) return presentEnvironment(await deleteEnvironment(host, accountId, environmentId), 2);
  const { projectId } = await getEnvironment(host, accountId, environmentId);
  const asked = readEnvironment(input.body);
  const settled = { ...asked, ...(await settleTies(host, { accountId, projectId }, asked)) };
  return presentEnvironment(await changeEnvironment(host, accountId, environmentId, settled));
}

function oneRoutes(path: string, input: typeof inProject | typeof inAccount): AnyRoute[] {
  // The project is in some of the paths; what it says is held against the environment by `scope`.
  const read = input.extend({ projectId: projectId.optional(), query: z.object({ include_related: asked }) });
  const one = input.extend({ projectId: projectId.optional() });
  return [
    route({ method: 'GET', path, needs: 'environments:read', input: read, scope: scopeOfEnvironment, answer: presentOne }),
    route({
      method: 'POST',
      path,
      needs: 'environments:write',
      input: one.extend({ body: environmentChange }),
      scope: scopeOfEnvironment,
      changes: { event: 'environment.changed', read: readAgain },
      answer: change,
    }),
    route({
      method: 'DELETE',
      path,
      needs: 'environments:write',
      input: one,
      scope: scopeOfEnvironment,
      changes: { event: 'environment.deleted', read: readAgain },
      answer: async (host, { accountId, environmentId }) => presentEnvironment(await deleteEnvironment(host, accountId, environmentId), 2),
    }),
  ];
}

/** The list and the things of the whole account, under both versions. */
export function accountEnvironmentRoutes(version: 'v2' | 'v3'): AnyRoute[] {
  const path = `/api/${version}/accounts/:accountId/environments/`;
  return [
    route({
      method: 'GET',
      path,
      needs: 'environments:read',
      isList: true,
      input: z.object({ accountId, query: listQuery }),
      answer: (host, input, { caller }) => list(host, input.accountId, null, input.query, caller),
    }),
    route({
      method: 'POST',
      path,
      needs: 'environments:write',
      status: 201,
      input: z.object({ accountId, body: newEnvironment.extend({ project_id: projectId.nullish() }) }),
      // The project is in the body; without one there is nothing to hold the permission against.
      scope: async (host, { accountId, body }) =>
        body.project_id == null ? null : (await getProject(host, accountId, body.project_id)).id,
      changes: { event: 'environment.created' },
      answer: async (host, { accountId, body }) => {
        if (body.project_id == null) throw new Fault('invalid', 'request.invalid', 'An environment needs project_id.');
        return create(host, { accountId, projectId: body.project_id }, body);
      },
    }),
    ...oneRoutes(`${path}:environmentId/`, inAccount),
  ];
}

const ofProject = '/api/v3/accounts/:accountId/projects/:projectId/environments/';

export const environmentRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: ofProject,
    needs: 'environments:read',
    input: z.object({ accountId, projectId, query: listQuery }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    answer: (host, input, { caller }) => list(host, input.accountId, input.projectId, input.query, caller),
  }),
  route({
    method: 'POST',
    path: ofProject,
    needs: 'environments:write',
    status: 201,
    input: z.object({ accountId, projectId, body: newEnvironment }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    changes: { event: 'environment.created' },
    answer: (host, { body, ...place }) => create(host, place, body),
  }),
  ...oneRoutes(`${ofProject}:environmentId/`, inProject),
  route({
    method: 'DELETE',
    path: '/api/v3/accounts/:accountId/environments/:environmentId/sao-cache/',
    summary: 'Forget what the engine remembers between the runs of an environment',
    needs: 'environments:write',
    input: inAccount,
    scope: scopeOfEnvironment,
    changes: { event: 'environment.cache_cleared', read: readAgain },
    answer: async (host, { accountId, environmentId }) => {
      await clearParseCache(host, (await getEnvironment(host, accountId, environmentId)).id);
      return new Bare(204, null);
    },
  }),
];
