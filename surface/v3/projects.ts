/** Projects: `/api/v3/accounts/{id}/projects/…`, and the same under v2. */

import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { grantCreator } from '@weft/domain/access/grant';
import type { Caller } from '@weft/domain/access/model';
import { may, projectsWith } from '@weft/domain/access/model';
import { listConnections } from '@weft/domain/connections/create-connection';
import { listSemanticConfigurations } from '@weft/domain/connections/semantic-layer';
import { listRepositories } from '@weft/domain/git/find-repository';
import { listJobs } from '@weft/domain/jobs/list-jobs';
import { changeProject, deleteProject } from '@weft/domain/projects/change-project';
import { createProject } from '@weft/domain/projects/create-project';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject, listProjects } from '@weft/domain/projects/get-project';
import type { Project } from '@weft/domain/projects/model';
import type { Host } from '@weft/host/host';
import type { WireProject } from '@weft/wire/v3/project';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, containsIgnoringCase, listedFrom, pageSchema, readNumbers } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { noParts, presentProject } from './present-project.ts';
import { presentRepository } from './present-repository.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const one = z.object({ accountId, projectId });
const typeSchema = z.coerce.number().int().min(0).max(1);
const text = z.string().max(10_000);

const createBody = z.object({
  name: z.string(),
  description: text.nullish(),
  type: typeSchema.nullish(),
  dbt_project_subdirectory: text.nullish(),
  dbt_project_name: text.nullish(),
  docs_job_id: idSchema<'job'>().nullish(),
  freshness_job_id: idSchema<'job'>().nullish(),
});
const changeBody = createBody.partial().extend({ state: z.coerce.number().int().optional() });
const listQuery = pageSchema.extend({
  pk: z.unknown().optional(),
  pk__in: z.unknown().optional(),
  pk__gt: z.unknown().optional(),
  name__icontains: z.unknown().optional(),
  state: z.unknown().optional(),
});

export async function scopeOfProject(host: Host, input: z.infer<typeof one>): Promise<Id<'project'>> {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export function projectReadRoutes(version: 'v2' | 'v3'): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: `/api/${version}/accounts/:accountId/projects/`,
      needs: 'projects:read',
      isList: true,
      input: z.object({ accountId, query: listQuery }),
      answer: async (host, { accountId, query }, { caller }) => {
        const readable = projectsWith(caller, 'projects:read', accountId);
        const hasId = amongNumbers('pk', query.pk__in ?? query.pk);
        const [above = 0] = readNumbers('pk__gt', query.pk__gt) ?? [];
        const projects = asksForDeleted(query.state)
          ? []
          : (await listProjects(host, accountId)).filter(
              (project) =>
                (readable === null || readable.has(project.id)) &&
                hasId(project.id) &&
                project.id > above &&
                containsIgnoringCase(project.name, query.name__icontains),
            );
        const wire = await presentAll(host, accountId, projects, caller);
        return listedFrom(wire, query, (project) => project);
      },
    }),
    route({
      method: 'GET',
      path: `/api/${version}/accounts/:accountId/projects/:projectId/`,
      needs: 'projects:read',
      input: one,
      scope: scopeOfProject,
      answer: async (host, { accountId, projectId }, { caller }) => presentOne(host, await getProject(host, accountId, projectId), caller),
    }),
  ];
}

