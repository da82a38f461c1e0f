/** Repositories: `/api/v3/accounts/{id}/projects/{id}/repositories/…`, managed ones, and the deprecated twins under v2. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { type Caller, projectsWith } from '@weft/domain/access/model';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { listRepositories } from '@weft/domain/git/find-repository';
import { cloneStrategies, type Repository } from '@weft/domain/git/model';
import { packRepository } from '@weft/domain/git/pack-repository';
import { testRepository } from '@weft/domain/git/refresh-repository';
import { addRemoteRepository, changeRemoteRepository, giveUpRepository, type RemoteEntry } from '@weft/domain/git/remote-repositories';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import type { WireProjectRepository } from '@weft/wire/v3/repository';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute } from '../kit/route.ts';
import { Bare, route } from '../kit/route.ts';
import { presentRepository } from './present-repository.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const inAccount = z.object({ accountId, repositoryId: idSchema<'repository'>() });
const inProject = inAccount.extend({ projectId });
const asked = z.unknown().optional();
const listQuery = pageSchema.extend({ pk: asked, project_id: asked, project_id__in: asked, remote_url: asked, state: asked });

const number = z.coerce.number().int().nullish();
const body = z.object({
  project_id: projectId.nullish(),
  remote_url: z.string().max(2000).nullish(),
  git_clone_strategy: z.enum(cloneStrategies).nullish(),
  pull_request_url_template: z.string().max(2000).nullish(),
  github_installation_id: number,
  gitlab_project_id: number,
  repository_credentials_id: number,
  private_link_endpoint_id: z.string().max(255).nullish(),
  /** Weft's own, write-only: with what http(s) is entered. */
  token: z.string().max(4096).nullish(),
  username: z.string().max(255).nullish(),
  state: z.coerce.number().int().nullish(),
});
type Body = z.infer<typeof body>;

async function create(host: Host, place: { accountId: Id<'account'>; projectId: Id<'project'> }, it: Body): Promise<WireProjectRepository> {
  if (!it.remote_url)
    throw new Fault('invalid', 'request.invalid', 'A repository needs remote_url; a managed one is made at managed-repositories/.');
  return presentRepository(host, await addRemoteRepository(host, place, { ...readEntry(it), remoteUrl: it.remote_url }));
}

function readEntry(it: Body): RemoteEntry {
  const given = {
    ...(it.github_installation_id === undefined ? {} : { githubInstallationId: it.github_installation_id }),
    ...(it.gitlab_project_id === undefined ? {} : { gitlabProjectId: it.gitlab_project_id }),
    ...(it.repository_credentials_id === undefined ? {} : { repositoryCredentialsId: it.repository_credentials_id }),
    ...(it.private_link_endpoint_id === undefined ? {} : { privateLinkEndpointId: it.private_link_endpoint_id }),
  };
  return {
    ...(it.remote_url ? { remoteUrl: it.remote_url } : {}),
    ...(it.git_clone_strategy ? { cloneStrategy: it.git_clone_strategy } : {}),
    ...(it.pull_request_url_template == null ? {} : { pullRequestUrlTemplate: it.pull_request_url_template }),
    ...(it.username === undefined ? {} : { username: it.username }),
    ...(it.token === undefined ? {} : { token: it.token }),
    ...(Object.keys(given).length === 0 ? {} : { provider: given }),
  };
}

async function find(host: Host, input: z.infer<typeof inAccount> & { projectId?: Id<'project'> }): Promise<Repository> {
  const { accountId, repositoryId, projectId } = input;
  const found = (await listRepositories(host, accountId)).find((it) => it.id === repositoryId);
  if (!found || (projectId !== undefined && found.projectId !== projectId))
    throw new Fault('not_found', 'repository.not_found', `There is no repository ${repositoryId} in this account.`);
  return found;
}

async function scopeOfRepository(host: Host, input: z.infer<typeof inAccount> & { projectId?: Id<'project'> }): Promise<Id<'project'>> {
  return (await find(host, input)).projectId;
}

async function list(host: Host, accountId: Id<'account'>, project: Id<'project'> | null, query: z.infer<typeof listQuery>, caller: Caller) {
  const readable = projectsWith(caller, 'repositories:read', accountId);
  const hasId = amongNumbers('pk', query.pk);
  const isInProject = amongNumbers('project_id', query.project_id__in ?? query.project_id);
  const all = asksForDeleted(query.state) ? [] : await listRepositories(host, accountId);
  const shown = all.filter(
    (it) =>
      (readable === null || readable.has(it.projectId)) &&
      (project === null || it.projectId === project) &&
      hasId(it.id) &&
      isInProject(it.projectId) &&
      (query.remote_url === undefined || presentRepository(host, it).remote_url === query.remote_url),
  );
  return listedFrom(shown, query, (it) => presentRepository(host, it));
}

