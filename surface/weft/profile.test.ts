import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openBrowserSession } from '@weft/kit/browser-session';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
beforeAll(async () => {
  house = await openAppHouse();
});
afterAll(() => house.close());

const session = '/api/weft/session/';
const sessions = '/api/weft/profile/sessions/';

async function signedIn(userAgent?: string) {
  const browser = openBrowserSession(house, userAgent);
  await browser.ask('POST', session, house.owner);
  return browser;
}

const iPhone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

test('sessions are listed with device and address, and end one by one or all others at once', async () => {
  const [one, phone, third] = [await signedIn(), await signedIn(iPhone), await signedIn()];
  const listed = (await one.ask('GET', sessions)).json().data;
  expect(listed).toHaveLength(3);
  expect(listed.filter((it: { is_this: boolean }) => it.is_this)).toMatchObject([
    { device: 'Firefox on Linux', address: '127.0.0.1', method: 'password' },
  ]);
  const other = listed.find((it: { device: string }) => it.device === 'Safari on iPhone');
  expect(JSON.stringify(listed)).not.toContain('wfs_');
  expect((await one.ask('DELETE', `${sessions}${other.id}/`)).json().data).toHaveLength(2);
  expect((await phone.ask('GET', session)).json().data.user).toBeNull();
  expect((await one.ask('DELETE', `${sessions}${other.id}/`)).statusCode).toBe(404);
  expect((await one.ask('DELETE', sessions)).json().data).toHaveLength(1);
  expect((await third.ask('GET', session)).json().data.user).toBeNull();
  expect((await one.ask('GET', session)).json().data.user).not.toBeNull();
});

test('nobody ends another’s session', async () => {
  const own = await signedIn();
  const [{ id }] = (await own.ask('GET', sessions)).json().data;
  const sent = await house.ask('POST', `/api/v3/accounts/${house.accountId}/invites/`, {
    body: { email_addresses: ['other@example.com'], license_type: 'developer' },
  });
  const token = sent.json().data.links[0].url.split('#')[1];
  const other = openBrowserSession(house);
  const person = { token, first_name: 'O', last_name: 'Ther', password: 'three words that differ' };
  expect((await other.ask('POST', '/api/weft/invitation/accept/', person)).statusCode).toBe(200);
  expect((await other.ask('DELETE', `${sessions}${id}/`)).statusCode).toBe(404);
  expect((await own.ask('GET', session)).json().data.user).not.toBeNull();
});

test('signing in again ends the session that the browser had: a token from before is never good after', async () => {
  const browser = await signedIn();
  const before = browser.cookies.get('weft_session') ?? '';
  await browser.ask('POST', session, house.owner);
  expect(browser.cookies.get('weft_session')).not.toBe(before);
  const old = await house.ask('GET', '/api/v2/whoami', { token: null, headers: { cookie: `weft_session=${before}` } });
  expect(old.statusCode).toBe(401);
});

test('a change of password takes the old one, ends the other sessions, and gives this one a new token', async () => {
  const [browser, other] = [await signedIn(), await signedIn()];
  const change = (current_password: string, password: string) =>
    browser.ask('POST', '/api/weft/profile/password/', { current_password, password });
  expect((await change('not it at all', 'a new warp and weft')).json().data.code).toBe('password.wrong');
  expect((await change(house.owner.password, 'qwertyuiop')).json().data.code).toBe('user.password_weak');
  const before = browser.cookies.get('weft_session') ?? '';
  expect((await change(house.owner.password, 'a new warp and weft')).statusCode).toBe(200);
  expect((await other.ask('GET', session)).json().data.user).toBeNull();
  expect((await browser.ask('GET', session)).json().data.user).not.toBeNull();
  const stolen = await house.ask('GET', '/api/v2/whoami', { token: null, headers: { cookie: `weft_session=${before}` } });
  expect(stolen.statusCode).toBe(401);
  expect((await openBrowserSession(house).ask('POST', session, house.owner)).statusCode).toBe(401);
  expect((await change('a new warp and weft', house.owner.password)).statusCode).toBe(200);
});

test('cookies are for https alone where the page came by https, also behind a proxy that ends it', async () => {
  const headers = { host: 'weft.example', origin: 'https://weft.example' };
  const answer = await house.ask('POST', session, { token: null, body: house.owner, headers });
  expect(String(answer.headers['set-cookie'])).toMatch(/^weft_session=wfs_[^;]+;.*; Secure/);
});

test('no token, of whatever rights, touches how people sign in', async () => {
  for (const [method, path] of [
    ['GET', '/api/weft/profile/'],
    ['GET', sessions],
    ['DELETE', sessions],
    ['POST', '/api/weft/profile/totp/'],
    ['POST', '/api/weft/profile/passkeys/options/'],
  ] as const) {
    const answer = await house.ask(method, path, { body: {} });
    expect([path, answer.statusCode, answer.json().data.code]).toEqual([path, 403, 'session.required']);
  }
});

test('names are changed; what the sign-in page offers is open to all', async () => {
  const browser = await signedIn();
  const changed = await browser.ask('PATCH', '/api/weft/profile/', { first_name: 'Ada', last_name: '<b>Weaver</b>' });
  expect(changed.json().data).toMatchObject({ first_name: 'Ada', last_name: '<b>Weaver</b>', has_password: true, passkeys: [] });
  const options = await house.ask('GET', '/api/weft/sign-in-options/', { token: null });
  expect(options.json().data).toMatchObject({ has_passwords: true, passkey_host: 'localhost', sends_mail: false });
});
