import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import type { AppHouse } from '@weft/kit/app';
import { openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let base: string;
beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/v3/accounts/${house.accountId}/`;
});
afterAll(() => house.close());

const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, token?: string) =>
  house.ask(method, `${base}${path}`, { body, ...(token === undefined ? {} : { token }) });
let made = 0;
const make = async (body: object = {}) => {
  made += 1;
  return (
    await ask('POST', 'groups/', { name: `Group ${made}`, account_id: house.accountId, state: 1, assign_by_default: false, ...body })
  ).json().data;
};

describe('groups', () => {
  test('an account begins with three, each whole', async () => {
    const { data, extra } = (await ask('GET', 'groups/?limit=3')).json();
    expect(data.map(({ name }: { name: string }) => name)).toEqual(['Owner', 'Member', 'Everyone']);
    expect(data[0]).toEqual({
      ...{ id: expect.any(Number), account_id: house.accountId, name: 'Owner', state: 1, built_in: 'owner' },
      ...{ assign_by_default: false, sso_mapping_groups: [], member_count: 1, scim_managed: false },
      ...{ created_at: expect.any(String), updated_at: expect.any(String) },
      group_permissions: [
        {
          ...{ id: expect.any(Number), account_id: house.accountId, group_id: data[0].id, project_id: null, all_projects: true },
          ...{ permission_set: 'owner', permission_level: null, state: 1, writable_environment_categories: [] },
          ...{ created_at: expect.any(String), updated_at: expect.any(String) },
        },
      ],
    });
    expect(extra.pagination.count).toBe(3);
  });

  test('one is made, found, changed, and deleted by its state', async () => {
    const group = await make({ name: 'Finance', sso_mapping_groups: ['idp-finance'] });
    expect(group).toMatchObject({ name: 'Finance', sso_mapping_groups: ['idp-finance'], group_permissions: [], member_count: 0 });
    expect((await ask('GET', 'groups/?name__icontains=finan')).json().data).toHaveLength(1);
    const changed = await ask('POST', `groups/${group.id}/`, { ...group, name: 'Finance team', sso_mapping_groups: [] });
    expect([changed.statusCode, changed.json().data]).toMatchObject([200, { name: 'Finance team', sso_mapping_groups: [] }]);
    expect((await ask('POST', `groups/${group.id}/`, { ...group, state: 2 })).json().data.state).toBe(2);
    const gone = await ask('GET', `groups/${group.id}/`);
    expect([gone.statusCode, gone.json().data.code]).toEqual([404, 'group.not_found']);
  });

  test.each([
    [{ name: '' }, 400, 'group.name_empty'],
    [{ name: 'eVERYONE' }, 409, 'group.name_taken'],
    [{}, 400, 'request.invalid'],
    [{ name: 'x', sso_mapping_groups: 'x' }, 400, 'request.invalid'],
  ])('%j is refused', async (body, status, code) => {
    const answer = await ask('POST', 'groups/', body);
    expect([answer.statusCode, answer.json().data.code]).toEqual([status, code]);
  });

  test('what is granted is replaced by the list that is sent', async () => {
    const group = await make();
    const grants = [
      { permission_set: 'developer', project_id: house.project.id, all_projects: false, writable_environment_categories: ['staging'] },
      { permission_set: 'job_viewer', all_projects: true },
    ];
    const answer = (await ask('POST', `group-permissions/${group.id}/`, grants)).json();
    expect(answer.data).toMatchObject([
      { group_id: group.id, project_id: house.project.id, all_projects: false, writable_environment_categories: ['staging'] },
      { permission_set: 'job_viewer', project_id: null, all_projects: true, writable_environment_categories: [] },
    ]);
    await ask('POST', `group-permissions/${group.id}/`, []);
    expect((await ask('GET', `groups/${group.id}/`)).json().data.group_permissions).toEqual([]);
  });

  test.each([
    [{ permission_set: 'lord' }, 400, 'permission_set.unknown'],
    [{ permission_set: 'developer', writable_environment_categories: ['moon'] }, 400, 'permission_set.category_unknown'],
    [{ permission_set: 'developer', project_id: 424_242 }, 404, 'project.not_found'],
  ])('the grant %j is refused', async (grant, status, code) => {
    const { id } = await make();
    const answer = await ask('POST', `group-permissions/${id}/`, [grant]);
    expect([answer.statusCode, answer.json().data.code]).toEqual([status, code]);
  });

  test('who only keeps the groups cannot make owners by them', async () => {
    const keeper = await house.token('security_admin');
    const owners = (await ask('GET', 'groups/')).json().data[0];
    const plain = await make();
    const tries = await Promise.all([
      ask('POST', `group-permissions/${plain.id}/`, [{ permission_set: 'owner', all_projects: true }], keeper),
      ask('POST', `group-permissions/${owners.id}/`, [], keeper),
      ask('POST', `groups/${owners.id}/`, { sso_mapping_groups: ['idp-all'] }, keeper),
      ask('POST', 'assign-groups/', { user_id: 1, desired_group_ids: [] }, keeper),
    ]);
    expect(tries.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403]);
    const fine = await ask('POST', `group-permissions/${plain.id}/`, [{ permission_set: 'developer', all_projects: true }], keeper);
    expect(fine.statusCode).toBe(200);
  });

  test('a person is put into the groups that are asked for, and into no others', async () => {
    const group = await make();
    const [owners, , everyone] = (await ask('GET', 'groups/')).json().data;
    const answer = await ask('POST', 'assign-groups/', { user_id: 1, desired_group_ids: [owners.id, group.id] });
    expect(answer.json().data.map(({ id }: { id: number }) => id)).toEqual([owners.id, group.id]);
    const last = await ask('POST', 'assign-groups/', { user_id: 1, desired_group_ids: [everyone.id] });
    expect([last.statusCode, last.json().data.code]).toEqual([409, 'account.last_owner']);
    await ask('POST', 'assign-groups/', { user_id: 1, desired_group_ids: [owners.id, everyone.id] });
  });
});

describe('license maps', () => {
  test('one a licence is made, changed and deleted', async () => {
    const answer = await ask('POST', 'license-maps/', { license_type: 'read_only', sso_license_mapping_groups: ['idp-readers'], state: 1 });
    const { data } = answer.json();
    expect([answer.statusCode, data]).toMatchObject([201, { account_id: house.accountId, license_type: 'read_only', state: 1 }]);
    const again = await ask('POST', 'license-maps/', { license_type: 'read_only' });
    expect([again.statusCode, again.json().data.code]).toEqual([409, 'license_map.licence_taken']);
    const changed = await ask('POST', `license-maps/${data.id}/`, { license_type: 'read_only', sso_license_mapping_groups: ['a', 'b'] });
    expect(changed.json().data.sso_license_mapping_groups).toEqual(['a', 'b']);
    expect((await ask('GET', 'license-maps/')).json().extra.pagination.total_count).toBe(1);
    expect((await ask('DELETE', `license-maps/${data.id}/`)).json().data.state).toBe(2);
    expect((await ask('GET', `license-maps/${data.id}/`)).statusCode).toBe(404);
  });
});

test('a grant with environment categories opens writing there and nowhere else', async () => {
  const project = await createProject(house, { accountId: house.accountId, name: 'Weft runs it', kind: 'default' });
  const at = { accountId: house.accountId, projectId: project.id, type: 'deployment' } as const;
  const staging = await createEnvironment(house, { ...at, name: 'Staging', deploymentType: 'staging' });
  const production = await createEnvironment(house, { ...at, name: 'Production', deploymentType: 'production' });
  const grants = [{ permission_set: 'developer', project_id: project.id, writable_environment_categories: ['staging'] }];
  const { token_string: token } = (await ask('POST', 'service-tokens/', { name: 'Staging only', permission_grants: grants })).json().data;
  const jobs = `/api/v2/accounts/${house.accountId}/jobs/`;
  const job = (environment: { id: number }) =>
    house.ask('POST', jobs, {
      token,
      body: { name: 'Job', project_id: project.id, environment_id: environment.id, execute_steps: ['dbt build'] },
    });
  const [inStaging, inProduction] = [await job(staging), await job(production)];
  expect([inStaging.statusCode, inProduction.statusCode]).toEqual([201, 403]);
  expect(inProduction.json().status.user_message).toContain('in environments of the category production');
  const { id } = inStaging.json().data;
  const moved = await house.ask('POST', `${jobs}${id}/`, { token, body: { environment_id: production.id } });
  expect(moved.statusCode).toBe(403);
  expect((await house.ask('POST', `${jobs}${id}/`, { token, body: { name: 'Renamed' } })).statusCode).toBe(200);
  expect((await house.ask('DELETE', `${jobs}${id}/`, { token })).statusCode).toBe(200);
});

test('whoever may only make projects may set up those that they made', async () => {
  const token = await house.token('project_creator');
  const { data: project } = (await house.ask('POST', `${base}projects/`, { token, body: { name: 'Theirs', type: 1 } })).json();
  const rename = (id: number) => house.ask('POST', `${base}projects/${id}/`, { token, body: { description: 'Set up' } });
  expect([(await rename(project.id)).statusCode, (await rename(house.project.id)).statusCode]).toEqual([200, 403]);
});
