import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type BrowserSession, openBrowserSession } from '@weft/kit/browser-session';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let secret = '';
let recoveryCodes: readonly string[] = [];

beforeAll(async () => {
  house = await openAppHouse();
});
afterAll(() => house.close());

const url = '/api/weft/session/';

async function signIn(browser: BrowserSession) {
  return browser.ask('POST', url, house.owner);
}

/** What the app shows at this moment of the house's clock. */
function code(): string {
  const app = new TOTP({ algorithm: 'SHA1', digits: 6, period: 30, secret: Secret.fromBase32(secret) });
  return app.generate({ timestamp: house.clock.now().getTime() });
}

function nextCode(): string {
  house.clock.turn(30_000);
  return code();
}

async function inTwoSteps(given: string) {
  const browser = openBrowserSession(house);
  await signIn(browser);
  return { browser, answer: await browser.ask('POST', `${url}second-step/`, { code: given }) };
}

test('an app is set up by its secret and a code of this moment, and ten recovery codes are shown', async () => {
  const browser = openBrowserSession(house);
  await signIn(browser);
  const begun = (await browser.ask('POST', '/api/weft/profile/totp/', {})).json().data;
  expect(begun.uri).toMatch(/^otpauth:\/\/totp\/Weft:owner%40example\.com\?.*issuer=Weft/);
  secret = begun.secret;
  const wrong = await browser.ask('POST', '/api/weft/profile/totp/confirm/', { code: '000000' });
  expect([wrong.statusCode, wrong.json().data.code]).toEqual([400, 'totp.code_wrong']);
  const before = browser.cookies.get('weft_session');
  const done = await browser.ask('POST', '/api/weft/profile/totp/confirm/', { code: code() });
  recoveryCodes = done.json().data.recovery_codes;
  expect(new Set(recoveryCodes).size).toBe(10);
  expect(recoveryCodes[0]).toMatch(/^[a-z0-9]{4}(-[a-z0-9]{4}){3}$/);
  // The session goes on, under another token.
  expect(browser.cookies.get('weft_session')).not.toBe(before);
  expect((await browser.ask('GET', '/api/weft/profile/')).json().data).toMatchObject({ has_totp: true, recovery_codes_left: 10 });
  expect((await browser.ask('POST', '/api/weft/profile/totp/', {})).json().data.code).toBe('totp.already_on');
});

test('the secret and the codes are nowhere in the database as they are', async () => {
  const { rows } = await house.database.withClient((client) =>
    client.query<{ text: string }>(
      "select (select json_agg(t)::text from identity.totp t) || (select json_agg(r)::text from identity.recovery_code r) || (select coalesce(json_agg(e)::text, '') from audit.event e) as text",
    ),
  );
  expect(rows[0]?.text).not.toContain(secret);
  for (const each of recoveryCodes) expect(rows[0]?.text).not.toContain(each);
});

test('then a password leads to the second step, and to nothing else', async () => {
  const browser = openBrowserSession(house);
  const answer = await signIn(browser);
  expect(answer.json().data).toMatchObject({ user: null, accounts: [], second_step: ['totp', 'recovery_code'] });
  expect([...browser.cookies.keys()]).toEqual(['weft_sign_in']);
  expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly.*SameSite=Strict/);
  expect((await browser.ask('GET', url)).json().data.user).toBeNull();
  const done = await browser.ask('POST', `${url}second-step/`, { code: nextCode() });
  expect(done.json().data.user).toMatchObject({ email: house.owner.email });
  expect(browser.cookies.has('weft_session')).toBe(true);
});

test('a code is good once, with its neighbours before it', async () => {
  const fresh = nextCode();
  expect((await inTwoSteps(fresh)).answer.statusCode).toBe(200);
  const again = await inTwoSteps(fresh);
  expect([again.answer.statusCode, again.answer.json().data.code]).toEqual([401, 'session.code_refused']);
  house.clock.turn(30_000);
  expect((await inTwoSteps(code())).answer.statusCode).toBe(200);
});

test('a recovery code lets in once, however it is written', async () => {
  const [first = ''] = recoveryCodes;
  expect((await inTwoSteps(first.toUpperCase().replaceAll('-', ' '))).answer.statusCode).toBe(200);
  expect((await inTwoSteps(first)).answer.statusCode).toBe(401);
});

