import { createConnection } from '@weft/domain/connections/create-connection';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { expectGolden } from '@weft/kit/golden';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let base: string;

beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/v3/accounts/${house.accountId}/projects/`;
});
afterAll(() => house.close());

const namesOf = (answer: { json(): { data: { name: string }[] } }) => answer.json().data.map(({ name }) => name);

describe('reading', () => {
  test('a project that Weft runs shows its connection and repository', async () => {
    const { accountId } = house;
    const { id: projectId } = await createProject(house, { accountId, name: 'Finance', kind: 'default', dbtProjectName: 'finance' });
    const config = { path: 'finance.duckdb' };
    const connection = await createConnection(house, { accountId, name: 'File', adapter: 'duckdb', config });
    await createEnvironment(house, {
      ...{ accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production', connectionId: connection.id },
    });
    await createManagedRepository(house, { accountId, projectId, name: 'finance' });
    const answer = await house.ask('GET', `${base}${projectId}/?include_related=["environments"]`);
    expect(answer.statusCode).toBe(200);
    await expectGolden(import.meta.dirname, 'project', answer.json());
  });

  test('a hybrid project has neither', async () => {
    const answer = await house.ask('GET', `${base}${house.project.id}/`);
    expect(answer.json().data).toMatchObject({ type: 1, connection: null, connection_id: null, repository: null, repository_id: null });
    expect((await house.ask('GET', `/api/v2/accounts/${house.accountId}/projects/${house.project.id}`)).json().data).toEqual(
      answer.json().data,
    );
  });

  test('a project names its semantic layer configuration as long as there is one', async () => {
    const { accountId, production } = house;
    const { id: projectId } = await createProject(house, { accountId, name: 'Measured', kind: 'default' });
    const environment = { accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production' } as const;
    const { id: environment_id } = await createEnvironment(house, environment);
    const url = `${base}${projectId}/semantic-layer-configurations/`;
    const { id } = (await house.ask('POST', url, { body: { environment_id } })).json().data;
    const named = async (project: number) => (await house.ask('GET', `${base}${project}/`)).json().data.semantic_layer_config_id;
    expect([await named(projectId), await named(production.projectId)]).toEqual([id, null]);
    await house.ask('DELETE', `${url}${id}/`);
    expect(await named(projectId)).toBeNull();
  });

  test('what is not there is told in the envelope', async () => {
    const answer = await house.ask('GET', `${base}4242/`);
    expect([answer.statusCode, answer.json().status.code, answer.json().data.code]).toEqual([404, 404, 'project.not_found']);
  });
});

describe('lists', () => {
  test.each(['v2', 'v3'])('of %s are filtered, ordered and paged', async (version) => {
    const url = `/api/${version}/accounts/${house.accountId}/projects/`;
    const { accountId } = house;
    const names = [`Alpha ${version}`, `Beta ${version}`];
    const made = await Promise.all(names.map((name) => createProject(house, { accountId, name, kind: 'default' })));
    const ids = made.map(({ id }) => id).sort((a, b) => a - b);
    expect(namesOf(await house.ask('GET', `${url}?name__icontains=ALPHA ${version}`))).toEqual([`Alpha ${version}`]);
    expect(namesOf(await house.ask('GET', `${url}?pk__in=[${ids}]&order_by=-name`))).toEqual([...names].reverse());
    expect(namesOf(await house.ask('GET', `${url}?pk=${house.project.id}`))).toEqual(['Foundational']);
    expect(namesOf(await house.ask('GET', `${url}?pk__gt=${ids[0]}&pk__in=[${ids}]`))).toHaveLength(1);
    expect(namesOf(await house.ask('GET', `${url}?state=2`))).toEqual([]);
    expect(namesOf(await house.ask('GET', `${url}?state=deleted`))).toEqual([]);
    const page = (await house.ask('GET', `${url}?limit=1&offset=1&pk__in=[${ids}]`)).json();
    expect(page.data).toHaveLength(1);
    expect(page.extra).toMatchObject({ filters: { limit: 1, offset: 1 }, pagination: { count: 1, total_count: 2 } });
    expect((await house.ask('GET', `${url}?limit=0`)).json().data).toEqual([]);
    expect((await house.ask('GET', `${url}?limit=5000`)).json().extra.filters.limit).toBe(5000);
    expect((await house.ask('GET', `${url}?limit=x`)).statusCode).toBe(400);
    expect((await house.ask('GET', `${url}?pk__in=[x]`)).statusCode).toBe(400);
  });

  test('hold only what the caller may read', async () => {
    const token = await house.token('job_viewer', house.project.id);
    const page = (await house.ask('GET', base, { token })).json();
    expect(page.data.map(({ id }: { id: number }) => id)).toEqual([house.project.id]);
    expect(page.extra.pagination.total_count).toBe(1);
    expect((await house.ask('GET', base, { token: await house.token('job_runner') })).statusCode).toBe(403);
  });
});

describe('making', () => {
  test('what a tool sends makes a project: read-only fields, nulls and texts of none are no obstacle', async () => {
    const body = {
      ...{ id: null, account_id: house.accountId, name: 'By a tool', description: '', type: 1, state: 1 },
      ...{ connection_id: null, repository_id: null, dbt_project_subdirectory: null, semantic_layer_config_id: null },
    };
    const answer = await house.ask('POST', base, { body });
    expect(answer.statusCode).toBe(201);
    expect(answer.json().data).toMatchObject({ name: 'By a tool', type: 1, state: 1, dbt_project_name: null });
  });

  test.each([
    ['no name', {}, 400],
    ['an empty name', { name: '  ' }, 400],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 400],
    ['a name with a line end', { name: 'a\nb' }, 400],
    ['a description of a megabyte', { name: 'Long', description: 'x'.repeat(1024 * 1024) }, 400],
    ['an unknown type', { name: 'Typed', type: 7 }, 400],
    ['a dbt name that is none', { name: 'Named', dbt_project_name: 'not a name' }, 400],
    ['a name that is taken', { name: 'Foundational' }, 409],
  ])('%s is refused', async (_, body, status) => {
    const answer = await house.ask('POST', base, { body });
    expect([answer.statusCode, answer.json().status.is_success]).toEqual([status, false]);
  });

  test('who may not make projects does not', async () => {
    for (const set of ['job_admin', 'admin', 'readonly'] as const)
      expect((await house.ask('POST', base, { token: await house.token(set), body: { name: 'Never' } })).statusCode).toBe(403);
    expect((await house.ask('POST', base, { token: await house.token('project_creator'), body: { name: 'Made' } })).statusCode).toBe(201);
  });
});

describe('changing', () => {
  test.each(['POST', 'PATCH'] as const)('%s changes what it names: hybrid and back, names, texts', async (method) => {
    const { id } = await createProject(house, { accountId: house.accountId, name: `Changing by ${method}`, kind: 'default' });
    const change = async (body: object) => (await house.ask(method, `${base}${id}/`, { body })).json().data;
    expect(await change({ type: 1, dbt_project_name: `changed_${method.toLowerCase()}` })).toMatchObject({ type: 1, state: 1 });
    expect(await change({ type: 0, name: `Changed by ${method}` })).toMatchObject({
      ...{ type: 0, name: `Changed by ${method}`, dbt_project_name: `changed_${method.toLowerCase()}` },
    });
    expect(await change({ description: 'd', dbt_project_subdirectory: 'sub' })).toMatchObject({
      description: 'd',
      dbt_project_subdirectory: 'sub',
    });
  });

  test('a taken name is a conflict, and nothing changes', async () => {
    const { id } = await createProject(house, { accountId: house.accountId, name: 'Envious', kind: 'default' });
    expect((await house.ask('POST', `${base}${id}/`, { body: { name: 'Foundational' } })).statusCode).toBe(409);
    expect((await house.ask('GET', `${base}${id}/`)).json().data.name).toBe('Envious');
  });

  test.each([
    ['DELETE', undefined],
    ['POST', { state: 2 }],
  ] as const)('a project that is deleted by %s is answered once more, and then gone', async (method, body) => {
    const { id } = await createProject(house, { accountId: house.accountId, name: `Deleted by ${method}`, kind: 'default' });
    const answer = await house.ask(method, `${base}${id}/`, { body });
    expect([answer.statusCode, answer.json().data]).toMatchObject([200, { id, state: 2, deleted_at: expect.any(String) }]);
    expect((await house.ask('GET', `${base}${id}/`)).statusCode).toBe(404);
    expect((await house.ask('DELETE', `${base}${id}/`)).statusCode).toBe(404);
  });

  test('who may not change it does not', async () => {
    const token = await house.token('job_viewer');
    expect((await house.ask('POST', `${base}${house.project.id}/`, { token, body: { name: 'x' } })).statusCode).toBe(403);
    expect((await house.ask('DELETE', `${base}${house.project.id}/`, { token })).statusCode).toBe(403);
  });
});
