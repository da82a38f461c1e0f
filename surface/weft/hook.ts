/** The webhook of a project's repository: its address, its secret once, and what came by it. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { apiAddressOf, changeHook, createHook, findHook, getHook, listDeliveries, removeHook, renewSecret } from '@weft/domain/ci/hooks';
import type { Hook } from '@weft/domain/ci/pull-request-model';
import { findRepositoryOfProject } from '@weft/domain/git/find-repository';
import type { Repository } from '@weft/domain/git/model';
import { providerKinds } from '@weft/domain/git/providers/provider';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireHook, WireNewHook } from '@weft/wire/weft/hook';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { scopeOfProject } from '../v3/projects.ts';

const one = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const content = z.object({
  provider: z.enum(providerKinds).optional(),
  api_base_url: z.string().max(2000).nullish(),
  is_commenting: z.boolean().optional(),
});
const path = '/api/weft/accounts/:accountId/projects/:projectId/repository/hook/';
const deliveriesShown = 20;

export const hookRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'repositories:read',
    input: one,
    scope: scopeOfProject,
    answer: async (host, input): Promise<WireHook | null> => {
      const repository = await findRepositoryOfProject(host, input.accountId, input.projectId);
      const hook = repository && (await findHook(host, repository.id));
      return repository && hook ? present(host, repository, hook) : null;
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'repositories:write',
    status: 201,
    input: one.extend({ body: content.optional() }),
    scope: scopeOfProject,
    changes: { event: 'hook.created' },
    answer: async (host, input, { caller }): Promise<WireNewHook> => {
      const repository = await getOfProject(host, input);
      const { hook, secret } = await createHook(host, repository, readEntry(input.body ?? {}), caller.label);
      return { ...(await present(host, repository, hook)), secret };
    },
  }),
  route({
    method: 'PATCH',
    path,
    needs: 'repositories:write',
    input: one.extend({ body: content }),
    scope: scopeOfProject,
    changes: { event: 'hook.changed', read: readAsBefore },
    answer: async (host, input) => {
      const repository = await getOfProject(host, input);
      return present(host, repository, await changeHook(host, repository, readEntry(input.body)));
    },
  }),
  route({
    method: 'DELETE',
    path,
    needs: 'repositories:write',
    input: one,
    scope: scopeOfProject,
    changes: { event: 'hook.deleted', read: readAsBefore },
    answer: async (host, input) => ({ repository_id: (await removeHook(host, await getOfProject(host, input))).repositoryId }),
  }),
  route({
    method: 'POST',
    path: `${path}secret/`,
    summary: "Give a repository's webhook a new secret",
    needs: 'repositories:write',
    input: one,
    scope: scopeOfProject,
    changes: { event: 'hook.secret_renewed', read: readAsBefore },
    answer: async (host, input): Promise<WireNewHook> => {
      const repository = await getOfProject(host, input);
      const { hook, secret } = await renewSecret(host, repository);
      return { ...(await present(host, repository, hook)), secret };
    },
  }),
];

function readEntry(body: z.infer<typeof content>) {
  return {
    ...(body.provider === undefined ? {} : { provider: body.provider }),
    ...(body.api_base_url === undefined ? {} : { apiBaseUrl: body.api_base_url }),
    ...(body.is_commenting === undefined ? {} : { isCommenting: body.is_commenting }),
  };
}

/** Without deliveries, which are no part of what people set. */
async function readAsBefore(host: Host, input: z.infer<typeof one>) {
  const repository = await getOfProject(host, input);
  const { deliveries: _, ...rest } = await present(host, repository, await getHook(host, repository));
  return rest;
}

async function getOfProject(host: Host, at: { readonly accountId: Id<'account'>; readonly projectId: Id<'project'> }): Promise<Repository> {
  const repository = await findRepositoryOfProject(host, at.accountId, at.projectId);
  if (!repository)
    throw new Fault('not_found', 'repository.none', 'The project has no repository. Make one first, or tie the project to one.');
  return repository;
}

async function present(host: Host, repository: Repository, hook: Hook): Promise<WireHook> {
  const deliveries = await listDeliveries(host, repository.id, deliveriesShown);
  return {
    url: `${host.config.publicUrl}/hooks/${hook.publicId}`,
    provider: hook.provider,
    api_base_url: hook.apiBaseUrl,
    api_url: apiAddressOf(hook, repository),
    has_token: repository.hasToken,
    is_commenting: hook.isCommenting,
    created_by: hook.createdBy,
    created_at: wireTimestamp(hook.createdAt),
    refused_count: hook.refusedCount,
    refused_at: hook.refusedAt ? wireTimestamp(hook.refusedAt) : null,
    refused_reason: hook.refusedReason,
    deliveries: deliveries.map(({ id, name, outcome, explanation, count, receivedAt }) => ({
      ...{ id, name, outcome, explanation, count },
      received_at: wireTimestamp(receivedAt),
    })),
  };
}
