import { asId } from '@weft/base/id';
import { listGroups } from '@weft/domain/access/list-groups';
import { startSession } from '@weft/domain/identity/start-session';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { licenceSchema, userSchema } from '@weft/wire/v3/scim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let house: AppHouse;
let token: string;
let base: string;

beforeAll(async () => {
  house = await openAppHouse();
  base = `/api/v3/accounts/${house.accountId}/scim/v2`;
  const config = `/api/v3/accounts/${house.accountId}/scim-config/`;
  await house.ask('POST', config, { body: { enabled: true, manual_updates_allowed: true, scim_controlled_license_type: true } });
  token = (await house.ask('POST', `${config}tokens/`, { body: { name: 'Okta' } })).json().data.token_string;
});
afterAll(() => house.close());

async function scim(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
  const answer = await house.app.inject({
    method,
    url: `${base}${path}`,
    headers,
    ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
  });
  return { status: answer.statusCode, headers: answer.headers, body: answer.body === '' ? null : answer.json() };
}

let count = 0;

function person(more: object = {}) {
  count += 1;
  return {
    schemas: [userSchema],
    userName: `person${count}@acme.example`,
    externalId: `ext-${count}`,
    name: { givenName: 'Per', familyName: `Son ${count}` },
    emails: [{ primary: true, value: `person${count}@acme.example`, type: 'work' }],
    active: true,
    ...more,
  };
}

async function make(more: object = {}) {
  const made = await scim('POST', '/Users', person(more));
  expect(made.status).toBe(201);
  return made.body;
}

const patch = (...Operations: readonly object[]) => ({ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations });

