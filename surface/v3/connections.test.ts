import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let account: string;
let project: string;

beforeAll(async () => {
  house = await openAppHouse();
  account = `/api/v3/accounts/${house.accountId}/`;
  project = `${account}projects/${house.project.id}/`;
});
afterAll(() => house.close());

let count = 0;
async function makeConnection(given: object = {}) {
  count += 1;
  const config = { hostname: 'db.example', dbname: 'shop' };
  const body = { account_id: house.accountId, name: `connection ${count}`, adapter_version: 'postgres_v0', config, ...given };
  const answer = await house.ask('POST', `${account}connections/`, { body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().data;
}

async function makeCredentials(given: object = {}) {
  const body = {
    type: 'postgres',
    threads: 4,
    username: 'dbt',
    password: 'hunter22',
    default_schema: 'prod',
    target_name: 'default',
    ...given,
  };
  const answer = await house.ask('POST', `${project}credentials/`, { body });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().data;
}

test('a connection has the keys that strict clients dereference, and the defaults of its adapter', async () => {
  expect(await makeConnection()).toMatchObject({
    adapter_version: 'postgres_v0',
    private_link_endpoint_id: null,
    oauth_configuration_id: null,
    is_ssh_tunnel_enabled: false,
    oauth_redirect_uri: expect.stringContaining('/complete/postgres'),
    config: { hostname: 'db.example', port: 5432, dbname: 'shop', retries: null },
  });
});

test('a change of some fields leaves the others, and null takes one away', async () => {
  const config = {
    account: 'acme-shop',
    database: 'd',
    warehouse: 'w',
    role: 'loader',
    allow_sso: true,
    oauth_client_secret: 'verysecret',
  };
  const { id } = await makeConnection({ adapter_version: 'snowflake_v0', config });
  const changed = await house.ask('PATCH', `${account}connections/${id}/`, { body: { config: { warehouse: 'w2', role: null } } });
  expect(changed.json().data.config).toMatchObject({ account: 'acme-shop', warehouse: 'w2', role: null, allow_sso: true });
  expect(changed.body).not.toContain('verysecret');
  const shown = await house.ask('GET', `/api/weft/accounts/${house.accountId}/connections/${id}/`);
  expect(shown.json().data).toMatchObject({ secret_fields: ['oauth_client_secret'], place: 'acme-shop / d / w2' });
});

test.each([
  ['postgres_v0', { hostname: 'h', dbname: 'd' }],
  ['redshift_v0', { hostname: 'h', dbname: 'd', port: 5439 }],
  ['snowflake_v0', { account: 'a', database: 'd', warehouse: 'w' }],
  ['bigquery_v0', { project_id: 'p', private_key: 'k', client_email: 'e', timeout_seconds: 300 }],
  ['bigquery_v1', { project_id: 'p', private_key: 'k', client_email: 'e' }],
  ['databricks_v0', { host: 'h', http_path: '/sql' }],
  ['trino_v0', { host: 'h' }],
  ['apache_spark_v0', { host: 'h', cluster: 'c' }],
  ['duckdb_v0', { path: 'adapters.duckdb' }],
])('%s is made, told and deleted', async (adapter_version, config) => {
  const made = await makeConnection({ adapter_version, config });
  expect((await house.ask('GET', `${account}connections/${made.id}/`)).json().data).toEqual(made);
  expect(
    (await house.ask('GET', `/api/v3/adapter-schema/?adapter_version=${adapter_version}`)).json().data.adapter.connection.field_order,
  ).toEqual(expect.arrayContaining(Object.keys(config)));
  expect((await house.ask('DELETE', `${account}connections/${made.id}/`)).statusCode).toBe(200);
  expect((await house.ask('GET', `${account}connections/${made.id}/`)).statusCode).toBe(404);
});

test('a connection that an environment uses stays, and the refusal names the environment', async () => {
  const { id } = await makeConnection();
  const environment = { name: 'Uses it', type: 'deployment', dbt_version: 'latest', connection_id: id };
  await house.ask('POST', `${project}environments/`, { body: environment });
  const refused = await house.ask('DELETE', `${account}connections/${id}/`);
  expect([refused.statusCode, refused.json().data.code]).toEqual([409, 'connection.in_use']);
  expect(refused.json().status.user_message).toContain('Uses it');
  const listed = (await house.ask('GET', `${project}connections/`)).json().data;
  expect(listed.map((it: { id: number }) => it.id)).toContain(id);
});

test('credentials of each kind have their own fields, and no secret comes out', async () => {
  const postgres = await makeCredentials();
  expect(postgres).toMatchObject({ type: 'postgres', username: 'dbt', default_schema: 'prod', threads: 4, state: 1 });
  const snowflake = await makeCredentials({
    ...{ type: 'snowflake', auth_type: 'keypair', user: 'LOADER', private_key: 'not a key, but secret', schema: 'prod', role: '' },
  });
  expect(snowflake).toMatchObject({ type: 'snowflake', auth_type: 'keypair', user: 'LOADER', schema: 'prod', role: null });
  const fields = { token: { value: 'hidden token' }, schema: { value: 'lake' }, catalog: { value: 'main' }, target_name: { value: 'dev' } };
  const databricks = await makeCredentials({
    type: 'adapter',
    adapter_version: 'databricks_v0',
    default_schema: null,
    target_name: null,
    credential_details: { fields },
  });
  expect(databricks).toMatchObject({
    type: 'adapter',
    adapter_version: 'databricks_v0',
    unencrypted_credential_details: { schema: 'lake', catalog: 'main', target_name: 'dev', threads: 4 },
    credential_details: { fields: { schema: { value: 'lake' } } },
  });
  expect(JSON.stringify([postgres, snowflake, databricks])).not.toMatch(/hunter22|not a key|hidden token/);
  const patched = await house.ask('PATCH', `${project}credentials/${databricks.id}/`, {
    body: { id: databricks.id, credential_details: { fields: { schema: { value: 'lake2' }, token: { value: '' } } } },
  });
  expect(patched.json().data.unencrypted_credential_details).toMatchObject({ schema: 'lake2', catalog: 'main' });
});

test('the DuckDB adapter is never named in credentials: clients with a closed list would break', async () => {
  const made = await makeCredentials({ type: 'adapter', adapter_version: 'duckdb_v0' });
  expect(made).not.toHaveProperty('adapter_version');
});

test('extended attributes come back to the letter, and are put on an environment', async () => {
  const raw = '{"z":1.0,"role":"{{ env_var(\'DBT_ROLE\') }}","1":[2e3],"a":{"y":true,"b":null}}';
  const made = await house.app.inject({
    method: 'POST',
    url: `${project}extended-attributes/`,
    headers: { authorization: `Token ${house.ownerToken}`, 'content-type': 'application/json' },
    payload: `{"account_id":1, "extended_attributes": ${raw} ,"state":1}`,
  });
  expect([made.statusCode, made.body]).toEqual([201, expect.stringContaining(`"extended_attributes":${raw}`)]);
  const { id } = made.json().data;
  expect((await house.ask('GET', `${project}extended-attributes/${id}/`)).body).toContain(raw);
  const body = { name: 'Extended', type: 'deployment', dbt_version: 'latest', extended_attributes_id: id };
  const environment = await house.ask('POST', `${project}environments/`, { body });
  expect(environment.json().data.extended_attributes_id).toBe(id);
  expect((await house.ask('DELETE', `${project}extended-attributes/${id}/`)).statusCode).toBe(409);
});

test.each(['[1]', '"a: [1"', '"a: 1\\na: 2"', '5', `"${'x: 1 # '.padEnd(5000, 'y')}"`])(
  'extended attributes %.20s are refused',
  async (raw) => {
    const answer = await house.ask('POST', `${project}extended-attributes/`, { body: { extended_attributes: JSON.parse(raw) } });
    expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'extended_attributes.invalid']);
  },
);

