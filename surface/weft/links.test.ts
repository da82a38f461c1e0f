import { mailPasswordLink, passwordLinkAsked } from '@weft/domain/identity/change-password';
import { workMail } from '@weft/host/mail';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openBrowserSession } from '@weft/kit/browser-session';
import { type Mailbox, openMailbox } from '@weft/kit/mailbox';
import { afterAll, beforeAll, expect, test } from 'vitest';

let mailbox: Mailbox;
let house: AppHouse;
let plain: AppHouse;

beforeAll(async () => {
  mailbox = await openMailbox();
  house = await openAppHouse({ variables: { WEFT_SMTP_URL: mailbox.url, WEFT_MAIL_FROM: 'weft@example.com' } });
  plain = await openAppHouse();
  house.outbox.on(passwordLinkAsked, 'mail-link', (asked) => mailPasswordLink(house, asked));
  await house.outbox.start();
  await workMail(house);
});
afterAll(async () => {
  await house.close();
  await plain.close();
  await mailbox.close();
});

const link = '/api/weft/password-link/';
const session = '/api/weft/session/';

async function mailedToken(): Promise<string> {
  await house.settle();
  return /#(wfl_[\w-]+)/.exec(mailbox.letters.at(-1)?.text ?? '')?.[1] ?? 'no link came';
}

test('a forgotten password is chosen anew by a mailed link, once, and ends every session', async () => {
  const signedIn = openBrowserSession(house);
  await signedIn.ask('POST', session, house.owner);
  const browser = openBrowserSession(house);
  const known = await browser.ask('POST', link, { email: house.owner.email.toUpperCase() });
  const token = await mailedToken();
  expect(mailbox.letters.at(-1)).toMatchObject({ to: [{ address: house.owner.email }], subject: 'Choose a new password for Weft' });
  // Behind the #: no server, log or referrer sees it.
  expect(mailbox.letters.at(-1)?.text).toContain(`http://localhost:8580/choose-password#${token}`);
  const count = mailbox.letters.length;
  const unknown = await browser.ask('POST', link, { email: 'nobody@example.com' });
  await house.settle();
  expect([unknown.statusCode, unknown.json()]).toEqual([known.statusCode, known.json()]);
  expect(mailbox.letters).toHaveLength(count);

  expect((await browser.ask('POST', `${link}check/`, { token })).json().data).toEqual({ email: house.owner.email });
  const password = 'another warp and weft';
  expect((await browser.ask('POST', `${link}finish/`, { token, password: 'password123' })).json().data.code).toBe('user.password_weak');
  expect((await browser.ask('POST', `${link}finish/`, { token, password })).statusCode).toBe(200);
  expect((await browser.ask('POST', `${link}finish/`, { token, password })).json().data.code).toBe('link.over');
  expect((await signedIn.ask('GET', session)).json().data.user).toBeNull();
  expect((await browser.ask('POST', session, house.owner)).statusCode).toBe(401);
  expect((await browser.ask('POST', session, { ...house.owner, password })).statusCode).toBe(200);
  await house.settle();
  expect(mailbox.letters.at(-1)).toMatchObject({ subject: 'Your Weft password was changed' });
});

test('a link is over after an hour, and when a later one is made', async () => {
  const browser = openBrowserSession(house);
  await browser.ask('POST', link, { email: house.owner.email });
  const first = await mailedToken();
  await browser.ask('POST', link, { email: house.owner.email });
  const second = await mailedToken();
  expect((await browser.ask('POST', `${link}check/`, { token: first })).statusCode).toBe(410);
  house.clock.turn(3600_000 + 1000);
  expect((await browser.ask('POST', `${link}check/`, { token: second })).statusCode).toBe(410);
});

test('nobody is flooded with mails', async () => {
  const browser = openBrowserSession(house);
  const answers: number[] = [];
  for (let tries = 0; tries < 6; tries++) answers.push((await browser.ask('POST', link, { email: 'flooded@example.com' })).statusCode);
  expect(answers).toEqual([200, 200, 200, 200, 429, 429]);
});

