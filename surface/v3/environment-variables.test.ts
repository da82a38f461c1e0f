import { createJob } from '@weft/domain/jobs/change-job';
import { createEnvironment } from '@weft/domain/projects/environments';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let jobId: number;
let stagingId: number;

beforeAll(async () => {
  house = await openAppHouse();
  const { accountId, project, production } = house;
  const staging = { accountId, projectId: project.id, name: 'Staging', type: 'deployment', deploymentType: 'staging' } as const;
  stagingId = (await createEnvironment(house, staging)).id;
  jobId = (await createJob(house, { accountId, projectId: project.id, environmentId: production.id, name: 'Nightly' })).id;
});
afterAll(() => house.close());

const at = (path: string) => `/api/v3/accounts/${house.accountId}/projects/${house.project.id}/environment-variables/${path}`;
const create = (body: object, token?: string) => house.ask('POST', at('bulk/'), { body: { env_var: body }, ...(token ? { token } : {}) });
const list = async () => (await house.ask('GET', at('environment/'))).json().data;
const resolved = async (query: string) => {
  const path = `/api/weft/accounts/${house.accountId}/projects/${house.project.id}/variables/${query}`;
  return (await house.ask('GET', path)).json().data;
};

test('a variable is made by the names of environments, listed by them, and changed by the ids of its values', async () => {
  const made = await create({ new_name: 'DBT_REGION', project: 'eu', Production: 'us' });
  expect(made.statusCode).toBe(201);
  const { message, new_var_ids: ids } = made.json().data;
  expect([typeof message, ids.length]).toEqual(['string', 2]);
  const { environments, variables } = await list();
  expect(environments).toEqual(['project', 'Production', 'Staging']);
  const { project, Production } = variables.DBT_REGION;
  expect([project.value, Production.value, Object.keys(variables.DBT_REGION)]).toEqual(['eu', 'us', ['project', 'Production']]);
  // As Terraform does it: what is there by its id, what is new by its name, and an empty text deletes.
  const body = { env_vars: { name: 'DBT_REGION', [project.id]: 'ap', [Production.id]: '', Staging: 'test' } };
  const changed = await house.ask('PUT', at('bulk/'), { body });
  expect(changed.json().data).toMatchObject({ deleted_var_ids: [Production.id], new_var_ids: [expect.any(Number)] });
  expect((await list()).variables.DBT_REGION).toMatchObject({ project: { value: 'ap' }, Staging: { value: 'test' } });
  expect((await list()).variables.DBT_REGION).not.toHaveProperty('Production');
  await house.ask('PUT', at('bulk/'), { body: { env_vars: { name: 'DBT_REGION', new_name: 'DBT_AREA', project: 'af' } } });
  expect((await list()).variables.DBT_AREA).toMatchObject({ project: { id: project.id, value: 'af' } });
  expect((await house.ask('DELETE', at('bulk/'), { body: { name: 'DBT_AREA' } })).statusCode).toBe(200);
  expect((await list()).variables).not.toHaveProperty('DBT_AREA');
  expect((await house.ask('DELETE', at('bulk/'), { body: { name: 'DBT_AREA' } })).statusCode).toBe(404);
});

test('a secret is written and never read: not in lists, not in answers, not in the audit log, not in the database', async () => {
  const secret = 'hunter2-and-more';
  await create({ new_name: 'DBT_ENV_SECRET_KEY', project: secret });
  const made = await house.ask('POST', at(''), {
    body: { name: 'DBT_ENV_SECRET_KEY', type: 'job', job_definition_id: jobId, raw_value: `${secret}-job`, account_id: 1, project_id: 1 },
  });
  expect(made.json().data.display_value).toBe('**********');
  const told = await Promise.all([
    house.ask('GET', at('environment/')),
    house.ask('GET', at(`job/?job_definition_id=${jobId}`)),
    house.ask('GET', `/api/weft/accounts/${house.accountId}/projects/${house.project.id}/variables/?job_id=${jobId}`),
    house.ask('GET', `/api/v3/accounts/${house.accountId}/audit-logs/`),
  ]);
  for (const answer of told) expect([answer.statusCode, answer.body.includes(secret)]).toEqual([200, false]);
  expect(told[0]?.body).toContain('**********');
  const { rows } = await house.database.withClient((client) => client.query('select to_jsonb(v)::text as row from variables.variable v'));
  expect(rows.some(({ row }) => row.includes(secret))).toBe(false);
});

