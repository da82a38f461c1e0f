/** How each thing that an address names is made, by the word before its id in the path. */
import { asId } from '@weft/base/id';
import { createPersonalToken } from '@weft/domain/identity/personal-tokens';
import type { World } from './world.ts';

export type Ids = Readonly<Record<string, string | number>>;
type Make = (world: World, ids: Ids) => Promise<string | number>;

const account = ({ house }: World, version: 'v2' | 'v3') => `/api/${version}/accounts/${house.accountId}`;
const project = (world: World) => `${account(world, 'v3')}/projects/${world.place.project.id}`;

/** A new one each time. What is missing here cannot be named in an address of the walk. */
export const things: Readonly<Record<string, Make>> = {
  // Nobody makes one for somebody else, so none can be made with the owner's token.
  'account-apikeys': async ({ house, ownerId, count }, { user_id: userId = ownerId }) => {
    const of = { accountId: house.accountId, userId: asId<'user'>(userId) };
    return (await createPersonalToken(house, { ...of, name: `Key ${count()}`, scopes: null, expiresAt: null })).token.id;
  },
  adapters: async (world) =>
    (await world.make('POST', `${project(world)}/adapters/`, { adapter_version: 'postgres_v0', metadata_json: {} })).id,
  connections: async (world) => (await world.make('POST', `${account(world, 'v3')}/connections/`, connectionBody(world))).id,
  credentials: async (world) => (await world.make('POST', `${project(world)}/credentials/`, credentialBody)).id,
  encryptions: async (world) => (await world.make('POST', `${account(world, 'v2')}/encryptions/`, await tunnelBody(world))).id,
  'environment-variables': async (world) =>
    (await world.make('POST', `${project(world)}/environment-variables/`, await variableBody(world))).id,
  environments: async (world) =>
    (await world.make('POST', `${project(world)}/environments/`, { name: `Made ${world.count()}`, type: 'deployment' })).id,
  'extended-attributes': async (world) =>
    (await world.make('POST', `${project(world)}/extended-attributes/`, { extended_attributes: { schema: 'x' } })).id,
  'group-permissions': (world) => makeGroup(world),
  groups: (world) => makeGroup(world),
  Groups: async (world) => (await world.make('POST', `${account(world, 'v3')}/scim/v2/Groups`, scimGroupBody(world))).id,
  invites: async (world) => {
    await world.make('POST', `${account(world, 'v3')}/invites/`, inviteBody(world));
    return (await world.make('GET', `${account(world, 'v2')}/invites/?order_by=-id`))[0].id;
  },
  'pull-requests': (world) => makePullRequest(world),
  'ip-restrictions': async (world) => (await world.make('POST', `${account(world, 'v3')}/ip-restrictions/`, ipBody(world))).id,
  'ip-restrictions-set': async (world) => (await world.make('POST', `${account(world, 'v3')}/ip-restrictions-set/`, { enabled: false })).id,
  jobs: async (world) => (await world.make('POST', `${account(world, 'v2')}/jobs/`, jobBody(world))).id,
  'deploy-credentials': async (world) =>
    (await world.make('POST', `${project(world).replace('/v3/', '/weft/')}/repository/deploy-credentials/`, { name: 'made' })).id,
  // An account has one for each licence.
  'license-maps': async (world) => {
    const path = `${account(world, 'v3')}/license-maps/`;
    const [known] = await world.make('GET', path);
    return (known ?? (await world.make('POST', path, { license_type: 'it', sso_license_mapping_groups: ['it'] }))).id;
  },
  lineage: async (world) => (await world.make('POST', `${project(world)}/integrations/lineage/`, lineageBody(world))).id,
  'managed-repositories': (world) => makeRepository(world),
  notifications: async (world) => (await world.make('POST', `${account(world, 'v2')}/notifications/`, notificationBody(world))).id,
  'oauth-configurations': async (world) => (await world.make('POST', `${account(world, 'v3')}/oauth-configurations/`, oauthBody(world))).id,
  permissions: async ({ ownerId }) => ownerId,
  profiles: async (world) => (await world.make('POST', `${project(world)}/profiles/`, await profileBody(world))).id,
  projects: (world) => makeProject(world),
  repositories: (world) => makeRepository(world),
  ResourceTypes: async () => 'User',
  runs: (world) => world.runEnded(),
  Schemas: async () => 'urn:ietf:params:scim:schemas:core:2.0:User',
  'service-tokens': async (world) => (await world.make('POST', `${account(world, 'v3')}/service-tokens/`, serviceTokenBody(world))).id,
  steps: async (world) => {
    const run = await world.make('GET', `${account(world, 'v2')}/runs/${await world.runEnded()}/?include_related=["run_steps"]`);
    return run.run_steps[0].id;
  },
  export: async (world) => {
    const { job_id } = await world.make('POST', `${account(world, 'v3')}/audit-logs/export/`);
    await world.house.settle();
    return job_id;
  },
  event: (world, { subscription_id: subscriptionId }) => makeEvent(world, subscriptionId),
  receipt: async (world) => {
    const event = await makeEvent(world);
    return (await world.make('GET', `${account(world, 'v3')}/webhooks/event/${event}/receipts`))[0].id;
  },
  validate: async (world) => things['ip-restrictions']?.(world, {}) ?? 0,
  collections: async () => 'all',
  subscription: async (world) => (await world.make('POST', `${account(world, 'v3')}/webhooks/subscriptions`, webhookBody(world))).id,
  tokens: async (world) => (await world.make('POST', `${account(world, 'v3')}/scim-config/tokens/`, { name: `Token ${world.count()}` })).id,
  users: async ({ ownerId }) => ownerId,
  Users: async (world) => (await world.make('POST', `${account(world, 'v3')}/scim/v2/Users`, scimUserBody(world))).id,
};

