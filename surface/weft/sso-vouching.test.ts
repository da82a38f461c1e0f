import { createGroup, replaceGroupGrants } from '@weft/domain/access/change-group';
import { signInBySso } from '@weft/domain/access/sign-in-by-sso';
import { getSignInProvider } from '@weft/domain/identity/manage-sso-providers';
import { listMembers } from '@weft/domain/identity/seat-member';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let path: string;
let keeper: string;

const oidc = { issuer: 'https://idp.example', client_id: 'weft' };

beforeAll(async () => {
  house = await openAppHouse();
  path = `/api/weft/accounts/${house.accountId}/sso/`;
  keeper = await house.token('security_admin');
  const { accountId } = house;
  const rulers = await createGroup(house, accountId, { name: 'Rulers', ssoMappingGroups: ['idp-rulers'] });
  await replaceGroupGrants(house, accountId, rulers.id, [
    { accountId, permissionSet: 'account_admin', projectId: null, writableEnvironmentCategories: [] },
  ]);
});
afterAll(() => house.close());

async function add(token: string, name: string): Promise<{ readonly id: number; readonly slug: string }> {
  const made = await house.ask('POST', `${path}providers/`, { token, body: { name, email_domains: ['example.com'], oidc } });
  expect(made.statusCode).toBe(201);
  await change(token, made.json().data.id, { is_enabled: true });
  return made.json().data;
}

async function change(token: string, id: number, body: object): Promise<boolean> {
  const answer = await house.ask('PATCH', `${path}providers/${id}/`, { token, body });
  expect(answer.statusCode).toBe(200);
  return answer.json().data.vouched_by_owner;
}

async function enter(slug: string, email: string, groups: readonly string[] = []) {
  const person = { subject: email, email, isEmailVerified: true, firstName: 'Some', lastName: 'Body', groups };
  return signInBySso(house, await getSignInProvider(house, slug), person, { address: '192.0.2.7', userAgent: 'test', deviceToken: null });
}

test('a provider that somebody made who is no owner lets everybody in but owners, until one confirms it', async () => {
  const { id, slug } = await add(keeper, 'Of the keeper');
  const refused = { kind: 'forbidden', code: 'sso.not_vouched', message: expect.stringContaining('save the provider once') };
  await expect(enter(slug, house.owner.email)).rejects.toMatchObject(refused);
  await expect(enter(slug, 'ada@example.com')).resolves.toMatchObject({ token: expect.stringMatching(/^wfs_/) });
  const told = house.announced.filter(({ name }) => name === 'sign_in.refused').at(-1)?.data;
  expect(told).toMatchObject({ email: house.owner.email, accountIds: [house.accountId], reason: 'policy' });
  expect(await change(house.ownerToken, id, { email_domains: ['example.com'], oidc })).toBe(true);
  await expect(enter(slug, house.owner.email)).resolves.toMatchObject({ token: expect.stringMatching(/^wfs_/) });
});

test('it makes nobody an owner by the groups that it tells of', async () => {
  const { slug } = await add(keeper, 'Of groups');
  await expect(enter(slug, 'eve@example.com', ['idp-rulers'])).rejects.toMatchObject({ code: 'sso.not_vouched' });
  expect((await listMembers(house, house.accountId)).map(({ user }) => user.email)).not.toContain('eve@example.com');
});

test.each([
  ['another issuer', { oidc: { issuer: 'https://evil.example' } }],
  ['another client', { oidc: { client_id: 'evil' } }],
  ['another secret', { client_secret: 'evil' }],
  ['other claims', { oidc: { groups_claim: 'evil' } }],
  ['other domains', { email_domains: ['example.com', 'acme.example'] }],
])('an owner vouches for %s no more once somebody else sets it', async (what, body) => {
  const { id, slug } = await add(house.ownerToken, what);
  expect(await change(keeper, id, { name: 'Renamed', email_domains: ['example.com'], oidc })).toBe(true);
  expect(await change(keeper, id, body)).toBe(false);
  await expect(enter(slug, house.owner.email)).rejects.toMatchObject({ code: 'sso.not_vouched' });
});

test('turning a provider off vouches for nothing, and who turns it on again must be an owner', async () => {
  const { id } = await add(keeper, 'Doubtful');
  expect(await change(house.ownerToken, id, { is_enabled: false })).toBe(false);
  expect(await change(house.ownerToken, id, { is_enabled: true })).toBe(true);
  expect(await change(keeper, id, { is_enabled: false })).toBe(true);
  expect(await change(keeper, id, { is_enabled: true })).toBe(false);
});

test('what was begun before a change is not finished after it', async () => {
  const { id } = await add(keeper, 'Under way');
  const count = async () =>
    (await house.database.withClient((client) => client.query('select * from identity.sso_attempt where provider_id = $1', [id]))).rowCount;
  await house.database.withClient((client) =>
    client.query(
      `insert into identity.sso_attempt (key_hash, kind, provider_id, sealed_content, return_path, expires_at) values ('x', 'ticket', $1, '', '/', $2)`,
      [id, new Date(house.clock.now().getTime() + 60_000)],
    ),
  );
  expect(await count()).toBe(1);
  await change(house.ownerToken, id, { email_domains: ['example.com'], oidc });
  expect(await count()).toBe(0);
});

test('whoever reads the settings is told whether they may vouch', async () => {
  const mayVouch = async (token: string) => (await house.ask('GET', path, { token })).json().data.may_vouch;
  expect([await mayVouch(house.ownerToken), await mayVouch(keeper)]).toEqual([true, false]);
});
