/** What the walk sends to each operation that takes a body or wants a certain thing in its path; the rest needs nothing but its address. */

import { makePerson } from '@weft/kit/person';
import {
  connectionBody,
  credentialBody,
  groupBody,
  type Ids,
  inviteBody,
  ipBody,
  jobBody,
  lineageBody,
  notificationBody,
  oauthBody,
  profileBody,
  scimGroupBody,
  scimUserBody,
  serviceTokenBody,
  things,
  tunnelBody,
  variableBody,
  webhookBody,
} from '@weft/kit/things';
import type { World } from '@weft/kit/world';

export interface Request {
  readonly body?: (world: World, ids: Ids) => unknown;
  /** Instead of what `things` makes, by the parameter's name. */
  readonly ids?: (world: World) => Promise<Ids>;
  /** Beside what every GET is asked with. */
  readonly query?: (world: World, ids: Ids) => string;
  /** Why the last id in the path may be that of nothing. */
  readonly anyId?: string;
  /** Asked by the owner's browser, since people do it for themselves. */
  readonly isPersonal?: boolean;
  /** What query parameters are tried with, where the usual sample does not fit. */
  readonly samples?: Readonly<Record<string, string>>;
  /** A body that is documented to be refused, with its status. */
  readonly refused?: readonly { readonly status: number; readonly body: (world: World, ids: Ids) => unknown }[];
}

const named = (world: World) => ({ name: `Renamed ${world.count()}` });
const environment = ({ house, place, count }: World) => ({
  ...{ account_id: house.accountId, project_id: place.project.id, name: `Made ${count()}`, type: 'deployment', dbt_version: 'latest' },
  ...{ connection_id: place.connection.id, credentials_id: place.environment.credentialId, use_custom_branch: false, state: 1 },
});
const project = ({ house, count }: World) => ({ account_id: house.accountId, name: `Made ${count()}`, type: 1, state: 1 });
const repository = ({ house, place }: World) => ({
  ...{ account_id: house.accountId, project_id: place.project.id, state: 1 },
  ...{ full_name: 'acme/shop', remote_url: 'https://git.example.com/acme/shop.git', git_clone_strategy: 'git_token' },
});
const newProject = async (world: World): Promise<Ids> => ({ project_id: (await things.projects?.(world, {})) ?? 0 });
const failedRun = async (world: World): Promise<Ids> => ({ run_id: await world.runEnded('failed') });
const userCredential = async (world: World, { user_id }: Ids) => ({
  ...{ account_id: world.house.accountId, user_id, project_id: world.place.project.id, state: 1 },
  ...{ credentials_id: await things.credentials?.(world, {}) },
});
const variable = (world: World) => ({ env_var: { new_name: `DBT_BULK_${world.count()}`, project: 'one' } });