async function change(host: Host, input: z.infer<typeof inProject> & { body: Body }): Promise<WireProjectRepository> {
  const repository = await find(host, input);
  // The official way to delete is to write the state.
  if (input.body.state === 2) return presentRepository(host, await giveUpRepository(host, repository));
  const { remoteUrl, ...rest } = readEntry(input.body);
  // A client sends back what it read: of a managed one that is where it is cloned from, which is no address to change to.
  const isSame = remoteUrl === presentRepository(host, repository).remote_url;
  return presentRepository(host, await changeRemoteRepository(host, repository, isSame || !remoteUrl ? rest : { ...rest, remoteUrl }));
}

async function readAgain(host: Host, input: z.infer<typeof inAccount>): Promise<WireProjectRepository> {
  return presentRepository(host, await find(host, input));
}

const ofProject = '/api/v3/accounts/:accountId/projects/:projectId/repositories/';

export const projectRepositoryRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: ofProject,
    needs: 'repositories:read',
    input: z.object({ accountId, projectId, query: listQuery }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    answer: (host, input, { caller }) => list(host, input.accountId, input.projectId, input.query, caller),
  }),
  route({
    method: 'POST',
    path: ofProject,
    needs: 'repositories:write',
    status: 201,
    input: z.object({ accountId, projectId, body }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    changes: { event: 'repository.created' },
    answer: (host, { body, ...place }) => create(host, place, body),
  }),
  route({
    method: 'GET',
    path: `${ofProject}:repositoryId/`,
    needs: 'repositories:read',
    input: inProject,
    scope: scopeOfRepository,
    answer: readAgain,
  }),
  ...(['POST', 'PATCH'] as const).map((method) =>
    route({
      method,
      path: `${ofProject}:repositoryId/`,
      needs: 'repositories:write',
      input: inProject.extend({ body }),
      scope: scopeOfRepository,
      changes: { event: 'repository.changed', read: readAgain },
      answer: change,
    }),
  ),
  route({
    method: 'DELETE',
    path: `${ofProject}:repositoryId/`,
    needs: 'repositories:write',
    input: inProject,
    scope: scopeOfRepository,
    changes: { event: 'repository.deleted', read: readAgain },
    answer: async (host, input) => presentRepository(host, await giveUpRepository(host, await find(host, input))),
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/projects/:projectId/repositories/:repositoryId/test/',
    summary: 'Try whether a repository can be fetched',
    needs: 'repositories:write',
    input: inProject,
    scope: scopeOfRepository,
    changes: null,
    answer: async (host, input) => {
      const found = await testRepository(host, await find(host, input));
      return { default_branch: found.defaultBranch, branch_count: found.branches.length, branches: found.branches.slice(0, 50) };
    },
  }),
];

export const managedRepositoryRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/v3/accounts/:accountId/projects/:projectId/managed-repositories/',
    needs: 'repositories:write',
    status: 201,
    input: z.object({ accountId, projectId, body: z.object({ name: z.string().max(255) }) }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    changes: { event: 'repository.created' },
    answer: async (host, { body, ...place }) => presentRepository(host, await createManagedRepository(host, { ...place, name: body.name })),
  }),
  route({
    method: 'GET',
    path: '/api/v3/accounts/:accountId/projects/:projectId/managed-repositories/:repositoryId/download/',
    needs: 'repositories:read',
    input: inProject,
    scope: scopeOfRepository,
    answer: async (host, input, { reply }) => {
      const repository = await find(host, input);
      const archive = await packRepository(host, repository);
      reply.type('application/zip').header('content-disposition', `attachment; filename="repository-${repository.id}.zip"`);
      return new Bare(200, archive);
    },
  }),
];

export const accountRepositoryRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/repositories/',
    needs: 'repositories:read',
    isList: true,
    input: z.object({ accountId, query: listQuery }),
    answer: (host, input, { caller }) => list(host, input.accountId, null, input.query, caller),
  }),
  route({
    method: 'POST',
    path: '/api/v2/accounts/:accountId/repositories/',
    needs: 'repositories:write',
    status: 201,
    input: z.object({ accountId, body }),
    // The project is in the body; without one there is nothing to hold the permission against.
    scope: async (host, { accountId, body }) => (body.project_id == null ? null : (await getProject(host, accountId, body.project_id)).id),
    changes: { event: 'repository.created' },
    answer: async (host, { accountId, body }) => {
      if (body.project_id == null) throw new Fault('invalid', 'request.invalid', 'A repository needs project_id.');
      return create(host, { accountId, projectId: body.project_id }, body);
    },
  }),
  route({
    method: 'GET',
    path: '/api/v2/accounts/:accountId/repositories/:repositoryId/',
    needs: 'repositories:read',
    input: inAccount,
    scope: scopeOfRepository,
    answer: readAgain,
  }),
  route({
    method: 'DELETE',
    path: '/api/v2/accounts/:accountId/repositories/:repositoryId/',
    needs: 'repositories:write',
    input: inAccount,
    scope: scopeOfRepository,
    changes: { event: 'repository.deleted', read: readAgain },
    answer: async (host, input) => presentRepository(host, await giveUpRepository(host, await find(host, input))),
  }),
];
