import type { Licence } from '@weft/domain/identity/model';
import type { AppHouse } from '@weft/kit/app';
import { openAppHouse } from '@weft/kit/app';
import { makePerson } from '@weft/kit/person';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let v2: string;
let v3: string;
beforeAll(async () => {
  house = await openAppHouse();
  v2 = `/api/v2/accounts/${house.accountId}/`;
  v3 = `/api/v3/accounts/${house.accountId}/`;
});
afterAll(() => house.close());

const member = (licence: Licence = 'developer') => makePerson(house, { licence });

describe('people', () => {
  test('each is shown with their seat and groups, by both versions', async () => {
    const { id, email } = await member();
    const permission = { account_id: house.accountId, user_id: id, license_type: 'developer', state: 1, groups: [{ name: 'Everyone' }] };
    const { data } = (await house.ask('GET', `${v2}users/${id}/`)).json();
    expect(data).toMatchObject({ id, email, first_name: 'Ann', is_active: true, permissions: [permission] });
    expect((await house.ask('GET', `${v2}users/?limit=1&order_by=-id`)).json().data).toEqual([data]);
    expect((await house.ask('GET', `${v3}users/?limit=1&order_by=-id`)).json().data).toEqual([data]);
    expect((await house.ask('GET', `${v3}users/${id}/`)).json().data).toMatchObject({
      ...{ id, email, fullname: 'Ann Analyst', license: { id, license_type: 'developer' } },
    });
    expect((await house.ask('GET', `${v2}users/424242/`)).json().data.code).toBe('user.not_found');
  });

  test('a person sees and renames themselves, and nobody else does', async () => {
    const one = await member();
    const other = await member();
    const url = `/api/v2/users/${one.id}/`;
    expect((await one.ask('POST', url, { first_name: 'Anna' })).json().data).toMatchObject({ first_name: 'Anna', last_name: 'Analyst' });
    expect((await other.ask('GET', url)).statusCode).toBe(404);
    expect((await house.ask('GET', url)).json().data.first_name).toBe('Anna');
    expect((await house.ask('POST', url, { body: { first_name: 'X' } })).statusCode).toBe(403);
    expect((await house.ask('GET', url, { token: house.strangerToken })).statusCode).toBe(404);
    expect((await one.ask('GET', '/api/v2/whoami/')).json().data.user).toMatchObject({ id: one.id, email: one.email });
  });

  test('licences are counted, and changed by the seat', async () => {
    const { id } = await member();
    const changed = await house.ask('POST', `${v2}permissions/${id}/`, { body: { license_type: 'read_only', state: 1 } });
    expect([changed.statusCode, changed.json().data]).toMatchObject([200, { license_type: 'read_only', user_id: id }]);
    const [allocation] = (await house.ask('GET', `${v2}licenses/`)).json().data;
    expect(allocation.read_only).toMatchObject({ in_use: 1, assigned: 1, limited: false });
    expect(Object.keys(allocation).sort()).toEqual(['analyst', 'developer', 'explorer', 'it', 'read_only']);
    const bad = await house.ask('POST', `${v2}permissions/${id}/`, { body: { license_type: 'gold', state: 1 } });
    expect(bad.statusCode).toBe(400);
    await house.ask('POST', `${v2}permissions/${id}/`, { body: { license_type: 'developer', state: 2 } });
    expect((await house.ask('GET', `${v2}users/${id}/`)).statusCode).toBe(404);
  });

  test('who is deactivated is let in nowhere until they are active again; who is removed is gone', async () => {
    const { id, ask } = await member();
    const url = `/api/weft/accounts/${house.accountId}/members/${id}/`;
    expect((await ask('GET', v2)).statusCode).toBe(200);
    expect((await house.ask('POST', url, { body: { is_active: false } })).json().data.state).toBe(2);
    expect((await ask('GET', v2)).statusCode).toBe(404);
    await house.ask('POST', url, { body: { is_active: true } });
    expect((await ask('GET', v2)).statusCode).toBe(200);
    expect((await house.ask('DELETE', url)).statusCode).toBe(200);
    expect((await ask('GET', v2)).statusCode).toBe(404);
    const owner = await house.ask('DELETE', `/api/weft/accounts/${house.accountId}/members/1/`);
    expect([owner.statusCode, owner.json().data.code]).toEqual([409, 'account.last_owner']);
  });

  test('who only keeps the people does not touch the owners', async () => {
    const token = await house.token('security_admin');
    const url = `/api/weft/accounts/${house.accountId}/members/1/`;
    expect((await house.ask('POST', url, { token, body: { is_active: false } })).statusCode).toBe(403);
    expect((await house.ask('POST', `${v2}permissions/1/`, { token, body: { license_type: 'read_only' } })).statusCode).toBe(403);
  });
});

