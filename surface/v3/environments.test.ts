import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { createProject } from '@weft/domain/projects/create-project';
import type { Project } from '@weft/domain/projects/model';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { expectGolden } from '@weft/kit/golden';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

let house: AppHouse;
let project: Project;
let base: string;
let ofAccount: string;
let count = 0;

beforeAll(async () => {
  house = await openAppHouse();
  ofAccount = `/api/v3/accounts/${house.accountId}/environments/`;
});
beforeEach(async () => {
  count += 1;
  project = await createProject(house, { accountId: house.accountId, name: `Project ${count}`, kind: 'default' });
  base = `/api/v3/accounts/${house.accountId}/projects/${project.id}/environments/`;
});
afterAll(() => house.close());

/** As the Terraform provider sends one. */
function bodyOf(given: object = {}): object {
  return {
    ...{ account_id: house.accountId, project_id: project.id, id: null, state: 1, name: 'Production', type: 'deployment' },
    ...{ deployment_type: 'production', dbt_version: '1.11.0-latest', use_custom_branch: false, custom_branch: null },
    ...{ supports_docs: true, credentials_id: null, connection_id: null, extended_attributes_id: null, enable_model_query_history: false },
    ...given,
  };
}

async function make(given: object = {}) {
  const answer = await house.ask('POST', base, { body: bodyOf(given) });
  expect(answer.statusCode).toBe(201);
  return answer.json().data;
}

describe('making and reading', () => {
  test('an environment is as it was', async () => {
    const { accountId } = house;
    const config = { path: 'warehouse.duckdb' };
    const connection = await createConnection(house, { accountId, name: 'File', adapter: 'duckdb', config });
    const credential = await createCredential(house, { accountId, projectId: project.id, adapter: 'duckdb', targetSchema: 'prod' });
    const made = await make({
      connection_id: connection.id,
      credentials_id: credential.id,
      use_custom_branch: true,
      custom_branch: 'release',
    });
    const answer = await house.ask('GET', `${base}${made.id}/`);
    expect(answer.json().data).toEqual(made);
    await expectGolden(import.meta.dirname, 'environment', answer.json());
  });

  test('it is read at every address that clients know', async () => {
    const { id } = await make();
    for (const url of [`${base}${id}`, `${ofAccount}${id}/`, `/api/v2/accounts/${house.accountId}/environments/${id}`]) {
      const answer = await house.ask('GET', url);
      expect([answer.statusCode, answer.json().data.name]).toEqual([200, 'Production']);
    }
  });

  test('a name is enough, and what is left out is none', async () => {
    const answer = await house.ask('POST', base, { body: { name: 'Plain' } });
    expect(answer.json().data).toMatchObject({
      ...{ type: 'deployment', deployment_type: null, connection_id: null, credentials_id: null, dbt_version: 'latest' },
      ...{ jobs: null, custom_environment_variables: null },
    });
    expect((await house.ask('POST', base, { body: { name: 'General', deployment_type: '' } })).json().data.deployment_type).toBeNull();
  });

  test.each([
    ['no name', { name: undefined }, 400],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 400],
    ['an unknown type', { type: 'holiday' }, 400],
    ['an unknown deployment type', { deployment_type: 'holiday' }, 400],
    ['development and production at once', { type: 'development' }, 400],
    ['a connection that is no number', { connection_id: 'x' }, 400],
    ['a connection beyond all ids', { connection_id: 2 ** 53 }, 400],
  ])('%s is refused', async (_, given, status) => {
    const answer = await house.ask('POST', base, { body: bodyOf(given) });
    expect([answer.statusCode, answer.json().status.is_success]).toEqual([status, false]);
  });

  test('a second production, staging or development environment, or a taken name, is a conflict', async () => {
    await make();
    for (const body of [{ name: 'Other' }, { deployment_type: null }])
      expect((await house.ask('POST', base, { body: bodyOf(body) })).statusCode).toBe(409);
  });

  test('an environment of another project is not at this one’s address', async () => {
    const answer = await house.ask('GET', `${base}${house.production.id}/`);
    expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'environment.not_found']);
    const missing = await house.ask('GET', `${base}424242/`);
    expect(missing.json().status.user_message.replace('424242', String(house.production.id))).toBe(answer.json().status.user_message);
  });
});

