/** Tests a connection with what stands in a form, and tells how the test goes on. */
import { Fault } from '@weft/base/fault';
import { type Id, idSchema } from '@weft/base/id';
import { type Caller, may, mayAnywhere, require } from '@weft/domain/access/model';
import { openDraftTarget } from '@weft/domain/connections/draft-target';
import type { InProject } from '@weft/domain/connections/model';
import { listProfiles } from '@weft/domain/connections/profiles';
import { beginTest, getTest } from '@weft/domain/connections/test-connection';
import type { ConnectionTest } from '@weft/domain/connections/test-model';
import { listUserCredentials, requireNotOfOther } from '@weft/domain/connections/user-credentials';
import { getEnvironment, listEnvironments } from '@weft/domain/projects/environments';
import { getProject } from '@weft/domain/projects/get-project';
import { resolveVariables } from '@weft/domain/variables/list-variables';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import type { AnyRoute, Asked } from '../kit/route.ts';
import { route } from '../kit/route.ts';
import { presentTest } from './present-connection.ts';

const accountId = idSchema<'account'>();
const projectId = idSchema<'project'>();
const credentialId = idSchema<'credential'>();
const entered = z.object({
  target_schema: z.string().max(255).optional(),
  values: z.unknown().optional(),
  dbt_version: z.string().max(100).optional(),
});
const connectionBody = entered.extend({
  connection_id: idSchema<'connection'>().nullish(),
  adapter: z.string().optional(),
  config: z.unknown().optional(),
  /** Saved ones, with the project that they lie in. */
  credentials_id: credentialId.nullish(),
  project_id: projectId.nullish(),
});
const projectBody = entered.extend({
  connection_id: idSchema<'connection'>(),
  credentials_id: credentialId.nullish(),
  extended_attributes: z.string().max(10_000).nullish(),
  extended_attributes_id: idSchema<'extendedAttributes'>().nullish(),
  /** Whose variables the extended attributes read; left out: those of the whole project. */
  environment_id: idSchema<'environment'>().nullish(),
});

export const connectionTestRoutes: AnyRoute[] = [
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/connections/test/',
    needs: 'connections:write',
    status: 201,
    input: z.object({ accountId, body: connectionBody }),
    changes: null,
    answer: testConnection,
  }),
  route({
    method: 'POST',
    path: '/api/weft/accounts/:accountId/projects/:projectId/connection-test/',
    needs: 'credentials:write',
    status: 201,
    input: z.object({ accountId, projectId, body: projectBody }),
    scope: async (host, input) => (await getProject(host, input.accountId, input.projectId)).id,
    changes: null,
    answer: testInProject,
  }),
  route({
    method: 'GET',
    path: '/api/weft/accounts/:accountId/connections/tests/:testId/',
    needs: 'account:read',
    isList: true,
    input: z.object({ accountId, testId: idSchema<'connectionTest'>() }),
    answer: async (host, { accountId, testId }, { caller }) => {
      const account = { accountId, projectId: null };
      if (!mayAnywhere(caller, 'credentials:write', accountId)) require(caller, 'connections:write', account);
      const test = await getTest(host, accountId, testId);
      if (may(caller, 'connections:write', account) || isOwnTest(caller, test)) return presentTest(test);
      throw new Fault('not_found', 'connection_test.not_found', `There is no test ${testId} of a connection in this account.`);
    },
  }),
];

/** Whoever tried credentials of a project asks how it went as long as they may try them. */
function isOwnTest(caller: Caller, { accountId, projectId, userId, serviceTokenId }: ConnectionTest): boolean {
  if (projectId === null || !may(caller, 'credentials:write', { accountId, projectId })) return false;
  return userId === null ? serviceTokenId !== null && serviceTokenId === caller.serviceTokenId : userId === caller.userId;
}

interface AccountInput {
  readonly accountId: Id<'account'>;
  readonly body: z.infer<typeof connectionBody>;
}

