import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { expectGolden } from '@weft/kit/golden';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;

beforeAll(async () => {
  house = await openAppHouse();
});
afterAll(() => house.close());

test('an account is as it was', async () => {
  const answer = await house.ask('GET', `/api/v2/accounts/${house.accountId}/`);
  expect(answer.statusCode).toBe(200);
  await expectGolden(import.meta.dirname, 'account', answer.json());
});

test.each(['v2', 'v3'])('the accounts of %s are those that the caller is in', async (version) => {
  const answer = await house.ask('GET', `/api/${version}/accounts/`);
  expect(answer.statusCode).toBe(200);
  expect(answer.json().data.map((account: { id: number }) => account.id)).toEqual([house.accountId]);
  expect(answer.json().extra).toEqual({
    filters: { limit: 100, offset: 0 },
    order_by: 'id',
    pagination: { count: 1, total_count: 1 },
  });
  const others = await house.ask('GET', `/api/${version}/accounts/`, { token: house.strangerToken });
  expect(others.json().data.map((account: { id: number }) => account.id)).toEqual([house.otherAccountId]);
});

test.each(['v2', 'v3'])('the account is read under %s by everybody who is in it, with and without the slash', async (version) => {
  for (const set of ['job_runner', 'job_viewer', 'metadata_only'] as const) {
    const token = await house.token(set, house.project.id);
    for (const slash of ['', '/']) {
      expect((await house.ask('GET', `/api/${version}/accounts/${house.accountId}${slash}`, { token })).statusCode).toBe(200);
    }
  }
});

test('the account is shut to who may only upload, and not there for strangers', async () => {
  const url = `/api/v2/accounts/${house.accountId}/`;
  expect((await house.ask('GET', url, { token: await house.token('ingest') })).statusCode).toBe(403);
  expect((await house.ask('GET', url, { token: house.strangerToken })).statusCode).toBe(404);
  expect((await house.ask('GET', '/api/v2/accounts/424242/')).statusCode).toBe(404);
});

test.each(['/api/v2/whoami', '/api/v2/whoami/'])('%s tells a token that it is a token', async (url) => {
  const { data, status } = (await house.ask('GET', url)).json();
  expect(status).toMatchObject({ is_success: true, user_message: expect.any(String), developer_message: expect.any(String) });
  expect(data.user).toEqual({
    id: expect.any(Number),
    email: expect.stringMatching(/^service-token-\d+@weft\.invalid$/),
    first_name: 'service token owner',
    last_name: '',
  });
  expect(Number.isSafeInteger(data.user.id)).toBe(true);
});

test('whoami tells a person who they are', async () => {
  const origin = { host: 'localhost:8580', origin: 'http://localhost:8580' };
  const entered = await house.ask('POST', '/api/weft/session/', { token: null, body: house.owner, headers: origin });
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? '';
  const answer = await house.ask('GET', '/api/v2/whoami', { token: null, headers: { cookie } });
  expect(answer.json().data.user).toEqual({ id: expect.any(Number), email: house.owner.email, first_name: 'Own', last_name: 'Er' });
});

test('whoami knows nobody without a token', async () => {
  expect((await house.ask('GET', '/api/v2/whoami', { token: null })).statusCode).toBe(401);
});

test('features are told as truths, and that of dbt State is false', async () => {
  const { data } = (await house.ask('GET', `/api/private/accounts/${house.accountId}/features/`)).json();
  expect(data['dbt-state']).toBe(false);
  expect(data['hybrid-projects']).toBe(true);
  expect(Object.values(data).every((value) => typeof value === 'boolean')).toBe(true);
});