test('an environment follows its profile', async () => {
  const [one, two] = [await makeConnection(), await makeConnection()];
  const credentials = await makeCredentials();
  const ties = { connection_id: one.id, credentials_id: credentials.id };
  const made = await house.ask('POST', `${project}profiles/`, { body: { key: 'prod-pg', ...ties } });
  expect([made.statusCode, made.json().data]).toMatchObject([
    201,
    { key: 'prod-pg', ...ties, extended_attributes_id: null, primary_bindings: [] },
  ]);
  const profile = made.json().data.id;
  const body = { name: 'By profile', type: 'deployment', dbt_version: 'latest', primary_profile_id: profile };
  const environment = (await house.ask('POST', `${project}environments/`, { body })).json().data;
  expect(environment).toMatchObject({ ...ties, primary_profile_id: profile });
  const changed = await house.ask('PATCH', `${project}profiles/${profile}/`, { body: { pk: profile, connection_id: two.id } });
  expect(changed.json().data.primary_bindings).toMatchObject([{ id: environment.id, name: 'By profile' }]);
  const followed = await house.ask('GET', `${project}environments/${environment.id}/`);
  expect(followed.json().data.connection_id).toBe(two.id);
  expect((await house.ask('DELETE', `${project}profiles/${profile}/`)).statusCode).toBe(409);
});

