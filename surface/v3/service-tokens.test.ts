import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { expectGolden } from '@weft/kit/golden';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let base: string;

beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/v3/accounts/${house.accountId}/service-tokens/`;
});
afterAll(() => house.close());

/** What the panel for artifact uploads asks for. */
const pair = () => [
  { permission_set: 'job_runner', project_id: house.project.id, all_projects: false },
  { permission_set: 'job_viewer', project_id: house.project.id, all_projects: false },
];

async function make(permission_grants: object[] = pair(), name = 'Uploader') {
  const answer = await house.ask('POST', base, { body: { name, permission_grants } });
  expect(answer.statusCode).toBe(201);
  return answer.json().data;
}

describe('making', () => {
  test('the answer has the secret, and no other answer ever has', async () => {
    const answer = await house.ask('POST', base, { body: { name: 'Uploader', permission_grants: pair(), metadata_only: false } });
    expect(answer.statusCode).toBe(201);
    await expectGolden(import.meta.dirname, 'service-token', answer.json());
    const { id, token_string } = answer.json().data;
    expect(token_string).toMatch(/^dbtc_[\w-]{40,}$/);
    for (const url of [base, `${base}${id}/`, `${base}${id}/permissions/`]) {
      const again = await house.ask('GET', url);
      expect(again.statusCode).toBe(200);
      expect(again.body).not.toContain(token_string);
      expect(again.body).not.toContain('token_string');
    }
  });

  test('what was made can do what it was granted, and no more', async () => {
    const other = await createProject(house, { accountId: house.accountId, name: 'Other', kind: 'hybrid' });
    const { token_string: token } = await make();
    const status = async (url: string) => (await house.ask('GET', url, { token })).statusCode;
    expect(await status(`/api/v3/accounts/${house.accountId}/projects/${house.project.id}/`)).toBe(200);
    expect(await status(`/api/v3/accounts/${house.accountId}/projects/${other.id}/`)).toBe(404);
    expect(await status(base)).toBe(403);
  });

  test.each([
    ['no name', { permission_grants: [] }, 400],
    ['an empty name', { name: ' ' }, 400],
    ['a name of 256 characters', { name: 'x'.repeat(256) }, 400],
    ['an unknown permission set', { name: 'x', permission_grants: [{ permission_set: 'god', all_projects: true }] }, 400],
    [
      'a grant for a project that is not said',
      { name: 'x', permission_grants: [{ permission_set: 'job_runner', all_projects: false }] },
      400,
    ],
    ['a grant on a project that is not there', { name: 'x', permission_grants: [{ permission_set: 'job_runner', project_id: 4242 }] }, 404],
    ['more grants than anybody needs', { name: 'x', permission_grants: Array(201).fill({ permission_set: 'ingest' }) }, 400],
  ])('%s is refused', async (_, body, status) => {
    expect((await house.ask('POST', base, { body })).statusCode).toBe(status);
  });

  test('a grant on a project of another account is not there', async () => {
    const foreign = await createProject(house, { accountId: house.otherAccountId, name: 'Foreign', kind: 'default' });
    const body = { name: 'x', permission_grants: [{ permission_set: 'job_runner', project_id: foreign.id }] };
    const answer = await house.ask('POST', base, { body });
    expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'project.not_found']);
  });

  test('nobody makes a token that may more than they may', async () => {
    // An account admin of one project would otherwise make themselves one of all.
    const token = await house.token('account_admin', house.project.id);
    const answer = await house.ask('POST', base, { token, body: { name: 'x', permission_grants: [{ permission_set: 'owner' }] } });
    expect(answer.statusCode).toBe(403);
    for (const set of ['job_admin', 'account_viewer', 'admin'] as const)
      expect((await house.ask('POST', base, { token: await house.token(set), body: { name: 'x' } })).statusCode).toBe(403);
  });
});

describe('reading', () => {
  test('lists have what is not revoked, in pages', async () => {
    const { id } = await make();
    await house.ask('DELETE', `${base}${id}/`);
    const all = (await house.ask('GET', `${base}?state=1`)).json();
    expect(all.data.map((token: { id: number }) => token.id)).not.toContain(id);
    expect(all.extra.pagination.total_count).toBe(all.data.length);
    const page = (await house.ask('GET', `${base}?limit=1&offset=1&order_by=-id`)).json();
    expect(page.data).toMatchObject([{ id: all.data.at(-2).id }]);
    expect((await house.ask('GET', `${base}?state=2`)).json().data).toEqual([]);
  });

  test('the permissions of a token are a list of their own', async () => {
    const { id } = await make([{ permission_set: 'metadata_only' }]);
    const { data, extra } = (await house.ask('GET', `${base}${id}/permissions/`)).json();
    expect(data).toMatchObject([
      {
        ...{ id: 1, account_id: house.accountId, service_token_id: id, project_id: null, all_projects: true, state: 1 },
        ...{ permission_set: 'metadata_only', writable_environment_categories: [] },
      },
    ]);
    expect(extra.pagination).toEqual({ count: 1, total_count: 1 });
    expect((await house.ask('GET', `${base}${id}`)).json().data).toMatchObject({ metadata_only: true, webhooks_only: false });
  });

  test('what is not there is not there', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', 'permissions/'],
      ['POST', ''],
      ['DELETE', ''],
    ] as const) {
      const answer = await house.ask(method, `${base}424242/${path}`, method === 'POST' ? { body: { name: 'x' } } : {});
      expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'service_token.not_found']);
    }
  });
});

describe('changing', () => {
  test.each(['POST', 'PUT'] as const)('%s renames', async (method) => {
    const { id } = await make();
    expect((await house.ask(method, `${base}${id}/`, { body: { name: 'Renamed', state: 1 } })).json().data).toMatchObject({
      id,
      name: 'Renamed',
    });
    expect((await house.ask(method, `${base}${id}/`, { body: { name: '' } })).statusCode).toBe(400);
  });

  test('permissions are replaced by the list that is sent', async () => {
    const { id, token_string: token } = await make([]);
    const mayRead = async () => (await house.ask('GET', `/api/v2/accounts/${house.accountId}/runs/`, { token })).statusCode;
    expect(await mayRead()).toBe(404);
    const answer = await house.ask('POST', `${base}${id}/permissions/`, { body: pair() });
    expect([answer.statusCode, answer.json().data.length, await mayRead()]).toEqual([200, 2, 200]);
    await house.ask('POST', `${base}${id}/permissions/`, { body: [{ permission_set: 'ingest', all_projects: true }] });
    expect(await mayRead()).toBe(403);
    const lesser = await house.token('account_admin', house.project.id);
    const refused = await house.ask('POST', `${base}${id}/permissions/`, { token: lesser, body: [{ permission_set: 'owner' }] });
    expect(refused.statusCode).toBe(403);
  });

  test.each([
    ['DELETE', undefined],
    ['POST', { name: 'Uploader', state: 2 }],
  ] as const)('a token that is revoked by %s opens nothing from that moment on', async (method, body) => {
    const { id, token_string: token } = await make();
    const url = `/api/v2/accounts/${house.accountId}/runs/`;
    expect((await house.ask('GET', url, { token })).statusCode).toBe(200);
    const answer = await house.ask(method, `${base}${id}/`, { body });
    expect([answer.statusCode, answer.json().data]).toMatchObject([200, { id, state: 2 }]);
    expect((await house.ask('GET', url, { token })).statusCode).toBe(401);
    expect((await house.ask('DELETE', `${base}${id}/`)).statusCode).toBe(404);
  });
});
