import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { type Authenticator, makeAuthenticator } from '@weft/kit/authenticator';
import { type BrowserSession, openBrowserSession } from '@weft/kit/browser-session';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let key: Authenticator;
let owner: BrowserSession;

beforeAll(async () => {
  house = await openAppHouse();
  key = makeAuthenticator('localhost', 'http://localhost:8580');
  owner = openBrowserSession(house);
  await owner.ask('POST', '/api/weft/session/', house.owner);
});
afterAll(() => house.close());

const passkeys = '/api/weft/profile/passkeys/';
const session = '/api/weft/session/';

async function challenge(browser: BrowserSession, body: object = {}): Promise<string> {
  return (await browser.ask('POST', `${session}passkey-options/`, body)).json().data.challenge;
}

async function enter(how: Parameters<Authenticator['assert']>[1] = {}, browser = openBrowserSession(house)) {
  const response = key.assert(await challenge(browser), how);
  return { browser, response, answer: await browser.ask('POST', `${session}passkey/`, { response }) };
}

test('a passkey is registered for the host of the public URL, once for each question, within five minutes', async () => {
  const begin = async () => (await owner.ask('POST', `${passkeys}options/`, {})).json().data;
  const options = await begin();
  expect(options).toMatchObject({ rp: { id: 'localhost', name: 'Weft' }, user: { name: house.owner.email } });
  const add = (response: object) => owner.ask('POST', passkeys, { name: 'Blue key', response });
  const elsewhere = makeAuthenticator('localhost', 'http://evil.example').register(options.challenge);
  expect((await add(elsewhere)).json().data.code).toBe('passkey.refused');
  // The wrong answer has used the question up.
  expect((await add(key.register(options.challenge))).json().data.code).toBe('passkey.refused');
  const late = await begin();
  house.clock.turn(5 * 60_000 + 1000);
  expect((await add(key.register(late.challenge))).json().data.code).toBe('passkey.refused');
  const made = await add(key.register((await begin()).challenge));
  expect([made.statusCode, made.json().data.recovery_codes.length]).toEqual([201, 10]);
  expect((await owner.ask('GET', '/api/weft/profile/')).json().data.passkeys).toMatchObject([{ name: 'Blue key', last_used_at: null }]);
});

test('it signs in alone when it has seen its owner, and an answer is good once', async () => {
  const { browser, response, answer } = await enter();
  expect(answer.json().data.user).toMatchObject({ email: house.owner.email });
  expect(browser.cookies.has('weft_session')).toBe(true);
  const replayed = await openBrowserSession(house).ask('POST', `${session}passkey/`, { response });
  expect([replayed.statusCode, replayed.json().data.code]).toEqual([401, 'session.passkey_refused']);
  expect((await enter({ isVerified: false })).answer.statusCode).toBe(401);
  expect((await enter({ origin: 'http://evil.example' })).answer.statusCode).toBe(401);
});

test('a counter that has not grown is that of a copy', async () => {
  expect((await enter({ counter: 50 })).answer.statusCode).toBe(200);
  expect((await enter({ counter: 50 })).answer.statusCode).toBe(401);
  expect((await enter({ counter: 49 })).answer.statusCode).toBe(401);
  expect((await enter({ counter: 51 })).answer.statusCode).toBe(200);
});

test('a question is over after five minutes', async () => {
  const browser = openBrowserSession(house);
  const asked = await challenge(browser);
  house.clock.turn(5 * 60_000 + 1000);
  const answer = await browser.ask('POST', `${session}passkey/`, { response: key.assert(asked) });
  expect(answer.statusCode).toBe(401);
});

test('after a password it is the second step, asked for the person’s own keys, also without a finger', async () => {
  const browser = openBrowserSession(house);
  expect((await browser.ask('POST', session, house.owner)).json().data.second_step).toEqual(['passkey', 'recovery_code']);
  const options = (await browser.ask('POST', `${session}passkey-options/`, { is_second_step: true })).json().data;
  expect(options.allowCredentials).toHaveLength(1);
  const response = key.assert(options.challenge, { isVerified: false });
  // A question of the second step is none for signing in alone.
  expect((await openBrowserSession(house).ask('POST', `${session}passkey/`, { response })).statusCode).toBe(401);
  const again = (await browser.ask('POST', `${session}passkey-options/`, { is_second_step: true })).json().data.challenge;
  const done = await browser.ask('POST', `${session}passkey/`, {
    is_second_step: true,
    response: key.assert(again, { isVerified: false }),
  });
  expect(done.json().data.user).toMatchObject({ email: house.owner.email });
});

test('it is renamed and removed, and then lets nobody in; the recovery codes go with it', async () => {
  const browser = (await enter()).browser;
  const [{ id }] = (await browser.ask('GET', '/api/weft/profile/')).json().data.passkeys;
  expect((await browser.ask('PATCH', `${passkeys}${id}/`, { name: 'Green key' })).statusCode).toBe(200);
  expect((await browser.ask('GET', '/api/weft/profile/')).json().data.passkeys).toMatchObject([{ name: 'Green key' }]);
  expect((await browser.ask('DELETE', `${passkeys}${id}/`)).statusCode).toBe(200);
  expect((await browser.ask('DELETE', `${passkeys}${id}/`)).statusCode).toBe(404);
  expect((await enter()).answer.statusCode).toBe(401);
  expect((await browser.ask('GET', '/api/weft/profile/')).json().data).toMatchObject({ passkeys: [], recovery_codes_left: 0 });
});

test.each([[{}], [{ response: {} }], [{ response: { id: 'x', rawId: 'x', type: 'password', response: {} } }], [undefined]])(
  '%j is a bad request',
  async (body) => {
    expect((await openBrowserSession(house).ask('POST', `${session}passkey/`, body)).statusCode).toBe(400);
  },
);