describe('users', () => {
  test('are made, read, replaced and removed', async () => {
    const sent = person({ [licenceSchema]: { licenseType: 'read_only' } });
    const made = await scim('POST', '/Users', sent);
    expect(made.headers['content-type']).toBe('application/scim+json; charset=utf-8');
    expect(made.headers.location).toBe(made.body.meta.location);
    expect([made.status, made.body]).toMatchObject([
      201,
      {
        schemas: [userSchema, licenceSchema],
        id: expect.stringMatching(/^\d+$/),
        userName: sent.userName,
        externalId: sent.externalId,
        active: true,
        name: sent.name,
        emails: [{ value: sent.userName, primary: true }],
        [licenceSchema]: { licenseType: 'read_only' },
        meta: { resourceType: 'User', location: `${house.config.publicUrl}${base}/Users/${made.body.id}` },
      },
    ]);
    const path = `/Users/${made.body.id}`;
    expect((await scim('GET', path)).body).toEqual(made.body);
    const put = await scim('PUT', path, { ...sent, userName: 'new.name@acme.example', name: { givenName: 'New', familyName: 'Name' } });
    expect([put.status, put.body.userName, put.body.name.formatted]).toEqual([200, 'new.name@acme.example', 'New Name']);
    const gone = await scim('DELETE', path);
    expect([gone.status, gone.body]).toEqual([204, null]);
    expect((await scim('GET', path)).status).toBe(404);
  });

  test('are found by name, by the provider’s own id, and page by page', async () => {
    const one = await make();
    const found = await scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${one.userName.toUpperCase()}"`)}`);
    expect(found.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      ...{ totalResults: 1, startIndex: 1, itemsPerPage: 1, Resources: [{ id: one.id }] },
    });
    const other = await scim('GET', `/Users?filter=${encodeURIComponent(`externalId eq "${one.externalId}" and active eq true`)}`);
    expect(other.body.Resources.map(({ id }: { id: string }) => id)).toEqual([one.id]);
    expect((await scim('GET', `/Users?filter=${encodeURIComponent('userName eq "none@acme.example"')}`)).body.totalResults).toBe(0);
    const total = (await scim('GET', '/Users')).body.totalResults;
    const page = (await scim('GET', '/Users/?startIndex=2&count=1')).body;
    expect([page.totalResults, page.startIndex, page.itemsPerPage, page.Resources.length]).toEqual([total, 2, 1, 1]);
    expect((await scim('GET', '/Users?count=0')).body).toMatchObject({ totalResults: total, Resources: [] });
    const lean = (await scim('GET', '/Users?attributes=userName')).body.Resources[0];
    expect(Object.keys(lean).sort()).toEqual(['id', 'meta', 'schemas', 'userName']);
  });

  test.each([
    'userName',
    'userName eq',
    'userName = "x"',
    'shoeSize eq "9"',
    'userName eq "x" or active eq true',
    'userName eq "x" and',
    '(',
  ])('a filter %j is refused in SCIM’s shape', async (filter) => {
    const answer = await scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      ...{ status: '400', scimType: 'invalidFilter', detail: expect.any(String) },
    });
  });

  test.each([
    ['Okta', { op: 'replace', value: { active: false } }],
    ['Entra ID', { op: 'Replace', path: 'active', value: 'False' }],
    ['the standard', { op: 'replace', path: 'urn:ietf:params:scim:schemas:core:2.0:User:active', value: false }],
  ])('are shut out as %s says it, their sessions with them, and let in again', async (_, operation) => {
    const made = await make();
    const headers = { cookie: await sessionOf(Number(made.id)) };
    const whoami = async () => (await house.ask('GET', '/api/v2/whoami', { token: null, headers })).statusCode;
    expect(await whoami()).toBe(200);
    const out = await scim('PATCH', `/Users/${made.id}`, patch(operation));
    expect([out.status, out.body.active, await whoami()]).toEqual([200, false, 401]);
    const back = await scim('PATCH', `/Users/${made.id}`, patch({ op: 'replace', value: { active: true } }));
    expect(back.body.active).toBe(true);
  });

  test('are changed attribute by attribute; what Weft does not keep is passed over', async () => {
    const made = await make();
    const answer = await scim(
      'PATCH',
      `/Users/${made.id}`,
      patch(
        { op: 'Add', path: 'name.givenName', value: 'Grace' },
        { op: 'Replace', path: 'emails[type eq "work"].value', value: made.userName },
        { op: 'replace', value: { 'name.familyName': 'Hopper', title: 'Admiral', [licenceSchema]: { licenseType: 'analyst' } } },
        { op: 'remove', path: 'externalId' },
        { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Navy' },
      ),
    );
    expect(answer.body).toMatchObject({ name: { formatted: 'Grace Hopper' }, [licenceSchema]: { licenseType: 'analyst' } });
    expect(answer.body).not.toHaveProperty('externalId');
    const licence = patch({ op: 'Replace', path: `${licenceSchema}:licenseType`, value: 'developer' });
    expect((await scim('PATCH', `/Users/${made.id}`, licence)).body[licenceSchema]).toEqual({ licenseType: 'developer' });
  });

  test('of the same name are a conflict, and a name that is no address is refused', async () => {
    const made = await make();
    const again = await scim('POST', '/Users', person({ userName: made.userName.toUpperCase() }));
    expect(again.body).toMatchObject({ status: '409', scimType: 'uniqueness' });
    const other = await make();
    expect((await scim('PATCH', `/Users/${other.id}`, patch({ op: 'replace', path: 'userName', value: made.userName }))).status).toBe(409);
    expect((await scim('POST', '/Users', person({ userName: 'no address' }))).body).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
    });
    expect((await scim('POST', '/Users', person({ [licenceSchema]: { licenseType: 'king' } }))).status).toBe(400);
  });

  test('the last owner is neither shut out nor removed', async () => {
    const filter = encodeURIComponent(`userName eq "${house.owner.email}"`);
    const { id } = (await scim('GET', `/Users?filter=${filter}`)).body.Resources[0];
    expect((await scim('DELETE', `/Users/${id}`)).status).toBe(409);
    expect((await scim('PATCH', `/Users/${id}`, patch({ op: 'replace', value: { active: false } }))).status).toBe(409);
  });
});

