/** A project's repository: found with its newest commit, or made, managed, with a starter dbt project. */
import { Fault } from '@weft/base/fault';
import { idSchema } from '@weft/base/id';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { findRepositoryOfProject, repositoryFolder } from '@weft/domain/git/find-repository';
import type { Commit, Repository } from '@weft/domain/git/model';
import { headOf } from '@weft/domain/git/read-commit';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireRepository } from '@weft/wire/weft/repository';
import { z } from 'zod';
import { cloneUrlOf } from '../git/find-hosted.ts';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { scopeOfProject } from '../v3/projects.ts';

const one = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });

export const repositoryRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/projects/:projectId/repository/',
    needs: 'repositories:read',
    input: one,
    scope: scopeOfProject,
    answer: async (host, { accountId, projectId }) => {
      const repository = await findRepositoryOfProject(host, accountId, projectId);
      return repository ? present(host, repository) : null;
    },
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/projects/:projectId/repository/',
    needs: 'repositories:write',
    status: 201,
    input: one.extend({ body: z.object({ name: z.string().max(255) }) }),
    scope: scopeOfProject,
    changes: { event: 'repository.created' },
    answer: async (host, { accountId, projectId, body }) =>
      present(host, await createManagedRepository(host, { accountId, projectId, name: body.name })),
  }),
];

async function present(host: Host, repository: Repository): Promise<WireRepository> {
  const head = await headOf(host, repository.id).catch(noneIsNull);
  return {
    id: repository.id,
    name: repository.name,
    path: repositoryFolder(host, repository.id),
    clone_url: repository.remoteUrl === null ? cloneUrlOf(host, repository) : null,
    default_branch: repository.defaultBranch,
    head_sha: head?.sha ?? null,
    head_message: head?.message ?? null,
    head_at: head ? wireTimestamp(head.at) : null,
    fetched_at: repository.fetchedAt === null ? null : wireTimestamp(repository.fetchedAt),
    fetch_failure: repository.fetchFailure,
  };
}

/** Whoever pushed may have taken the branch away; one that lies elsewhere has no folder before it is first fetched. */
function noneIsNull(error: unknown): Commit | null {
  if (error instanceof Fault && (error.code === 'git.ref_not_found' || error.code === 'tool.not_started')) return null;
  throw error;
}