test('without a mail server an admin makes the link, and nobody else', async () => {
  const asked = await openBrowserSession(plain).ask('POST', link, { email: plain.owner.email });
  expect([asked.statusCode, asked.json().data.code]).toEqual([503, 'mail.not_configured']);
  const browser = openBrowserSession(plain);
  await browser.ask('POST', session, plain.owner);
  const { id } = (await browser.ask('GET', '/api/weft/profile/')).json().data;
  const path = `/api/weft/accounts/${plain.accountId}/users/${id}/password-link/`;
  expect((await plain.ask('POST', path, { token: await plain.token('account_viewer') })).statusCode).toBe(403);
  const made = await plain.ask('POST', path);
  expect(made.statusCode).toBe(201);
  const token = made.json().data.url.split('#')[1];
  const { rows } = await plain.database.withClient((client) =>
    client.query<{ text: string }>(
      'select (select json_agg(l)::text from identity.link l) || (select json_agg(e)::text from audit.event e) as text',
    ),
  );
  expect(rows[0]?.text).toContain('user.password_link_made');
  expect(rows[0]?.text).not.toContain(token);
  expect((await browser.ask('POST', `${link}finish/`, { token, password: 'handed over by an admin' })).statusCode).toBe(200);
  expect((await browser.ask('GET', session)).json().data.user).toBeNull();
});

test('an admin does not get into another account by a person who is in both', async () => {
  const browser = openBrowserSession(house);
  const { rows } = await house.database.withClient(async (client) => {
    await client.query('insert into identity.membership (account_id, user_id, created_at) select $1, id, created_at from identity.user', [
      house.otherAccountId,
    ]);
    return client.query<{ id: number }>('select id from identity.user');
  });
  const path = `/api/weft/accounts/${house.accountId}/users/${rows[0]?.id}/password-link/`;
  const answer = await house.ask('POST', path);
  expect([answer.statusCode, answer.json().data.code]).toEqual([403, 'user.in_other_account']);
  await house.database.withClient((client) =>
    client.query('delete from identity.membership where account_id = $1', [house.otherAccountId]),
  );
  expect(browser.cookies.size).toBe(0);
});

test('an address is changed when the link that was sent to the new one is opened', async () => {
  const browser = openBrowserSession(house);
  const now = { email: house.owner.email, password: 'another warp and weft' };
  await browser.ask('POST', session, now);
  expect((await browser.ask('POST', '/api/weft/profile/email/', { email: 'moved@example.com' })).statusCode).toBe(200);
  const token = await mailedToken();
  expect(mailbox.letters.at(-1)).toMatchObject({ to: [{ address: 'moved@example.com' }] });
  expect((await browser.ask('GET', '/api/weft/profile/')).json().data.email).toBe(now.email);
  expect((await browser.ask('POST', '/api/weft/email-link/finish/', { token })).json().data).toEqual({ email: 'moved@example.com' });
  expect((await browser.ask('GET', '/api/weft/profile/')).json().data.email).toBe('moved@example.com');
  expect((await browser.ask('POST', '/api/weft/email-link/finish/', { token })).statusCode).toBe(410);
});

test.each([
  link,
  `${link}check/`,
  `${link}finish/`,
  '/api/weft/email-link/finish/',
  '/api/weft/invitation/accept/',
  '/api/weft/invitation/check/',
])('%s takes nothing from another site’s page', async (path) => {
  const body = { token: 'x', email: 'x@example.com', password: 'x', first_name: 'x', last_name: 'x' };
  for (const origin of [null, 'https://evil.example', 'null']) {
    const answer = await plain.ask('POST', path, {
      token: null,
      body,
      headers: { host: 'weft.example:8580', ...(origin === null ? {} : { origin }) },
    });
    expect([answer.statusCode, answer.json().data.code]).toEqual([403, 'request.cross_origin']);
  }
});