describe('groups', () => {
  test('are made with members, marked as kept by SCIM, and found by name', async () => {
    const [one, two] = [await make(), await make()];
    const made = await scim('POST', '/Groups', { displayName: 'Analysts', externalId: 'g-1', members: [{ value: one.id, display: 'x' }] });
    expect([made.status, made.body]).toMatchObject([201, { displayName: 'Analysts', externalId: 'g-1', members: [{ value: one.id }] }]);
    const kept = (await listGroups(house, house.accountId)).find(({ name }) => name === 'Analysts');
    expect(kept).toMatchObject({ scimManaged: true, memberIds: [Number(one.id)] });
    const found = await scim('GET', `/Groups?filter=${encodeURIComponent('displayName eq "analysts"')}&excludedAttributes=members`);
    expect(found.body.Resources).toEqual([expect.not.objectContaining({ members: expect.anything() })]);
    expect((await scim('GET', `/Users/${one.id}`)).body.groups).toContainEqual(
      expect.objectContaining({ value: made.body.id, display: 'Analysts' }),
    );
    const put = await scim('PUT', `/Groups/${made.body.id}`, { displayName: 'Finance analysts', members: [{ value: two.id }] });
    expect(put.body).toMatchObject({ displayName: 'Finance analysts', members: [{ value: two.id }] });
    expect((await scim('DELETE', `/Groups/${made.body.id}`)).status).toBe(204);
    expect((await scim('GET', `/Groups/${made.body.id}`)).body).toMatchObject({ status: '404' });
  });

  test('gain and lose members in Okta’s and in Entra ID’s spelling', async () => {
    const ids = [(await make()).id, (await make()).id, (await make()).id];
    const [a, b, c] = ids;
    const { id } = (await scim('POST', '/Groups', { displayName: 'Spelled' })).body;
    const after = async (...operations: readonly object[]) => {
      const answer = await scim('PATCH', `/Groups/${id}`, patch(...operations));
      expect(answer.status).toBe(200);
      return answer.body.members.map(({ value }: { value: string }) => value);
    };
    expect(await after({ op: 'add', path: 'members', value: [{ value: a, display: 'a' }] })).toEqual([a]);
    expect(await after({ op: 'Add', path: 'members', value: [{ value: b }, { value: c }] })).toEqual([a, b, c]);
    expect(await after({ op: 'remove', path: `members[value eq "${a}"]` })).toEqual([b, c]);
    expect(await after({ op: 'Remove', path: 'members', value: [{ value: b }] })).toEqual([c]);
    expect(await after({ op: 'replace', value: { id, displayName: 'Spelled otherwise', members: [{ value: a }] } })).toEqual([a]);
    expect(
      await after({ op: 'replace', path: 'members', value: [{ value: b }] }, { op: 'add', path: 'members', value: { value: c } }),
    ).toEqual([b, c]);
    expect(await after({ op: 'remove', path: 'members' })).toEqual([]);
    expect((await scim('GET', `/Groups/${id}`)).body.displayName).toBe('Spelled otherwise');
  });

  test('take in nobody who is not a member of the account, and leave nothing behind that was half made', async () => {
    const body = { displayName: 'Ghosts', members: [{ value: '999999' }] };
    expect((await scim('POST', '/Groups', body)).body).toMatchObject({ status: '400', scimType: 'invalidValue' });
    expect((await listGroups(house, house.accountId)).map(({ name }) => name)).not.toContain('Ghosts');
    expect((await scim('POST', '/Groups', { displayName: 'Owner' })).body).toMatchObject({ status: '409', scimType: 'uniqueness' });
  });
});

describe('owners', () => {
  test('are not made by SCIM, save in a group of its own that an owner granted as much', async () => {
    const { id } = await make();
    const owners = (await listGroups(house, house.accountId)).find(({ name }) => name === 'Owner');
    const joining = patch({ op: 'add', path: 'members', value: [{ value: id }] });
    for (const [method, body] of [
      ['PATCH', joining],
      ['PUT', { displayName: 'Mine', members: [{ value: id }] }],
      ['DELETE', undefined],
    ] as const) {
      const answer = await scim(method, `/Groups/${owners?.id}`, body);
      expect([answer.status, answer.body]).toMatchObject([403, { detail: expect.stringContaining('Owner') }]);
    }
    const own = (await scim('POST', '/Groups', { displayName: 'Owners by SCIM' })).body;
    await house.ask('POST', `/api/v3/accounts/${house.accountId}/group-permissions/${own.id}/`, {
      body: [{ permission_set: 'owner', all_projects: true }],
    });
    expect((await scim('PATCH', `/Groups/${own.id}`, joining)).status).toBe(200);
    expect((await scim('DELETE', `/Groups/${own.id}`)).status).toBe(204);
  });

  test('keep their address, to which a new password would be mailed', async () => {
    const filter = encodeURIComponent(`userName eq "${house.owner.email}"`);
    const [owner] = (await scim('GET', `/Users?filter=${filter}`)).body.Resources;
    const moved = await scim('PATCH', `/Users/${owner.id}`, patch({ op: 'replace', path: 'userName', value: 'thief@acme.example' }));
    expect([moved.status, moved.body]).toMatchObject([403, { detail: expect.stringContaining(house.owner.email) }]);
    expect((await scim('GET', `/Users/${owner.id}`)).body.userName).toBe(house.owner.email);
  });
});

