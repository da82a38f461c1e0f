/** With what a project's environments enter their warehouses, as the web's forms have it. */
import { idSchema } from '@weft/base/id';
import { changeCredential, createCredential, getCredential } from '@weft/domain/connections/credentials';
import { requireNotOfOther } from '@weft/domain/connections/user-credentials';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentCredential } from './present-connection.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const one = inProject.extend({ credentialId: idSchema<'credential'>() });
const body = z.object({
  adapter: z.string(),
  target_schema: z.string(),
  target_name: z.string().optional(),
  threads: z.number().int().optional(),
  values: z.unknown().optional(),
});

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

function readBody(it: Partial<z.infer<typeof body>>) {
  return {
    ...(it.target_name === undefined ? {} : { targetName: it.target_name }),
    ...(it.threads === undefined ? {} : { threads: it.threads }),
    ...(it.values === undefined ? {} : { values: it.values }),
  };
}

export const credentialRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/projects/:projectId/credentials/',
    needs: 'credentials:write',
    status: 201,
    input: inProject.extend({ body }),
    scope,
    changes: { event: 'credential.created' },
    answer: async (host, { body, ...place }) =>
      presentCredential(
        await createCredential(host, { ...place, ...readBody(body), adapter: body.adapter, targetSchema: body.target_schema }),
      ),
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/projects/:projectId/credentials/:credentialId/',
    needs: 'credentials:read',
    input: one,
    scope,
    answer: async (host, input, { caller }) => {
      await requireNotOfOther(host, caller.userId, input.credentialId);
      return readOne(host, input);
    },
  }),
  route({
    method: 'PATCH',
    path: '/api/weft/accounts/:accountId/projects/:projectId/credentials/:credentialId/',
    needs: 'credentials:write',
    input: one.extend({ body: body.partial() }),
    scope,
    changes: { event: 'credential.changed', read: readOne },
    answer: async (host, { credentialId, body, ...place }, { caller }) => {
      await requireNotOfOther(host, caller.userId, credentialId);
      return presentCredential(
        await changeCredential(host, place, credentialId, {
          ...readBody(body),
          ...(body.adapter === undefined ? {} : { adapter: body.adapter }),
          ...(body.target_schema === undefined ? {} : { targetSchema: body.target_schema }),
        }),
      );
    },
  }),
];

async function readOne(host: Host, { credentialId, ...place }: z.infer<typeof one>) {
  return presentCredential(await getCredential(host, place, credentialId));
}