test('the second step is over after five minutes, and after it was gone', async () => {
  const browser = openBrowserSession(house);
  await signIn(browser);
  const stepToken = browser.cookies.get('weft_sign_in') ?? '';
  house.clock.turn(5 * 60_000 + 1000);
  expect((await browser.ask('POST', `${url}second-step/`, { code: code() })).json().data.code).toBe('session.step_over');
  const other = await inTwoSteps(nextCode());
  expect(other.answer.statusCode).toBe(200);
  expect((await other.browser.ask('POST', `${url}second-step/`, { code: nextCode() })).json().data.code).toBe('session.step_over');
  expect(stepToken).toMatch(/^wft_/);
});

test('guessing codes locks the second step for the person, whatever password comes before it', async () => {
  const codes: string[] = [];
  for (let tries = 0; tries < 5; tries++) codes.push((await inTwoSteps('123456')).answer.json().data.code);
  expect(codes).toEqual(Array(5).fill('session.code_refused'));
  const locked = (await inTwoSteps(nextCode().replace(/^./, 'x'))).answer;
  // The clock was turned past the first lock of a second; wrong once more, it is locked for two.
  expect(locked.statusCode).toBe(401);
  const waiting = (await inTwoSteps(code())).answer;
  expect([waiting.statusCode, waiting.json().data.code, waiting.headers['retry-after']]).toEqual([429, 'session.locked', '2']);
  expect(house.announced.filter(({ name }) => name === 'sign_in.refused').at(-1)?.data).toMatchObject({ reason: 'locked', method: 'totp' });
  house.clock.turn(30_000);
  expect((await inTwoSteps(code())).answer.statusCode).toBe(200);
});

test('how one proves who one is changes only shortly after one has proved it', async () => {
  const { browser } = await inTwoSteps(nextCode());
  house.clock.turn(16 * 60_000);
  const refused = await browser.ask('DELETE', '/api/weft/profile/totp/');
  expect([refused.statusCode, refused.json().data.code]).toEqual([403, 'session.not_confirmed']);
  expect((await browser.ask('POST', '/api/weft/profile/confirm/', { password: 'not it at all' })).json().data.code).toBe('password.wrong');
  expect((await browser.ask('POST', '/api/weft/profile/confirm/', { password: house.owner.password })).statusCode).toBe(200);
  const renewed = await browser.ask('POST', '/api/weft/profile/recovery-codes/', {});
  expect(renewed.json().data.recovery_codes).toHaveLength(10);
  expect((await inTwoSteps(recoveryCodes[1] ?? '')).answer.statusCode).toBe(401);
  expect((await browser.ask('DELETE', '/api/weft/profile/totp/')).statusCode).toBe(200);
  expect((await signIn(openBrowserSession(house))).json().data.second_step).toBeNull();
});

test('an account that requires a second factor is closed to who has none, and says so', async () => {
  await house.ask('PATCH', `/api/weft/accounts/${house.accountId}/settings/`, { body: { requires_second_factor: true } });
  const browser = openBrowserSession(house);
  const answer = await signIn(browser);
  expect(answer.json().data).toMatchObject({ user: { email: house.owner.email }, accounts: [], needs_second_factor: true });
  expect((await browser.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/`)).statusCode).toBe(404);
  secret = (await browser.ask('POST', '/api/weft/profile/totp/', {})).json().data.secret;
  await browser.ask('POST', '/api/weft/profile/totp/confirm/', { code: nextCode() });
  expect((await browser.ask('GET', url)).json().data).toMatchObject({ accounts: [{ id: house.accountId }], needs_second_factor: false });
  expect((await browser.ask('GET', `/api/v2/accounts/${house.accountId}/jobs/`)).statusCode).toBe(200);
});

test('an admin takes a lost second factor away, which ends the sessions of who had it', async () => {
  const { browser } = await inTwoSteps(nextCode());
  const { id } = (await browser.ask('GET', '/api/weft/profile/')).json().data;
  const reset = `/api/weft/accounts/${house.accountId}/users/${id}/reset-second-factor/`;
  expect((await house.ask('POST', reset, { token: await house.token('account_viewer') })).statusCode).toBe(403);
  expect((await house.ask('POST', reset)).statusCode).toBe(200);
  expect((await browser.ask('GET', url)).json().data.user).toBeNull();
  expect((await signIn(openBrowserSession(house))).json().data.second_step).toBeNull();
  const { rows } = await house.database.withClient((client) =>
    client.query("select 1 from audit.event where event = 'user.second_factor_reset'"),
  );
  expect(rows.length).toBe(1);
});