describe('seats', () => {
  test('a member without a group knows the account and its public models, and no project', async () => {
    const { ask } = await member();
    expect((await ask('GET', `/api/weft/accounts/${house.accountId}/mesh/`)).statusCode).toBe(200);
    expect((await ask('GET', `${v3}projects/${house.project.id}/`)).statusCode).toBe(404);
    expect((await ask('GET', `${v2}runs/`)).statusCode).toBe(403);
    const { accounts } = (await ask('GET', '/api/weft/session/')).json().data;
    expect(accounts).toMatchObject([{ id: house.accountId, licence: 'developer', permissions: ['account:read', 'public_models:read'] }]);
  });

  test('a read-only seat looks at the catalog whatever its groups grant, and has no tokens', async () => {
    const { id, ask } = await member();
    const [owners] = (await house.ask('GET', `${v3}groups/`)).json().data;
    const tokens = `${v3}users/${id}/account-apikeys/`;
    await house.ask('POST', `${v3}assign-groups/`, { body: { user_id: id, desired_group_ids: [owners.id] } });
    const { token_string: token } = (await ask('POST', tokens, { name: 'Before' })).json().data;
    expect((await house.ask('GET', `${v2}jobs/`, { token })).statusCode).toBe(200);
    await house.ask('POST', `${v2}permissions/${id}/`, { body: { license_type: 'read_only', state: 1 } });
    expect((await ask('GET', `${v3}projects/`)).statusCode).toBe(200);
    expect((await ask('GET', `${v2}jobs/`)).statusCode).toBe(403);
    expect((await ask('POST', tokens, { name: 'After' })).json().data.code).toBe('token.read_only_seat');
    expect((await house.ask('GET', `${v2}jobs/`, { token })).json().data.code).toBe('token.read_only_seat');
  });
});

describe('personal tokens', () => {
  const url = (id: number) => `${v3}users/${id}/account-apikeys/`;

  test('one acts as its person, as far as its scopes go, and is shown once', async () => {
    const { id, ask, email } = await member();
    const [, members] = (await house.ask('GET', `${v3}groups/`)).json().data;
    await house.ask('POST', `${v3}assign-groups/`, { body: { user_id: id, desired_group_ids: [members.id] } });
    const answer = await ask('POST', url(id), { name: 'Laptop', scopes: ['runs:read', 'account:read'] });
    const { token_string: token, ...rest } = answer.json().data;
    expect([answer.statusCode, rest]).toMatchObject([201, { name: 'Laptop', type: 2, scopes: ['runs:read', 'account:read'] }]);
    expect(token).toMatch(/^dbtu_/);
    for (const scheme of ['Token', 'Bearer'])
      expect((await house.ask('GET', `${v2}runs/`, { token: null, headers: { authorization: `${scheme} ${token}` } })).statusCode).toBe(
        200,
      );
    expect((await house.ask('GET', `${v2}jobs/`, { token })).statusCode).toBe(403);
    expect((await house.ask('GET', '/api/v2/whoami/', { token })).json().data.user).toMatchObject({ id, email });
    const [listed] = (await ask('GET', url(id))).json().data;
    expect(listed).toMatchObject({ token_string: '', token_hint: token.slice(-4), last_used: expect.any(String) });
  });

  test('it expires with a clear word, is rotated, and is revoked', async () => {
    const { id, ask } = await member();
    const at = new Date(house.clock.now().getTime() + 3_600_000).toISOString();
    const { data: made } = (await ask('POST', url(id), { name: 'Short', expires_at: at })).json();
    const mayAsk = (token: string) => house.ask('GET', v2, { token });
    const rotated = (await ask('POST', `${url(id)}${made.id}/`)).json().data;
    expect([(await mayAsk(made.token_string)).statusCode, (await mayAsk(rotated.token_string)).statusCode]).toEqual([401, 200]);
    house.clock.turn(3_600_000);
    const expired = await mayAsk(rotated.token_string);
    expect([expired.statusCode, expired.json().data.code]).toEqual([401, 'token.expired']);
    expect(expired.json().status.user_message).toContain(at);
    expect((await ask('POST', url(id), { name: 'Past', expires_at: '2001-01-01' })).json().data.code).toBe('token.expiry_past');
    const { data: other } = (await ask('POST', url(id), { name: 'Other' })).json();
    expect((await ask('DELETE', `${url(id)}${other.id}/`)).json().data.state).toBe(2);
    expect((await mayAsk(other.token_string)).statusCode).toBe(401);
  });

  test('only its person makes one, in a browser; admins see and revoke', async () => {
    const one = await member();
    const other = await member();
    const { data: made } = (await one.ask('POST', url(one.id), { name: 'Mine' })).json();
    expect((await house.ask('POST', url(one.id), { token: made.token_string, body: { name: 'Child' } })).statusCode).toBe(403);
    expect((await house.ask('POST', url(one.id), { body: { name: 'By admin' } })).statusCode).toBe(403);
    expect((await other.ask('GET', url(one.id))).statusCode).toBe(403);
    expect((await other.ask('DELETE', `${url(one.id)}${made.id}/`)).statusCode).toBe(403);
    expect((await house.ask('GET', url(one.id))).json().data).toMatchObject([{ name: 'Mine' }]);
    expect((await house.ask('DELETE', `${url(one.id)}${made.id}/`)).statusCode).toBe(200);
  });

  test.each([
    [{ name: '' }, 'personal_token.name_empty'],
    [{ name: 'x', scopes: ['everything'] }, 'personal_token.scope_unknown'],
    [{ name: 'x', expires_at: 'soon' }, 'request.invalid'],
  ])('%j is refused', async (body, code) => {
    const { id, ask } = await member();
    expect((await ask('POST', url(id), body)).json().data.code).toBe(code);
  });
});

test('the constants name every permission set', async () => {
  const { data } = (await house.ask('GET', '/api/v2/constants/')).json();
  expect(data.permissions_sets).toMatchObject({ job_admin: 'Job Admin', ingest: 'Ingest', semantic_layer_only: 'Semantic Layer Only' });
  expect(Object.keys(data.permissions_statements.permissions)).toHaveLength(32);
});