describe('the service', () => {
  test('tells what it can do', async () => {
    const config = (await scim('GET', '/ServiceProviderConfig')).body;
    expect(config).toMatchObject({ patch: { supported: true }, bulk: { supported: false }, filter: { supported: true } });
    expect((await scim('GET', '/ResourceTypes')).body.Resources.map(({ id }: { id: string }) => id)).toEqual(['User', 'Group']);
    expect((await scim('GET', '/ResourceTypes/User/')).body).toMatchObject({ endpoint: '/Users', schema: userSchema });
    expect((await scim('GET', '/Schemas')).body.totalResults).toBe(3);
    expect((await scim('GET', `/Schemas/${userSchema}`)).body.id).toBe(userSchema);
    expect((await scim('GET', '/Schemas/none')).body).toMatchObject({ status: '404', detail: expect.stringContaining('none') });
  });

  test('refuses in SCIM’s shape whoever may not, and what is no JSON', async () => {
    const wrong = await house.app.inject({ url: `${base}/Users`, headers: { authorization: 'Bearer dbts_none' } });
    expect([wrong.statusCode, wrong.json()]).toMatchObject([401, { status: '401', detail: expect.any(String) }]);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' };
    const broken = await house.app.inject({ method: 'POST', url: `${base}/Users`, headers, payload: '{' });
    expect(broken.statusCode).toBe(400);
  });

  test('its token opens nothing else', async () => {
    for (const path of ['projects/', 'users/', 'scim-config/', 'scim-config/tokens/', 'groups/'])
      expect((await house.ask('GET', `/api/v3/accounts/${house.accountId}/${path}`, { token })).statusCode).toBe(403);
    const other = await house.ask('GET', `/api/v3/accounts/${house.otherAccountId}/scim/v2/Users`, { token });
    expect(other.json()).toMatchObject({ status: '404' });
  });

  test('a token is shown once, and worth nothing when it is revoked; nothing is answered while SCIM is off', async () => {
    const config = `/api/v3/accounts/${house.accountId}/scim-config/`;
    const made = await house.ask('POST', `${config}tokens/`, { body: { name: 'Second' } });
    expect([made.statusCode, made.json().data]).toMatchObject([
      201,
      { name: 'Second', token_string: expect.stringMatching(/^dbts_/), last_used: null },
    ]);
    const { id, token_string } = made.json().data;
    const use = async () => (await house.ask('GET', `${base}/Users`, { token: token_string })).statusCode;
    expect(await use()).toBe(200);
    const listed = await house.ask('GET', `${config}tokens/`);
    expect(listed.body).not.toContain(token_string);
    expect(listed.json().data.find((each: { id: number }) => each.id === id).last_used).toEqual(expect.any(String));
    expect((await house.ask('DELETE', `${config}tokens/${id}/`)).statusCode).toBe(204);
    expect([await use(), (await house.ask('GET', `${config}tokens/${id}/`)).statusCode]).toEqual([401, 404]);
    await house.ask('POST', config, { body: { enabled: false, manual_updates_allowed: true } });
    expect((await scim('GET', '/Users')).body).toMatchObject({ status: '403' });
    const back = await house.ask('POST', config, { body: { enabled: true, manual_updates_allowed: false } });
    expect(back.json().data).toEqual({ enabled: true, manual_updates_allowed: false, scim_controlled_license_type: true });
  });
});

/** A cookie of somebody who signed in a moment ago. */
async function sessionOf(userId: number): Promise<string> {
  const visitor = { address: '127.0.0.1', userAgent: 'test', deviceToken: null };
  const who = { userId: asId<'user'>(userId), email: 'x@acme.example' };
  const { token } = await house.database.transaction((tx) => startSession(house, tx, who, 'oidc', visitor));
  return `weft_session=${token}`;
}