test('a secret cannot be read by giving it a name that is shown', async () => {
  await create({ new_name: 'DBT_ENV_SECRET_HIDDEN', project: 'not-for-eyes' });
  const body = { env_vars: { name: 'DBT_ENV_SECRET_HIDDEN', new_name: 'DBT_SHOWN' } };
  const renamed = await house.ask('PUT', at('bulk/'), { body });
  expect([renamed.statusCode, renamed.json().data.code]).toEqual([400, 'variable.name_invalid']);
  expect(JSON.stringify(await list())).not.toContain('not-for-eyes');
  const hidden = { env_vars: { name: 'DBT_ENV_SECRET_HIDDEN', new_name: 'DBT_ENV_SECRET_OTHER' } };
  expect((await house.ask('PUT', at('bulk/'), { body: hidden })).statusCode).toBe(200);
});

test('what a person set for themself is not changed by the id of its value', async () => {
  const developer = await house.token('developer', house.project.id);
  const { users } = await house.database.withClient(async (client) => ({
    users: (await client.query<{ id: number }>('select id::int from identity."user" limit 1')).rows,
  }));
  const body = { name: 'DBT_OWN', type: 'user', user_id: users[0]?.id, raw_value: 'mine' };
  const { id } = (await house.ask('POST', at(''), { body })).json().data;
  for (const value of ['yours', '']) {
    const answer = await house.ask('PUT', at('bulk/'), { token: developer, body: { env_vars: { name: 'DBT_OWN', [id]: value } } });
    expect(answer.statusCode).toBe(403);
  }
  expect((await house.ask('GET', at(`user/?user_id=${users[0]?.id}`))).body).toContain('mine');
});

test.each([
  ['REGION', 'variable.name_invalid', 'DBT_REGION'],
  ['dbt_region', 'variable.name_invalid', 'DBT_REGION'],
  ['api_token', 'variable.name_invalid', 'DBT_ENV_SECRET_API_TOKEN'],
  ['DBT_CLOUD_RUN_ID', 'variable.name_reserved', undefined],
  ['DBT_ENGINE_RECORDER_FILE_PATH', 'variable.name_reserved', undefined],
  ['DBT_PARTIAL_PARSE_FILE_PATH', 'variable.name_reserved', undefined],
  ['DBT_ENV', 'variable.name_reserved', undefined],
  ['DBT_PROFILES_DIR', 'variable.name_reserved', undefined],
])('%s is refused, with what would do', async (new_name, code, suggestion) => {
  const answer = await create({ new_name, project: 'x' });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().data).toMatchObject({ code, reason: expect.stringContaining(suggestion ?? new_name) });
  expect(answer.json().data.details.suggestion).toBe(suggestion);
});

test('a name that is there already is a bad request with its reason', async () => {
  await create({ new_name: 'DBT_TWICE', project: 'x' });
  const answer = await create({ new_name: 'DBT_TWICE', Production: 'y' });
  expect([answer.statusCode, answer.json().data.reason]).toEqual([400, expect.stringContaining('DBT_TWICE')]);
  // One value of it is refused in the same way, by the API of single values.
  const body = { name: 'DBT_TWICE', type: 'project', raw_value: 'z' };
  expect((await house.ask('POST', at(''), { body })).json().data.code).toBe('variable.name_taken');
});

test('an environment that is not there is told with those that are', async () => {
  const answer = await create({ new_name: 'DBT_NOWHERE', Nowhere: 'x' });
  expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'variable.environment_unknown']);
  expect(answer.json().data.reason).toContain('Production, Staging');
});

test('several at once each stand for themselves', async () => {
  const both = [
    { new_name: 'DBT_MANY_A', project: 'a' },
    { new_name: 'nope', project: 'b' },
  ];
  const answer = await house.ask('POST', at('bulk/'), { body: { env_var: both } });
  expect([
    answer.statusCode,
    answer.json().data.map(({ key_name, status_code }: Record<string, unknown>) => [key_name, status_code]),
  ]).toEqual([
    400,
    [
      ['DBT_MANY_A', 201],
      ['nope', 400],
    ],
  ]);
  expect((await list()).variables).toHaveProperty('DBT_MANY_A');
});