describe('lists', () => {
  test('are filtered, and hold only what the caller may read', async () => {
    await make();
    await make({ name: 'Staging', deployment_type: 'staging', dbt_version: 'compatible' });
    await make({ name: 'CI', deployment_type: null });
    await make({ name: 'Development', type: 'development', deployment_type: null });
    const names = async (url: string, token = house.ownerToken) =>
      (await house.ask('GET', url, { token })).json().data.map(({ name }: { name: string }) => name);
    expect(await names(base)).toEqual(['Production', 'Staging', 'CI', 'Development']);
    expect(await names(`${base}?order_by=name`)).toEqual(['CI', 'Development', 'Production', 'Staging']);
    expect(await names(`${base}?name__icontains=PROD`)).toEqual(['Production']);
    expect(await names(`${base}?name=Production`)).toEqual(['Production']);
    expect(await names(`${base}?type=development`)).toEqual(['Development']);
    expect(await names(`${base}?deployment_type=production`)).toEqual(['Production']);
    expect(await names(`${base}?deployment_type__in=["production","staging"]`)).toEqual(['Production', 'Staging']);
    expect(await names(`${base}?dbt_version__in=["compatible"]`)).toEqual(['Staging']);
    expect(await names(`${base}?state=2`)).toEqual([]);
    for (const version of ['v2', 'v3']) {
      const url = `/api/${version}/accounts/${house.accountId}/environments/`;
      expect(await names(`${url}?project_id=${project.id}&type=development`)).toEqual(['Development']);
      expect(await names(`${url}?project_id=${project.id}`, await house.token('job_viewer', house.project.id))).toEqual([]);
    }
    const page = (await house.ask('GET', `${base}?limit=2&offset=2`)).json().extra;
    expect(page).toEqual({ filters: { limit: 2, offset: 2 }, order_by: 'id', pagination: { count: 2, total_count: 4 } });
  });

  test('of a project that the caller may not see is not there', async () => {
    expect((await house.ask('GET', base, { token: await house.token('job_viewer', house.project.id) })).statusCode).toBe(404);
    expect((await house.ask('GET', base, { token: await house.token('job_runner') })).statusCode).toBe(403);
  });
});

describe('changing', () => {
  test('a whole environment is written, and a connection that is left out is taken away', async () => {
    const { accountId } = house;
    const connection = await createConnection(house, {
      accountId,
      name: `c ${count}`,
      adapter: 'duckdb',
      config: { path: `c${count}.duckdb` },
    });
    const { id } = await make({ connection_id: connection.id });
    const url = `${base}${id}/`;
    const kept = (await house.ask('POST', url, { body: bodyOf({ id, name: 'Renamed', connection_id: connection.id }) })).json().data;
    expect(kept).toMatchObject({ name: 'Renamed', connection_id: connection.id, deployment_type: 'production' });
    const { data } = (await house.ask('POST', url, { body: { name: 'Renamed' } })).json();
    expect(data).toMatchObject({ connection_id: null, deployment_type: null, dbt_version: '1.11.0-latest' });
  });

  test('a change that does not name the type leaves it as it is', async () => {
    const { id } = await make({ name: 'Development', type: 'development', deployment_type: null });
    expect((await house.ask('POST', `${base}${id}/`, { body: { name: 'Dev' } })).json().data).toMatchObject({
      name: 'Dev',
      type: 'development',
    });
  });

  test.each([
    ['DELETE', undefined],
    ['POST', { state: 2 }],
  ] as const)('an environment that is deleted by %s is answered once more, and then gone', async (method, body) => {
    const { id } = await make();
    const answer = await house.ask(method, `${base}${id}/`, { body });
    expect([answer.statusCode, answer.json().data]).toMatchObject([200, { id, state: 2 }]);
    expect((await house.ask('GET', `${base}${id}/`)).statusCode).toBe(404);
    expect((await house.ask('DELETE', `${ofAccount}${id}/`)).statusCode).toBe(404);
  });

  test('who may not change it does not', async () => {
    const { id } = await make();
    const token = await house.token('job_viewer');
    for (const [method, url] of [
      ['POST', base],
      ['POST', `${base}${id}/`],
      ['DELETE', `${ofAccount}${id}/`],
    ] as const)
      expect((await house.ask(method, url, { token, body: bodyOf() })).statusCode).toBe(403);
  });
});
