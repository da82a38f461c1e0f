/** With what a person develops: `/api/v3/users/{id}/credentials/…`. Only that person, signed in or with a token of their own. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { type Caller, require, seesProject } from '@weft/domain/access/model';
import { getConnection } from '@weft/domain/connections/create-connection';
import { getCredential } from '@weft/domain/connections/credentials';
import type { UserCredential } from '@weft/domain/connections/store-profiles';
import {
  getUserCredential,
  linkUserCredential,
  listUserCredentials,
  relinkUserCredential,
  unlinkUserCredential,
} from '@weft/domain/connections/user-credentials';
import { listEnvironments } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { wireTimestamp } from '@weft/wire/envelope';
import { z } from 'zod';
import { amongNumbers, asksForDeleted, listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentCredentials } from './present-connection.ts';
import { noParts, presentProject } from './present-project.ts';

const userId = idSchema<'user'>();
const one = z.object({ userId, linkId: idSchema<'userCredential'>() });
const state = z.coerce.number().int().optional();
const createBody = z.object({
  account_id: idSchema<'account'>(),
  project_id: idSchema<'project'>(),
  credentials_id: idSchema<'credential'>(),
  state,
});
const asked = z.unknown().optional();
const path = '/api/v3/users/:userId/credentials/';

export const userCredentialRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'caller',
    input: z.object({ userId, query: pageSchema.extend({ project_id: asked, account_id: asked, state: asked }) }),
    answer: async (host, { userId, query }, asked) => {
      requireSelf(userId, asked);
      const all = asksForDeleted(query.state) ? [] : await listUserCredentials(host, userId);
      const [isIn, isOf] = [amongNumbers('project_id', query.project_id), amongNumbers('account_id', query.account_id)];
      const found = all.filter((it) => seesProject(asked.caller, it) && isIn(it.projectId) && isOf(it.accountId));
      // A project that was deleted takes what was developed with along.
      const wire = await Promise.all(found.map((it) => present(host, it).catch(missingAsNull)));
      return listedFrom(
        wire.filter((it) => it !== null),
        query,
        (it) => it,
      );
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'caller',
    status: 201,
    input: z.object({ userId, body: createBody }),
    changes: { event: 'user_credential.created' },
    answer: async (host, { userId, body }, asked) => {
      requireSelf(userId, asked);
      const place = { accountId: body.account_id, projectId: body.project_id };
      require(asked.caller, 'credentials:write', place);
      return present(host, await linkUserCredential(host, userId, { ...place, credentialId: body.credentials_id }));
    },
  }),
  route({ method: 'GET', path: `${path}:linkId/`, needs: 'caller', input: one, answer: readOne }),
  route({
    method: 'POST',
    path: `${path}:linkId/`,
    needs: 'caller',
    input: one.extend({ body: createBody.partial() }),
    changes: { event: 'user_credential.changed' },
    answer: async (host, { userId, linkId, body }, asked) => {
      requireSelf(userId, asked);
      if (body.state === 2) return remove(host, asked.caller, userId, linkId);
      const found = await getOwn(host, asked.caller, userId, linkId);
      require(asked.caller, 'credentials:write', found);
      return present(
        host,
        body.credentials_id === undefined ? found : await relinkUserCredential(host, userId, linkId, body.credentials_id),
      );
    },
  }),
  route({
    method: 'DELETE',
    path: `${path}:linkId/`,
    needs: 'caller',
    input: one,
    changes: { event: 'user_credential.deleted' },
    answer: async (host, { userId, linkId }, asked) => {
      requireSelf(userId, asked);
      return remove(host, asked.caller, userId, linkId);
    },
  }),
];

/** An admin's token is not enough either: it is the person's own. */
function requireSelf(userId: Id<'user'>, { caller }: Asked): void {
  if (caller.userId === userId) return;
  throw new Fault(
    'forbidden',
    'user_credential.not_own',
    `Development credentials are seen and changed by their own person only. Use a personal token of the user ${userId}.`,
  );
}

async function readOne(host: Host, { userId, linkId }: z.infer<typeof one>, asked: Asked) {
  requireSelf(userId, asked);
  return present(host, await getOwn(host, asked.caller, userId, linkId));
}

/** Who left the account, or the project, is shown nothing of it by what they once developed with. */
async function getOwn(host: Host, caller: Caller, userId: Id<'user'>, linkId: Id<'userCredential'>): Promise<UserCredential> {
  const found = await getUserCredential(host, userId, linkId);
  if (seesProject(caller, found)) return found;
  throw new Fault('not_found', 'user_credential.not_found', `There are no development credentials ${linkId} of this person.`);
}

async function remove(host: Host, caller: Caller, userId: Id<'user'>, linkId: Id<'userCredential'>) {
  const wire = await present(host, await getOwn(host, caller, userId, linkId));
  await unlinkUserCredential(host, userId, linkId);
  return { ...wire, state: 2 };
}

async function present(host: Host, it: UserCredential) {
  const project = await getProject(host, it.accountId, it.projectId);
  const environments = (await listEnvironments(host, it.accountId)).filter(({ projectId }) => projectId === it.projectId);
  const development = environments.find(({ type }) => type === 'development');
  const connectionId = development?.connectionId ?? environments.find((each) => each.connectionId !== null)?.connectionId ?? null;
  const connection = connectionId === null ? null : await getConnection(host, it.accountId, connectionId);
  return {
    id: it.id,
    account_id: it.accountId,
    user_id: it.userId,
    project_id: it.projectId,
    credentials_id: it.credentialId,
    state: 1,
    credentials: presentCredentials(await getCredential(host, it, it.credentialId)),
    project: presentProject(project, { ...noParts, connection }),
    created_at: wireTimestamp(it.createdAt),
    updated_at: wireTimestamp(it.updatedAt),
  };
}

function missingAsNull(error: unknown): null {
  if (error instanceof Fault && error.kind === 'not_found') return null;
  throw error;
}