test('a job has overrides of its own; where it has none, the key is absent', async () => {
  await create({ new_name: 'DBT_LEVELS', project: 'p', Production: 'e' });
  await create({ new_name: 'DBT_PLAIN', project: 'p' });
  const made = await house.ask('POST', at(''), {
    body: { id: null, name: 'DBT_LEVELS', type: 'job', job_definition_id: jobId, raw_value: 'j' },
  });
  expect(made.statusCode).toBe(201);
  const { id, display_value, job_definition_id, environment_id } = made.json().data;
  expect([display_value, job_definition_id, environment_id]).toEqual(['j', jobId, null]);
  const ofJob = async () => (await house.ask('GET', at(`job?job_definition_id=${jobId}`))).json().data;
  expect((await ofJob()).DBT_LEVELS).toMatchObject({ project: { value: 'p' }, environment: { value: 'e' }, job: { id, value: 'j' } });
  expect((await ofJob()).DBT_PLAIN).toEqual({ project: { id: expect.any(Number), value: 'p' } });
  await house.ask('POST', at(`${id}/`), { body: { id, name: 'DBT_LEVELS', type: 'job', raw_value: 'k' } });
  expect((await ofJob()).DBT_LEVELS.job.value).toBe('k');
  const { variables, holds_for } = await resolved(`?job_id=${jobId}`);
  expect(holds_for).toBe('runs of the job Nightly in Production');
  expect(variables.find(({ name }: { name: string }) => name === 'DBT_LEVELS')).toEqual({
    name: 'DBT_LEVELS',
    is_secret: false,
    value: 'k',
    level: 'job',
    overrides: [
      { level: 'environment', value: 'e' },
      { level: 'project', value: 'p' },
    ],
  });
  expect(variables.find(({ name }: { name: string }) => name === 'DBT_CLOUD_ENVIRONMENT_TYPE')).toMatchObject({
    value: 'prod',
    level: 'platform',
  });
  expect((await resolved(`?environment_id=${stagingId}`)).variables.find(({ name }: { name: string }) => name === 'DBT_LEVELS').value).toBe(
    'p',
  );
  expect((await house.ask('DELETE', at(`${id}/`))).statusCode).toBe(200);
  expect((await ofJob()).DBT_LEVELS).not.toHaveProperty('job');
});

test('what somebody sets for themself is theirs alone', async () => {
  const { rows } = await house.database.withClient((client) => client.query('select id from identity."user" limit 1'));
  const userId: number = rows[0].id;
  await create({ new_name: 'DBT_MINE', project: 'all' });
  const body = { name: 'DBT_MINE', type: 'user', user_id: userId, raw_value: 'me' };
  const developer = await house.token('developer');
  expect((await house.ask('POST', at(''), { body, token: developer })).statusCode).toBe(403);
  expect((await house.ask('POST', at(''), { body })).statusCode).toBe(201);
  const mine = (await house.ask('GET', at(`user/?user_id=${userId}`))).json().data.DBT_MINE;
  expect(mine).toMatchObject({ project: { value: 'all' }, user: { value: 'me' } });
  expect((await house.ask('GET', at(`user/?user_id=${userId}`), { token: developer })).statusCode).toBe(403);
  expect((await house.ask('DELETE', at(`${mine.user.id}/`), { token: developer })).statusCode).toBe(403);
  const own = (await resolved(`?user_id=${userId}`)).variables;
  expect(own.find(({ name }: { name: string }) => name === 'DBT_MINE')).toMatchObject({ value: 'me', level: 'user' });
  // A job knows nothing of people.
  const ofJob = (await resolved(`?job_id=${jobId}`)).variables;
  expect(ofJob.find(({ name }: { name: string }) => name === 'DBT_MINE')).toMatchObject({ value: 'all', level: 'project' });
});

test('the audit log says how a variable was and is', async () => {
  await create({ new_name: 'DBT_LOGGED', project: 'before' });
  await house.ask('PUT', at('bulk/'), { body: { env_vars: { name: 'DBT_LOGGED', project: 'after' } } });
  const [event] = (await house.ask('GET', `/api/v3/accounts/${house.accountId}/audit-logs/?limit=1`)).json().data;
  expect(event).toMatchObject({
    event_type: 'variable.changed',
    event_context: { before: { project: { value: 'before' } }, after: { project: { value: 'after' } }, subject: { label: 'DBT_LOGGED' } },
  });
});