export const requests: Readonly<Record<string, Request>> = {
  'v2 POST /accounts/{account_id}/': { body: () => ({ name: 'Acme', state: 1 }) },
  'v2 PATCH /accounts/{account_id}/': { body: () => ({ name: 'Acme' }) },
  'v2 POST /accounts/{account_id}/encryptions/': { body: tunnelBody },
  'v2 POST /accounts/{account_id}/encryptions/{id}/': { body: tunnelBody },
  'v2 POST /accounts/{account_id}/environments/': { body: environment },
  'v2 POST /accounts/{account_id}/environments/{id}/': { body: environment },
  'v2 POST /accounts/{account_id}/jobs/': { body: jobBody },
  'v2 POST /accounts/{account_id}/jobs/{id}/': { body: jobBody },
  'v2 GET /accounts/{account_id}/jobs/{job_id}/artifacts/{remainder}': { ids: artifactOfJob },
  'v2 POST /accounts/{account_id}/jobs/{job_id}/run/': { body: () => ({ cause: 'A test' }) },
  'v2 POST /accounts/{account_id}/notifications/': { body: notificationBody },
  'v2 POST /accounts/{account_id}/notifications/{id}/': { body: notificationBody },
  'v2 POST /accounts/{account_id}/permissions/{id}/': { body: () => ({ license_type: 'developer', state: 1 }) },
  'v2 POST /accounts/{account_id}/projects/': { body: project },
  'v2 POST /accounts/{account_id}/projects/{id}/': { body: project },
  'v2 POST /accounts/{account_id}/repositories/': {
    body: async (world) => ({ ...repository(world), project_id: await things.projects?.(world, {}) }),
  },
  'v2 GET /accounts/{account_id}/runs/{run_id}/artifacts/{remainder}': { ids: artifactOfRun },
  'v2 POST /accounts/{account_id}/runs/{run_id}/cancel/': { ids: startedRun },
  'v2 GET /accounts/{account_id}/runs/{run_id}/retry/': { ids: failedRun },
  'v2 POST /accounts/{account_id}/runs/{run_id}/retry/': { ids: failedRun },
  'v2 GET /accounts/{account_id}/notifications/': { samples: { type: '1' } },
  'v2 POST /notifications/unsubscribe/': { isPersonal: true },
  'v2 POST /users/{id}/': { isPersonal: true, body: () => ({ first_name: 'Own', last_name: 'Er' }) },
  'v3 POST /accounts/{account_id}/assign-groups/': {
    body: async (world) => ({ user_id: (await makePerson(world.house)).id, desired_group_ids: [await things.groups?.(world, {})] }),
  },
  'v3 POST /accounts/{account_id}/connections/': { body: connectionBody },
  'v3 PATCH /accounts/{account_id}/connections/{id}/': { body: named },
  'v3 POST /accounts/{account_id}/group-permissions/{group_id}/': {
    body: ({ house }, { group_id }) => [{ account_id: house.accountId, group_id, permission_set: 'analyst', all_projects: true, state: 1 }],
  },
  'v3 POST /accounts/{account_id}/groups/': { body: groupBody },
  'v3 POST /accounts/{account_id}/groups/{id}/': { body: groupBody },
  'v3 POST /accounts/{account_id}/invites/': { body: inviteBody },
  'v3 POST /accounts/{account_id}/ip-restrictions/': { body: ipBody },
  'v3 POST /accounts/{account_id}/ip-restrictions-set/': { body: () => ({ enabled: false }) },
  'v3 PUT /accounts/{account_id}/ip-restrictions/{id}': { body: (world, { id }) => ({ ...ipBody(world), id }) },
  'v3 POST /accounts/{account_id}/license-maps/': {
    body: ({ count }) => ({ license_type: 'it', sso_license_mapping_groups: [`g${count()}`] }),
  },
  'v3 POST /accounts/{account_id}/license-maps/{id}/': {
    body: ({ count }) => ({ license_type: 'it', sso_license_mapping_groups: [`g${count()}`] }),
  },
  'v3 POST /accounts/{account_id}/oauth-configurations/': { body: oauthBody },
  'v3 POST /accounts/{account_id}/oauth-configurations/{id}/': { body: oauthBody },
  'v3 POST /accounts/{account_id}/projects/': { body: project },
  'v3 POST /accounts/{account_id}/projects/{id}/': { body: project },
  'v3 POST /accounts/{account_id}/projects/{project_id}/adapters/': { body: () => ({ adapter_version: 'postgres_v0', metadata_json: {} }) },
  'v3 POST /accounts/{account_id}/projects/{project_id}/adapters/{id}/': {
    body: () => ({ adapter_version: 'postgres_v0', metadata_json: {} }),
  },
  'v3 POST /accounts/{account_id}/projects/{project_id}/connections/': { body: connectionBody },
  'v3 POST /accounts/{account_id}/projects/{project_id}/connections/{id}/': { body: named },
  'v3 POST /accounts/{account_id}/projects/{project_id}/credentials/': { body: () => credentialBody },
  'v3 POST /accounts/{account_id}/projects/{project_id}/credentials/{id}/': { body: () => ({ ...credentialBody, schema: 'changed' }) },
  'v3 PATCH /accounts/{account_id}/projects/{project_id}/credentials/{id}/': { body: () => ({ schema: 'changed' }) },
  'v3 POST /accounts/{account_id}/projects/{project_id}/environment-variables/': { body: variableBody },
  'v3 POST /accounts/{account_id}/projects/{project_id}/environment-variables/{id}/': { body: () => ({ raw_value: 'changed' }) },
  'v3 POST /accounts/{account_id}/projects/{project_id}/environment-variables/bulk/': {
    body: variable,
    refused: [{ status: 400, body: () => ({ env_var: { new_name: 'NOT_OURS', project: 'x' } }) }],
  },
  'v3 PUT /accounts/{account_id}/projects/{project_id}/environment-variables/bulk/': {
    body: async (world, { project_id }) => {
      const body = variable(world);
      await world.make('POST', `/api/v3/accounts/${world.house.accountId}/projects/${project_id}/environment-variables/bulk/`, body);
      return { env_var: { name: body.env_var.new_name, project: 'two' } };
    },
    refused: [{ status: 400, body: () => ({ env_var: 'x' }) }],
  },
  'v3 DELETE /accounts/{account_id}/projects/{project_id}/environment-variables/bulk/': {
    body: async (world, { project_id }) => {
      const body = variable(world);
      await world.make('POST', `/api/v3/accounts/${world.house.accountId}/projects/${project_id}/environment-variables/bulk/`, body);
      return { name: body.env_var.new_name };
    },
  },
  'v3 GET /accounts/{account_id}/projects/{project_id}/environment-variables/job/': {
    query: ({ house, place }) => `account_id=${house.accountId}&project_id=${place.project.id}&job_definition_id=1`,
  },
  'v3 POST /accounts/{account_id}/projects/{project_id}/environments/': { body: environment },
  'v3 POST /accounts/{account_id}/projects/{project_id}/environments/{id}/': { body: environment },
  'v3 POST /accounts/{account_id}/projects/{project_id}/extended-attributes/': { body: () => ({ extended_attributes: { schema: 'x' } }) },
  'v3 PATCH /accounts/{account_id}/projects/{project_id}/extended-attributes/{id}/': {
    body: () => ({ extended_attributes: { schema: 'y' } }),
  },
  'v3 POST /accounts/{account_id}/projects/{project_id}/integrations/lineage/': { body: lineageBody },
  'v3 PATCH /accounts/{account_id}/projects/{project_id}/integrations/lineage/{id}/': { body: lineageBody },
  'v3 POST /accounts/{account_id}/projects/{project_id}/integrations/lineage/{id}/selections': {
    body: () => ({ to_add: [], to_remove: [] }),
  },
  'v3 POST /accounts/{account_id}/projects/{project_id}/managed-repositories/': { body: named, ids: newProject },
  'v3 POST /accounts/{account_id}/projects/{project_id}/profiles/': { body: profileBody },
  'v3 PATCH /accounts/{account_id}/projects/{project_id}/profiles/{id}/': { body: async (world) => ({ key: `renamed_${world.count()}` }) },
  'v3 POST /accounts/{account_id}/projects/{project_id}/repositories/': { body: repository, ids: newProject },
  'v3 GET /accounts/{account_id}/projects/{project_id}/managed-repositories/{repository_id}/download/': { ids: ownRepository },
  'v3 GET /accounts/{account_id}/projects/{project_id}/repositories/{id}/': { ids: ownRepository },
  'v3 DELETE /accounts/{account_id}/projects/{project_id}/repositories/{id}/': { ids: newRepository },
  'v3 POST /accounts/{account_id}/projects/{project_id}/repositories/{id}/': {
    ids: newRepository,
    body: (world, { project_id }) => ({ ...repository(world), project_id }),
  },
  'v3 POST /accounts/{account_id}/scim-config/': { body: () => ({ enabled: true, manual_updates_allowed: true }) },
  'v3 POST /accounts/{account_id}/scim-config/tokens/': { body: named },
  'v3 POST /accounts/{account_id}/scim/v2/Groups': { body: scimGroupBody },
  'v3 PUT /accounts/{account_id}/scim/v2/Groups/{group_id}': { body: scimGroupBody },
  'v3 PATCH /accounts/{account_id}/scim/v2/Groups/{group_id}': {
    body: ({ count }) => ({ Operations: [{ op: 'replace', path: 'displayName', value: `Renamed ${count()}` }] }),
  },
  'v3 POST /accounts/{account_id}/scim/v2/Users': { body: scimUserBody },
  'v3 PUT /accounts/{account_id}/scim/v2/Users/{user_id}': { body: scimUserBody },
  'v3 PATCH /accounts/{account_id}/scim/v2/Users/{user_id}': {
    body: () => ({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
      Operations: [{ op: 'replace', path: 'active', value: false }],
    }),
  },
  'v3 POST /accounts/{account_id}/service-tokens/': { body: serviceTokenBody },
  'v3 PUT /accounts/{account_id}/service-tokens/{id}/': { body: named },
  'v3 POST /accounts/{account_id}/users/{user_id}/account-apikeys/': { isPersonal: true, body: named },
  'v3 GET /accounts/{account_id}/projects/{project_id}/environment-variables/user/': { query: ({ ownerId }) => `user_id=${ownerId}` },
  'v3 PUT /accounts/{account_id}/webhooks/subscription/{subscription_id}': { body: webhookBody },
  'v3 POST /accounts/{account_id}/webhooks/subscriptions': { body: webhookBody },
  'v3 GET /adapter-schema/': { query: () => 'adapter_version=postgres_v0' },
  'v3 GET /users/{user_id}/credentials/': { isPersonal: true },
  'v3 POST /users/{user_id}/credentials/': { isPersonal: true, body: userCredential },
  'v3 GET /users/{user_id}/credentials/{id}/': { isPersonal: true, ids: newUserCredential },
  'v3 POST /users/{user_id}/credentials/{id}/': {
    isPersonal: true,
    ids: newUserCredential,
    body: ({ house }, { user_id, project_id, credentials_id }) => ({
      account_id: house.accountId,
      user_id,
      project_id,
      credentials_id,
      state: 1,
    }),
  },
  'v3 DELETE /users/{user_id}/credentials/{id}/': { isPersonal: true, ids: newUserCredential },
  'v3 POST /accounts/{account_id}/users/{user_id}/account-apikeys/{id}/': { isPersonal: true },
  'v3 GET /accounts/{account_id}/webhooks/subscription/{subscription_id}/event/{event_id}/receipt': { ids: newEvent },
  'v3 GET /accounts/{account_id}/ip-restrictions-set/{id}/validate/{rule_id}': {
    anyId: 'Leaving out a rule that is not there leaves out none.',
  },
  'v3 GET /accounts/{account_id}/projects/{project_id}/integrations/lineage/{id}/collections/{collection_id}/': {
    anyId: 'What collections there are is known to the other tool only.',
  },
};