async function testConnection(host: Host, { accountId, body }: AccountInput, { caller }: Asked) {
  const saved =
    body.credentials_id && body.project_id ? { accountId, projectId: body.project_id, credentialId: body.credentials_id } : null;
  if (saved) {
    require(caller, 'credentials:write', saved);
    await requireNotOfOther(host, caller.userId, saved.credentialId);
  }
  const connectionId = body.connection_id ?? null;
  const target = await openDraftTarget(host, {
    ...{ accountId, connectionId, saved },
    ...{ adapter: body.adapter, config: body.config, values: body.values, schema: body.target_schema },
    userId: caller.userId,
  });
  const { test, ended } = await beginTest(host, {
    ...{ accountId, projectId: null, connectionId, target, asker: caller },
    credentialId: saved?.credentialId ?? null,
    engineVersion: body.dbt_version || 'latest',
  });
  void ended;
  return presentTest(test);
}

interface ProjectInput extends InProject {
  readonly body: z.infer<typeof projectBody>;
}

async function testInProject(host: Host, { accountId, projectId, body }: ProjectInput, { caller }: Asked) {
  const place = { accountId, projectId };
  const saved = body.credentials_id ? { ...place, credentialId: body.credentials_id } : null;
  if (saved) {
    await requireNotOfOther(host, caller.userId, saved.credentialId);
    // A stored password is not sent where it was not meant to go, save by who may tie it to there.
    const isTied =
      (await isOwn(host, caller.userId, saved.credentialId)) || (await areTied(host, place, saved.credentialId, body.connection_id));
    if (!isTied || body.extended_attributes) require(caller, 'environments:write', place);
  }
  const target = await openDraftTarget(host, {
    ...{ accountId, connectionId: body.connection_id, saved },
    ...{ values: body.values, schema: body.target_schema, extendedAttributes: body.extended_attributes },
    userId: caller.userId,
    extendedAttributesId: body.extended_attributes_id ? { place, id: body.extended_attributes_id } : null,
  });
  const { test, ended } = await beginTest(host, {
    ...{ ...place, connectionId: body.connection_id, target, asker: caller },
    ...(await openVariables(host, place, body, caller)),
    credentialId: saved?.credentialId ?? null,
    engineVersion: body.dbt_version || 'latest',
  });
  void ended;
  return presentTest(test);
}

/**
 * What a run in the environment would have. Attributes that were just typed may send a variable wherever they like, so secrets are for
 * those who could also keep such attributes. Faults: not_found `environment.not_found`.
 */
async function openVariables(host: Host, place: InProject, body: ProjectInput['body'], caller: Caller) {
  const { environment_id: environmentId = null } = body;
  const environment = environmentId === null ? null : await getEnvironment(host, place.accountId, environmentId);
  if (environment && environment.projectId !== place.projectId)
    throw new Fault('not_found', 'environment.not_found', `There is no environment ${environment.id} in this project.`);
  if (!may(caller, 'variables:read', place)) return { variables: {}, secrets: [] };
  // What a person set for themselves holds where they develop.
  const userId = environment?.type === 'development' ? caller.userId : null;
  const resolved = await resolveVariables(host, place, { environmentId, jobId: null, userId });
  const secrets = resolved.filter(({ isSecret }) => isSecret).map(({ variable }) => variable.value);
  for (const secret of secrets) host.scrubber.add(secret);
  const isTrusted = !body.extended_attributes || may(caller, 'environments:write', place);
  const told = resolved.filter(({ isSecret }) => isTrusted || !isSecret);
  return { variables: Object.fromEntries(told.map(({ name, variable }) => [name, variable.value])), secrets };
}

/** What a person entered for themselves they may try anywhere. */
async function isOwn(host: Host, userId: Id<'user'> | null, credential: Id<'credential'>): Promise<boolean> {
  return userId !== null && (await listUserCredentials(host, userId)).some(({ credentialId }) => credentialId === credential);
}

async function areTied(host: Host, place: InProject, credential: Id<'credential'>, connection: Id<'connection'>): Promise<boolean> {
  const environments = (await listEnvironments(host, place.accountId)).filter((it) => it.projectId === place.projectId);
  const profiles = await listProfiles(host, place.projectId);
  return (
    environments.some((it) => it.connectionId === connection && it.credentialId === credential) ||
    profiles.some((it) => it.connectionId === connection && it.credentialId === credential)
  );
}