export function projectWriteRoutes(version: 'v2' | 'v3'): AnyRoute[] {
  return [
    route({
      method: 'POST',
      path: `/api/${version}/accounts/:accountId/projects/`,
      needs: 'projects:create',
      status: 201,
      input: z.object({ accountId, body: createBody }),
      changes: { event: 'project.created' },
      answer: async (host, { accountId, body }, { caller }) => {
        const kind = body.type === 1 ? 'hybrid' : 'default';
        const project = await createProject(host, {
          accountId,
          name: body.name,
          description: body.description ?? '',
          kind,
          dbtProjectName: body.dbt_project_name || null,
          dbtProjectSubdirectory: body.dbt_project_subdirectory || null,
        });
        await grantCreator(host, caller, { accountId, projectId: project.id });
        return presentOne(host, project, caller);
      },
    }),
    ...(['POST', 'PATCH'] as const).map((method) =>
      route({
        method,
        path: `/api/${version}/accounts/:accountId/projects/:projectId/`,
        needs: 'projects:write',
        input: one.extend({ body: changeBody }),
        scope: scopeOfProject,
        changes: { event: 'project.changed', read: readAgain },
        answer: async (host, { accountId, projectId, body }, { caller }) => {
          // The official way to delete is to write the state.
          if (body.state === 2) return presentProject(await deleteProject(host, accountId, projectId), noParts, 2);
          await checkJobsOf(host, { accountId, projectId }, body);
          const project = await changeProject(host, accountId, projectId, {
            ...(body.docs_job_id === undefined ? {} : { docsJobId: body.docs_job_id }),
            ...(body.freshness_job_id === undefined ? {} : { freshnessJobId: body.freshness_job_id }),
            ...(body.name === undefined ? {} : { name: body.name }),
            ...(body.description == null ? {} : { description: body.description }),
            ...(body.type == null ? {} : { kind: body.type === 1 ? ('hybrid' as const) : ('default' as const) }),
            ...(body.dbt_project_name === undefined ? {} : { dbtProjectName: body.dbt_project_name || null }),
            ...(body.dbt_project_subdirectory === undefined ? {} : { dbtProjectSubdirectory: body.dbt_project_subdirectory || null }),
          });
          return presentOne(host, project, caller);
        },
      }),
    ),
    route({
      method: 'DELETE',
      path: `/api/${version}/accounts/:accountId/projects/:projectId/`,
      needs: 'projects:write',
      input: one,
      scope: scopeOfProject,
      changes: { event: 'project.deleted', read: readAgain },
      answer: async (host, { accountId, projectId }) => presentProject(await deleteProject(host, accountId, projectId), noParts, 2),
    }),
  ];
}

/** The jobs whose docs and freshness stand for the project's must be its own. */
async function checkJobsOf(host: Host, place: z.infer<typeof one>, body: z.infer<typeof changeBody>): Promise<void> {
  const asked = [body.docs_job_id, body.freshness_job_id].filter((id) => id != null);
  if (asked.length === 0) return;
  const jobs = await listJobs(host, place.accountId, { projectIds: [place.projectId] });
  const missing = asked.find((id) => !jobs.some((job) => job.id === id));
  if (missing !== undefined) throw new Fault('not_found', 'job.not_found', `The project has no job ${missing}.`);
}

/** For the audit log: the project's own fields. */
async function readAgain(host: Host, { accountId, projectId }: z.infer<typeof one>): Promise<WireProject> {
  return presentProject(await getProject(host, accountId, projectId), noParts);
}

async function presentOne(host: Host, project: Project, caller: Caller): Promise<WireProject> {
  const [wire] = await presentAll(host, project.accountId, [project], caller);
  if (!wire) throw new Error('a project was presented as nothing');
  return wire;
}

async function presentAll(host: Host, accountId: Id<'account'>, projects: readonly Project[], caller: Caller): Promise<WireProject[]> {
  const [environments, connections, repositories, semanticLayers] = await Promise.all([
    listEnvironments(host, accountId),
    listConnections(host, accountId),
    listRepositories(host, accountId),
    listSemanticConfigurations(host, accountId),
  ]);
  return projects.map((project) => {
    const own = environments.filter((environment) => environment.projectId === project.id);
    const withConnection = own.filter((environment) => environment.connectionId !== null);
    const chosen = withConnection.find((environment) => environment.deploymentType === 'production') ?? withConnection[0];
    const connection = connections.find((it) => it.id === chosen?.connectionId) ?? null;
    const kept = repositories.find((it) => it.projectId === project.id);
    const repository = kept ? presentRepository(host, kept) : null;
    const shown = may(caller, 'environments:read', { accountId, projectId: project.id }) ? own : [];
    const semanticLayerId = semanticLayers.find((it) => it.projectId === project.id)?.id ?? null;
    return presentProject(project, { connection, repository, environments: shown, semanticLayerId });
  });
}