async function makeEvent(world: World, subscription?: string | number): Promise<string> {
  const id = subscription ?? (await things.subscription?.(world, {}));
  return (await world.make('GET', `${account(world, 'v3')}/webhooks/subscription/${id}/test`)).event_id;
}

/** Told of by an API call alone. */
async function makePullRequest(world: World): Promise<number> {
  const job = await world.make('POST', `${account(world, 'v2')}/jobs/`, { ...jobBody(world), job_type: 'ci' });
  const number = world.count();
  await world.make('POST', `${account(world, 'v2')}/jobs/${job.id}/run/`, { non_native_pull_request_id: number, git_branch: 'main' });
  const listed = await world.make('GET', `/api/weft/accounts/${world.house.accountId}/pull-requests/`);
  return listed.find((it: { number: number }) => it.number === number).id;
}

async function makeProject(world: World): Promise<number> {
  return (await world.make('POST', `${account(world, 'v3')}/projects/`, { name: `Made ${world.count()}`, type: 1 })).id;
}

async function makeGroup(world: World): Promise<number> {
  return (await world.make('POST', `${account(world, 'v3')}/groups/`, groupBody(world))).id;
}

/** In a project of its own, since a project has one repository. */
async function makeRepository(world: World): Promise<number> {
  const id = await makeProject(world);
  const made = await world.make('POST', `${account(world, 'v3')}/projects/${id}/managed-repositories/`, { name: `Made ${world.count()}` });
  return made.id;
}

export const credentialBody = { type: 'postgres', schema: 'made', threads: 4, username: 'me', password: 'secret', state: 1 };

export function connectionBody({ house, count }: World) {
  const config = { hostname: 'warehouse.example.com', port: 5432, dbname: 'shop' };
  return { account_id: house.accountId, name: `Made ${count()}`, adapter_version: 'postgres_v0', config };
}

/** A connection has one tunnel. */
export async function tunnelBody(world: World) {
  const at = { account_id: world.house.accountId, connection_id: await things.connections?.(world, {}) };
  return { ...at, username: `u${world.count()}`, port: 22, hostname: 'bastion.example.com', state: 1 };
}

export async function variableBody(world: World) {
  const { house, place, count } = world;
  const job_definition_id = await things.jobs?.(world, {});
  const at = { account_id: house.accountId, project_id: place.project.id, job_definition_id };
  const name = `DBT_MADE_${count()}`;
  await world.make('POST', `${project(world)}/environment-variables/bulk/`, { env_var: { new_name: name, project: 'x' } });
  return { ...at, name, type: 'job', raw_value: 'made' };
}

export function groupBody({ house, count }: World) {
  return { account_id: house.accountId, name: `Made ${count()}`, state: 1, assign_by_default: false, sso_mapping_groups: ['idp'] };
}

export function scimGroupBody({ count }: World) {
  return { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: `Made ${count()}`, members: [] };
}

export function scimUserBody({ count }: World) {
  const email = `made${count()}@example.com`;
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    ...{ userName: email, active: true, name: { givenName: 'Ma', familyName: 'De' } },
    emails: [{ value: email, primary: true, type: 'work' }],
  };
}

export function inviteBody({ count }: World) {
  return { email_addresses: [`made${count()}@example.com`], license_type: 'developer', group_ids: [] };
}

export function ipBody({ house, count }: World) {
  const cidrs = [{ cidr: '127.0.0.0/8' }];
  return { account_id: house.accountId, name: `Made ${count()}`, type: 'allow', rule_set_enabled: false, cidrs, description: 'Made' };
}

export function jobBody({ place, count }: World) {
  const at = { project_id: place.project.id, environment_id: place.environment.id };
  return { ...at, name: `Made ${count()}`, execute_steps: ['dbt build'] };
}

export function lineageBody({ house, place, count }: World) {
  const at = { account_id: house.accountId, project_id: place.project.id };
  const config = { server_url: 'https://bi.example.com', username: 'me', site_name: `made${count()}`, token_name: 'x', token_secret: 'y' };
  return { ...at, name: 'tableau', config };
}

export function notificationBody({ house, ownerId }: World) {
  const lists = { on_cancel: [], on_failure: [], on_success: [], on_warning: [] };
  return { account_id: house.accountId, user_id: ownerId, type: 4, external_email: 'team@example.com', state: 1, ...lists };
}

export function oauthBody({ house, count }: World) {
  const urls = {
    authorize_url: 'https://idp.example.com/authorize',
    token_url: 'https://idp.example.com/token',
    redirect_uri: 'https://weft.example.com/x',
  };
  return { account_id: house.accountId, type: 'okta', name: `Made ${count()}`, client_id: 'id', client_secret: 'secret', ...urls };
}

export async function profileBody(world: World) {
  const { house, place } = world;
  const at = { account_id: house.accountId, project_id: place.project.id, connection_id: place.connection.id };
  return { ...at, key: `made_${world.count()}`, credentials_id: place.environment.credentialId };
}

export function serviceTokenBody({ place, count }: World) {
  return { name: `Made ${count()}`, permission_grants: [{ permission_set: 'job_runner', project_id: place.project.id }] };
}

export function webhookBody({ count, receiver }: World) {
  const events = { event_types: ['job.run.completed'], job_ids: [], client_url: `${receiver.url}/hook` };
  return { name: `Made ${count()}`, description: 'Made', active: true, ...events };
}
