/** Credentials of a project: `/api/v3/accounts/{id}/projects/{id}/credentials/…`, in the shapes that each adapter has there. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { isRecord } from '@weft/base/json';
import type { Caller } from '@weft/domain/access/model';
import {
  type CredentialChange,
  changeCredential,
  createCredential,
  getCredential,
  listCredentials,
} from '@weft/domain/connections/credentials';
import { deleteCredential } from '@weft/domain/connections/delete-credential';
import type { InProject } from '@weft/domain/connections/model';
import { getProjectAdapter } from '@weft/domain/connections/project-adapters';
import { credentialsOfOthers, requireNotOfOther } from '@weft/domain/connections/user-credentials';
import { getProject } from '@weft/domain/projects/get-project';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { listedFrom, pageSchema } from '../kit/read-list.ts';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentCredentials } from './present-connection.ts';
import { versionOf } from './project-connections.ts';

const inProject = z.object({ accountId: idSchema<'account'>(), projectId: idSchema<'project'>() });
const one = inProject.extend({ credentialId: idSchema<'credential'>() });
const body = z.looseObject({
  type: z.string().nullish(),
  adapter_version: z.string().nullish(),
  adapter_id: idSchema<'projectAdapter'>().nullish().catch(null),
  default_schema: z.string().nullish(),
  schema: z.string().nullish(),
  target_name: z.string().nullish(),
  threads: z.coerce.number().int().nullish(),
  credential_details: z.unknown().optional(),
  state: z.coerce.number().int().optional(),
});
type Body = z.infer<typeof body>;
const path = '/api/v3/accounts/:accountId/projects/:projectId/credentials/';

async function scope(host: Host, input: z.infer<typeof inProject>) {
  return (await getProject(host, input.accountId, input.projectId)).id;
}

export const projectCredentialRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    path,
    needs: 'credentials:read',
    input: inProject.extend({ query: pageSchema }),
    scope,
    answer: async (host, { projectId, query }, { caller }) => {
      const hidden = await credentialsOfOthers(host, caller.userId);
      const found = (await listCredentials(host, projectId)).filter(({ id }) => !hidden.has(id));
      return listedFrom(found, query, (it) => presentCredentials(it));
    },
  }),
  route({
    method: 'POST',
    path,
    needs: 'credentials:write',
    status: 201,
    input: inProject.extend({ body }),
    scope,
    changes: { event: 'credential.created' },
    answer: async (host, { body, ...place }) => {
      const change = readChange(body);
      const adapter = await adapterOfBody(host, place, body);
      if (!change.targetSchema) throw new Fault('invalid', 'credential.invalid', 'The credentials need a schema that models are built in.');
      const made = await createCredential(host, { ...place, targetName: 'default', ...change, adapter, targetSchema: change.targetSchema });
      return presentCredentials(made);
    },
  }),
  route({
    method: 'GET',
    path: `${path}:credentialId/`,
    needs: 'credentials:read',
    input: one,
    scope,
    answer: async (host, input, { caller }) => {
      await requireNotOfOther(host, caller.userId, input.credentialId);
      return readOne(host, input);
    },
  }),
  ...(['POST', 'PATCH'] as const).map((method) =>
    route({
      method,
      path: `${path}:credentialId/`,
      needs: 'credentials:write',
      input: one.extend({ body }),
      scope,
      changes: { event: 'credential.changed', read: readOne },
      answer: change,
    }),
  ),
  route({
    method: 'DELETE',
    path: `${path}:credentialId/`,
    needs: 'credentials:write',
    input: one,
    scope,
    changes: { event: 'credential.deleted', read: readOne },
    answer: async (host, { credentialId, ...place }, { caller }) => remove(host, place, credentialId, caller),
  }),
];

async function change(host: Host, { credentialId, body, ...place }: z.infer<typeof one> & { readonly body: Body }, { caller }: Asked) {
  if (body.state === 2) return remove(host, place, credentialId, caller);
  await requireNotOfOther(host, caller.userId, credentialId);
  const named = body.adapter_version || (body.type && body.type !== 'adapter' && body.type);
  const adapter = named ? { adapter: versionOf(body.type, body.adapter_version) } : {};
  return presentCredentials(await changeCredential(host, place, credentialId, { ...readChange(body), ...adapter }));
}

async function remove(host: Host, place: InProject, credentialId: Id<'credential'>, caller: Caller) {
  await requireNotOfOther(host, caller.userId, credentialId);
  return presentCredentials(await deleteCredential(host, place, credentialId), 2);
}

async function readOne(host: Host, { credentialId, ...place }: z.infer<typeof one>) {
  return presentCredentials(await getCredential(host, place, credentialId));
}

/** Old clients name an adapter that they made before. */
async function adapterOfBody(host: Host, place: InProject, body: Body): Promise<string> {
  if (body.adapter_version || !body.adapter_id || body.type !== 'adapter') return versionOf(body.type, body.adapter_version);
  return (await getProjectAdapter(host, place, body.adapter_id)).adapterVersion;
}

/** `credential_details` is `{ fields: { name: { value } } }`, or plainly `{ name: value }`. What an empty text means is the adapter's to say. */
function readChange(body: Body): CredentialChange {
  const raw = isRecord(body.credential_details) ? body.credential_details : {};
  const fields = isRecord(raw.fields) ? raw.fields : raw;
  const details = Object.fromEntries(Object.entries(fields).map(([name, it]) => [name, isRecord(it) && 'value' in it ? it.value : it]));
  const word = (name: 'schema' | 'target_name') => (typeof details[name] === 'string' && details[name] !== '' ? details[name] : undefined);
  const schema = body.default_schema || body.schema || word('schema');
  const targetName = body.target_name || word('target_name');
  const threads = body.threads ?? (Number(details.threads) || undefined);
  return {
    values: { ...body, ...details },
    ...(schema ? { targetSchema: schema } : {}),
    ...(targetName ? { targetName } : {}),
    ...(threads ? { threads } : {}),
  };
}
