/** With what a person develops in a project, made and changed in one form. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { changeCredential, createCredential, getCredential } from '@weft/domain/connections/credentials';
import type { InProject } from '@weft/domain/connections/model';
import {
  developmentSchema,
  linkUserCredential,
  listUserCredentials,
  unlinkUserCredential,
} from '@weft/domain/connections/user-credentials';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import type { WireDevelopmentCredentials } from '@weft/wire/weft/credential';
import { z } from 'zod';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentCredential } from './present-connection.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const body = z.object({
  adapter: z.string(),
  target_schema: z.string(),
  threads: z.number().int().optional(),
  values: z.unknown().optional(),
});
const path = '/api/weft/accounts/:accountId/projects/:projectId/development-credentials/';

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const developmentCredentialRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'develop:write',
    input: inProject,
    scope,
    answer: (host, place, asked) => readOwn(host, place, asked),
  }),
  route({
    method: 'PUT',
    path,
    needs: 'develop:write',
    input: inProject.extend({ body }),
    scope,
    changes: { event: 'user_credential.changed' },
    answer: async (host, { body, ...place }, asked) => {
      const userId = personOf(asked);
      const own = await findOwn(host, place, userId);
      const { adapter, target_schema: targetSchema, threads, values } = body;
      const change = { adapter, targetSchema, targetName: 'dev', values, ...(threads === undefined ? {} : { threads }) };
      if (own) await changeCredential(host, place, own.credentialId, change);
      else {
        const { id: credentialId } = await createCredential(host, { ...place, ...change });
        await linkUserCredential(host, userId, { ...place, credentialId });
      }
      return readOwn(host, place, asked);
    },
  }),
  route({
    method: 'DELETE',
    path,
    needs: 'develop:write',
    input: inProject,
    scope,
    changes: { event: 'user_credential.deleted' },
    answer: async (host, place, asked) => {
      const userId = personOf(asked);
      const own = await findOwn(host, place, userId);
      if (own) await unlinkUserCredential(host, userId, own.id);
      return readOwn(host, place, asked);
    },
  }),
];

async function readOwn(host: Host, place: InProject, asked: Asked): Promise<WireDevelopmentCredentials> {
  const own = await findOwn(host, place, personOf(asked));
  return {
    project_id: place.projectId,
    suggested_schema: developmentSchema(asked.caller.label),
    credentials: own ? presentCredential(await getCredential(host, place, own.credentialId)) : null,
  };
}

async function findOwn(host: Host, place: InProject, userId: Id<'user'>) {
  const all = await listUserCredentials(host, userId);
  return all.find((it) => it.accountId === place.accountId && it.projectId === place.projectId) ?? null;
}

function personOf({ caller }: Asked): Id<'user'> {
  if (caller.userId !== null) return caller.userId;
  throw new Fault('forbidden', 'user_credential.not_own', 'Development credentials are a person’s. Sign in, or use a personal token.');
}