test('credentials of another warehouse are not put beside a connection', async () => {
  const { id: connection_id } = await makeConnection();
  const { id: credentials_id } = await makeCredentials({ type: 'snowflake', user: 'x', schema: 'prod' });
  const body = { name: 'Mixed', type: 'deployment', dbt_version: 'latest', connection_id, credentials_id };
  const answer = await house.ask('POST', `${project}environments/`, { body });
  expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'credential.other_adapter']);
});

test('development credentials are nobody else’s, not even an owner’s token', async () => {
  const answer = await house.ask('GET', '/api/v3/users/1/credentials/');
  expect([answer.statusCode, answer.json().data.code]).toEqual([403, 'user_credential.not_own']);
});

test('an SSH tunnel tells its public key and never the private one', async () => {
  const { id: connection_id } = await makeConnection();
  const url = `/api/v2/accounts/${house.accountId}/encryptions/`;
  const made = await house.ask('POST', url, { body: { connection_id, username: 'jump', port: 22, hostname: 'bastion', state: 1 } });
  expect([made.statusCode, made.json().data]).toMatchObject([
    201,
    { connection_id, public_key: expect.stringMatching(/^ssh-ed25519 AAAA/) },
  ]);
  expect((await house.ask('GET', `${url}?connection_id=${connection_id}&state=1`)).json().data).toHaveLength(1);
  expect((await house.ask('POST', `${url}${made.json().data.id}/`, { body: { state: 2 } })).json().data.state).toBe(2);
  expect((await house.ask('GET', `${url}?connection_id=${connection_id}`)).json().data).toEqual([]);
});

test('OAuth configurations and semantic layer credentials keep their secrets', async () => {
  const body = {
    account_id: house.accountId,
    type: 'okta',
    name: 'Okta',
    client_id: 'c',
    client_secret: 'oauth-secret',
    authorize_url: 'https://a',
    token_url: 'https://t',
    redirect_uri: 'https://r',
  };
  const oauth = await house.ask('POST', `${account}oauth-configurations/`, { body });
  const values = { username: 'u', password: 'layer-secret' };
  const layer = await house.ask('POST', `${account}semantic-layer-credentials/`, {
    body: { project_id: house.project.id, name: 'SL', adapter_version: 'postgres_v0', values },
  });
  expect([oauth.statusCode, layer.statusCode]).toEqual([201, 201]);
  expect(layer.json().data.values).toEqual({ username: 'u' });
  const read = await house.ask('GET', `${account}oauth-configurations/${oauth.json().data.id}/`);
  expect(oauth.body + layer.body + read.body).not.toMatch(/oauth-secret|layer-secret/);
});

test('a project has one semantic layer configuration', async () => {
  const url = `${project}semantic-layer-configurations/`;
  const made = await house.ask('POST', url, { body: { environment_id: house.production.id } });
  expect((await house.ask('GET', `${url}${made.json().data.id}/`)).json().data.environment_id).toBe(house.production.id);
  expect((await house.ask('POST', url, { body: { environment_id: house.production.id } })).statusCode).toBe(409);
});

test('the old adapter of a project stands for its version', async () => {
  const body = {
    account_id: house.accountId,
    project_id: house.project.id,
    adapter_version: 'databricks_v0',
    metadata_json: { title: 'D' },
    state: 1,
  };
  const adapter = await house.ask('POST', `${project}adapters/`, { body });
  const made = await makeCredentials({
    type: 'adapter',
    adapter_id: adapter.json().data.id,
    credential_details: { token: 't', schema: 's' },
  });
  expect(made.adapter_version).toBe('databricks_v0');
});