/** One for each person and project. */
async function newUserCredential(world: World): Promise<Ids> {
  const project_id = await things.projects?.(world, {});
  const credentials = `/api/v3/accounts/${world.house.accountId}/projects/${project_id}/credentials/`;
  const credentials_id = (await world.make('POST', credentials, credentialBody)).id;
  const body = { account_id: world.house.accountId, user_id: world.ownerId, project_id, credentials_id, state: 1 };
  const url = `/api/v3/users/${world.ownerId}/credentials/`;
  const answer = await world.house.ask('POST', url, { token: null, body, headers: world.ownerHeaders });
  if (answer.statusCode >= 300) throw new Error(`${url} answered ${answer.statusCode}: ${answer.body}`);
  return { user_id: world.ownerId, id: answer.json().data.id, project_id: project_id ?? 0, credentials_id };
}

async function newEvent(world: World): Promise<Ids> {
  const subscription_id = (await things.subscription?.(world, {})) ?? '';
  return { subscription_id, event_id: (await things.event?.(world, { subscription_id })) ?? '' };
}

async function ownRepository({ place }: World): Promise<Ids> {
  return { project_id: place.project.id, id: place.repository.id, repository_id: place.repository.id };
}

async function newRepository(world: World): Promise<Ids> {
  const project_id = (await things.projects?.(world, {})) ?? 0;
  const path = `/api/v3/accounts/${world.house.accountId}/projects/${project_id}/repositories/`;
  return { project_id, id: (await world.make('POST', path, { ...repository(world), project_id })).id };
}

async function startedRun(world: World): Promise<Ids> {
  const job = await things.jobs?.(world, {});
  return { run_id: (await world.make('POST', `/api/v2/accounts/${world.house.accountId}/jobs/${job}/run/`, { cause: 'A test' })).id };
}

async function artifactOfRun(world: World): Promise<Ids> {
  return { run_id: (await world.uploadedRun()).runId, remainder: 'manifest.json' };
}

async function artifactOfJob(world: World): Promise<Ids> {
  return { job_id: (await world.uploadedRun()).jobId, remainder: 'manifest.json' };
}
