/** What is in a project's repository, who may enter it, and its way out of Weft. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import { listDeployCredentials, makeDeployCredential, revokeDeployCredential } from '@weft/domain/git/deploy-credentials';
import { findRepositoryOfProject } from '@weft/domain/git/find-repository';
import { listBranches } from '@weft/domain/git/list-branches';
import type { Repository } from '@weft/domain/git/model';
import { copyOut, findMove, giveUpMove, prepareMove, switchOver } from '@weft/domain/git/move-out';
import type { DeployCredential } from '@weft/domain/git/store-credentials';
import type { Move } from '@weft/domain/git/store-moves';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireBranch, WireDeployCredential, WireMove, WireNewDeployCredential } from '@weft/wire/weft/repository';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { scopeOfProject } from '../v3/projects.ts';

const at = '/api/weft/accounts/:accountId/projects/:projectId/repository/';
const one = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
type One = z.infer<typeof one>;
const credential = one.extend({ deployCredentialId: idSchema<'deployCredential'>() });
const newCredential = one.extend({ body: z.object({ name: z.string().max(1000), may_push: z.boolean().default(false) }) });
const newMove = one.extend({
  body: z.object({
    remote_url: z.string().max(2000),
    username: z.string().max(255).nullish(),
    token: z.string().max(4096).nullish(),
  }),
});

const reading = { needs: 'repositories:read', scope: scopeOfProject } as const;
const writing = { needs: 'repositories:write', scope: scopeOfProject } as const;

async function find(host: Host, { accountId, projectId }: One): Promise<Repository> {
  const found = await findRepositoryOfProject(host, accountId, projectId);
  if (found === null) throw new Fault('not_found', 'repository.not_found', 'The project has no repository.');
  return found;
}

async function readCredential(host: Host, input: One & { deployCredentialId: Id<'deployCredential'> }): Promise<unknown> {
  const all = await listDeployCredentials(host, (await find(host, input)).id);
  const found = all.find(({ id }) => id === input.deployCredentialId);
  return found ? presentCredential(found) : null;
}

async function readMove(host: Host, input: One): Promise<WireMove | null> {
  const repository = await findRepositoryOfProject(host, input.accountId, input.projectId);
  const move = repository === null ? null : await findMove(host, repository.id);
  return move === null ? null : presentMove(move);
}

export const repositoryAccessRoutes: AnyRoute[] = [
  route({
    ...reading,
    method: 'GET',
    path: `${at}branches/`,
    input: one,
    answer: async (host, input): Promise<WireBranch[]> => {
      const { id, defaultBranch } = await find(host, input);
      return (await listBranches(host, id)).map(({ name, sha, message, author, at }) => ({
        ...{ name, is_default: name === defaultBranch, sha, message, author, committed_at: wireTimestamp(at) },
      }));
    },
  }),
  route({
    ...reading,
    method: 'GET',
    path: `${at}deploy-credentials/`,
    input: one,
    answer: async (host, input) => (await listDeployCredentials(host, (await find(host, input)).id)).map(presentCredential),
  }),
  route({
    ...writing,
    method: 'POST',
    path: `${at}deploy-credentials/`,
    status: 201,
    input: newCredential,
    changes: { event: 'deploy_credential.created' },
    answer: async (host, { body, ...place }, { caller }): Promise<WireNewDeployCredential> => {
      const given = { name: body.name, mayPush: body.may_push, createdBy: caller.label };
      const { credential, secret } = await makeDeployCredential(host, await find(host, place), given);
      return { ...presentCredential(credential), token_string: secret };
    },
  }),
  route({
    ...writing,
    method: 'DELETE',
    path: `${at}deploy-credentials/:deployCredentialId/`,
    input: credential,
    changes: { event: 'deploy_credential.revoked', read: readCredential },
    answer: async (host, input) => {
      await revokeDeployCredential(host, (await find(host, input)).id, input.deployCredentialId);
      return null;
    },
  }),
  route({ ...reading, method: 'GET', path: `${at}move/`, input: one, answer: readMove }),
  route({
    ...writing,
    method: 'POST',
    path: `${at}move/`,
    status: 201,
    input: newMove,
    changes: { event: 'repository.move_prepared', read: readMove },
    answer: async (host, { body, ...place }, { caller }) => {
      const given = { remoteUrl: body.remote_url, username: body.username ?? null, token: body.token ?? null, askedBy: caller.label };
      return presentMove(await prepareMove(host, await find(host, place), given));
    },
  }),
  route({
    ...writing,
    method: 'DELETE',
    path: `${at}move/`,
    input: one,
    changes: { event: 'repository.move_given_up', read: readMove },
    answer: async (host, input) => {
      await giveUpMove(host, await find(host, input));
      return null;
    },
  }),
  route({
    ...writing,
    method: 'POST',
    path: `${at}move/copy/`,
    input: one,
    changes: { event: 'repository.copied_out', read: readMove },
    answer: async (host, input) => presentMove(await copyOut(host, await find(host, input))),
  }),
  route({
    ...writing,
    method: 'POST',
    path: `${at}move/switch/`,
    input: one,
    changes: { event: 'repository.moved', read: readMove },
    answer: async (host, input) => presentMove(await switchOver(host, await find(host, input))),
  }),
];

function presentCredential(it: DeployCredential): WireDeployCredential {
  return {
    ...{ id: it.id, name: it.name, may_push: it.mayPush, token_hint: it.tokenHint, created_by: it.createdBy },
    created_at: wireTimestamp(it.createdAt),
    last_used_at: it.lastUsedAt === null ? null : wireTimestamp(it.lastUsedAt),
  };
}

function presentMove({ remoteUrl, username, sealedToken, publicKey, state, steps }: Move): WireMove {
  return {
    ...{ remote_url: remoteUrl, username, has_token: sealedToken !== null, public_key: publicKey, state },
    steps: steps.map(({ at, text, isFailed }) => ({ at, text, is_failed: isFailed })),
  };
}
