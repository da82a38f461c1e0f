import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openHouse } from '@weft/kit/house';
import { buildApp } from '@weft/server/build-app';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isSecure } from './enter.ts';

let house: AppHouse;

beforeAll(async () => {
  house = await openAppHouse();
});
afterAll(() => house.close());

const url = '/api/weft/session/';
const own = { host: 'weft.example:8580', origin: 'http://weft.example:8580' };

function enter(body: object = house.owner, headers: Record<string, string> = own) {
  return house.ask('POST', url, { token: null, body, headers });
}

async function cookieOf(): Promise<string> {
  return String((await enter()).headers['set-cookie']).split(';')[0] ?? '';
}

describe('signing in', () => {
  test('answers who one is and what one may, and sets a cookie that no script reads', async () => {
    const answer = await enter();
    expect([answer.statusCode, answer.json().data]).toMatchObject([
      200,
      {
        user: { email: house.owner.email, first_name: 'Own', last_name: 'Er' },
        accounts: [
          { id: house.accountId, name: 'Acme', is_hybrid_enabled: true, permissions: expect.arrayContaining(['projects:create']) },
        ],
        has_owner: true,
      },
    ]);
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^weft_session=wfs_[\w-]+; .*Path=\/.*HttpOnly.*SameSite=Lax/);
    expect(cookie).not.toContain('Secure');
    expect(answer.body).not.toContain('wfs_');
  });

  test('a wrong password and an unknown address are told in the same words', async () => {
    const wrong = await enter({ ...house.owner, password: 'not the password' });
    const unknown = await enter({ email: 'nobody@example.com', password: 'not the password' });
    expect([wrong.statusCode, wrong.json()]).toMatchObject([401, { data: { code: 'session.refused' } }]);
    expect(unknown.json()).toEqual(wrong.json());
  });

  test.each([[{}], [{ email: 'x' }], [{ email: 1, password: 2 }], [{ email: 'x'.repeat(321), password: 'x' }], [undefined]])(
    '%j is a bad request',
    async (body) => {
      expect((await house.ask('POST', url, { token: null, body, headers: own })).statusCode).toBe(400);
    },
  );

  test('after five wrong passwords the address is locked for this place, longer each time, and a right one forgives', async () => {
    const body = { email: 'guessed@example.com', password: 'a guess of a password' };
    const guess = async () => (await enter(body)).statusCode;
    for (let tries = 0; tries < 5; tries++) expect(await guess()).toBe(401);
    const locked = await enter(body);
    expect([locked.statusCode, locked.json().data.code, locked.headers['retry-after']]).toEqual([429, 'session.locked', '1']);
    house.clock.turn(1_001);
    expect([await guess(), await guess()]).toEqual([401, 429]);
    house.clock.turn(1_001);
    expect(await guess()).toBe(429);
    // Others are not locked out with it.
    expect((await enter()).statusCode).toBe(200);
  });

  test('guesses that come at once are counted as they come', async () => {
    const body = { email: 'crowd@example.com', password: 'a guess of a password' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => enter(body)));
    expect(answers.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(15);
  });
});

describe('behind a proxy that ends https', () => {
  test('the cookie is for https alone, and the address is the browser’s if the proxy is one that is named', async () => {
    const config = { ...house.config, publicUrl: 'https://weft.example', trustedProxies: ['198.51.100.9'] };
    const app = await buildApp({ ...house, config }, { facts: { version: '0.0.0', dbtVersions: [] }, readiness: [], webFolder: null });
    const send = (remoteAddress: string, client: string, payload: object = house.owner) => {
      const headers = { host: 'weft.example', origin: 'https://weft.example', 'x-forwarded-for': client };
      return app.inject({ method: 'POST', url, remoteAddress, headers, payload });
    };
    const addressOf = async (answer: Awaited<ReturnType<typeof send>>) => {
      const headers = { cookie: String(answer.headers['set-cookie']).match(/weft_session=[^;]+/)?.[0] ?? '' };
      const sessions = (await app.inject({ method: 'GET', url: '/api/weft/profile/sessions/', headers })).json().data;
      return sessions.find((it: { is_this: boolean }) => it.is_this).address;
    };
    const entered = await send('198.51.100.9', '192.0.2.77');
    expect(String(entered.headers['set-cookie'])).toMatch(/weft_session=[^;]+;[^,]*(, \d+[^,]*)?Secure/);
    expect(await addressOf(entered)).toBe('192.0.2.77');
    expect(await addressOf(await send('198.51.100.10', '192.0.2.77'))).toBe('198.51.100.10');
    const wrong = { email: 'proxied@example.com', password: 'a guess of a password' };
    for (let tries = 0; tries < 5; tries++) expect((await send('198.51.100.9', '192.0.2.78', wrong)).statusCode).toBe(401);
    expect((await send('198.51.100.9', '192.0.2.78', wrong)).statusCode).toBe(429);
    // Whoever else comes through the same proxy is somewhere else.
    expect((await send('198.51.100.9', '192.0.2.79', wrong)).statusCode).toBe(401);
    await app.close();
  });

  test.each([
    ['https://weft.example', undefined, true],
    ['https://weft.example', 'null', true],
    ['https://weft.example', 'http://10.0.0.5:8580', false],
    ['http://localhost:8580', undefined, false],
    ['http://localhost:8580', 'https://weft.example', true],
  ])('Weft at %s, asked by a page of %s: https is %s', (publicUrl, origin, isHttps) => {
    const headers = origin === undefined ? {} : { origin };
    expect(isSecure({ publicUrl }, { protocol: 'http', headers })).toBe(isHttps);
  });
});

describe('a session', () => {
  test('is a caller like a token, and ends when it is told to', async () => {
    const cookie = await cookieOf();
    const jobs = `/api/v2/accounts/${house.accountId}/jobs/`;
    expect((await house.ask('GET', jobs, { token: null, headers: { cookie } })).statusCode).toBe(200);
    const left = await house.ask('DELETE', url, { token: null, headers: { cookie, ...own } });
    expect([left.statusCode, left.json().data.user]).toEqual([200, null]);
    expect(String(left.headers['set-cookie'])).toMatch(/^weft_session=;/);
    expect((await house.ask('GET', jobs, { token: null, headers: { cookie } })).statusCode).toBe(401);
  });

  test('is over after two weeks, however much it is used, and after four days of no use', async () => {
    const day = 24 * 3600 * 1000;
    const cookie = await cookieOf();
    const status = async () => (await house.ask('GET', '/api/v2/whoami', { token: null, headers: { cookie } })).statusCode;
    for (let days = 3; days <= 12; days += 3) {
      house.clock.turn(3 * day);
      expect(await status()).toBe(200);
    }
    house.clock.turn(2 * day - 1000);
    expect(await status()).toBe(200);
    house.clock.turn(2000);
    expect(await status()).toBe(401);
    const idle = await cookieOf();
    house.clock.turn(4 * day + 1000);
    expect((await house.ask('GET', '/api/v2/whoami', { token: null, headers: { cookie: idle } })).statusCode).toBe(401);
  });

  test.each([
    ['no origin', {}],
    ['another origin', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://weft.example:9999' }],
    ['an origin of null', { origin: 'null' }],
  ])('changes nothing for a page with %s', async (_, origin) => {
    const headers = { host: own.host, cookie: await cookieOf(), ...origin };
    const projects = `/api/v3/accounts/${house.accountId}/projects/`;
    const asked = { token: null, headers, body: { name: 'By a stranger’s page', ...house.owner } };
    for (const [method, path] of [
      ['POST', projects],
      ['PATCH', `/api/weft/accounts/${house.accountId}/settings/`],
      ['DELETE', `${projects}${house.project.id}/`],
      ['POST', url],
      ['DELETE', url],
    ] as const) {
      const answer = await house.ask(method, path, asked);
      expect([path, answer.statusCode, answer.json().data.code]).toEqual([path, 403, 'request.cross_origin']);
    }
    // Reading is what the browser itself keeps from other pages.
    expect((await house.ask('GET', projects, { token: null, headers })).statusCode).toBe(200);
  });

  test('of our own page changes things; a token needs no origin', async () => {
    const projects = `/api/v3/accounts/${house.accountId}/projects/`;
    const headers = { ...own, cookie: await cookieOf() };
    expect((await house.ask('POST', projects, { token: null, headers, body: { name: 'By our page' } })).statusCode).toBe(201);
    expect((await house.ask('POST', projects, { body: { name: 'By a program' } })).statusCode).toBe(201);
  });

  test('a token in the header goes before a cookie', async () => {
    const cookie = await cookieOf();
    expect((await house.ask('GET', '/api/v2/whoami', { token: 'dbtc_wrong', headers: { cookie } })).statusCode).toBe(401);
  });

  test('nobody is told to be nobody', async () => {
    for (const cookie of ['', 'weft_session=wfs_nonsense']) {
      const answer = await house.ask('GET', url, { token: null, headers: cookie === '' ? {} : { cookie } });
      expect(answer.json().data).toEqual({
        ...{ user: null, accounts: [], has_owner: true, is_demo: false },
        ...{ needs_second_factor: false, second_step: null },
      });
    }
  });
});

describe('the first visitor', () => {
  const owner = { account_name: 'Acme', email: 'first@example.com', first_name: 'F', last_name: 'V', password: 'long enough to be one' };

  test('becomes the owner of an empty Weft, signed in, and only the first', async () => {
    const empty = await openHouse();
    const app = await buildApp(empty, { facts: { version: '0', dbtVersions: [] }, readiness: [], webFolder: null });
    const post = (payload: object, headers: Record<string, string> = own) =>
      app.inject({ method: 'POST', url: '/api/weft/owner/', payload, headers });
    expect((await app.inject({ url })).json().data.has_owner).toBe(false);
    expect((await post(owner, {})).statusCode).toBe(403);
    for (const wrong of [{ password: 'short' }, { email: 'none' }, { account_name: ' ' }, { password: 'x'.repeat(2000) }])
      expect((await post({ ...owner, ...wrong })).statusCode).toBe(400);
    const answers = await Promise.all([post(owner), post({ ...owner, email: 'second@example.com' })]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
    const first = answers.find(({ statusCode }) => statusCode === 200);
    expect(first?.json().data).toMatchObject({ has_owner: true, accounts: [{ name: 'Acme' }] });
    expect(String(first?.headers['set-cookie'])).toMatch(/^weft_session=wfs_/);
    await app.close();
    await empty.close();
  });

  test('comes too late where there is an owner', async () => {
    const answer = await house.ask('POST', '/api/weft/owner/', { token: null, body: owner, headers: own });
    expect(answer.statusCode).toBe(409);
  });
});
