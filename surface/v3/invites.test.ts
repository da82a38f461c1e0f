import { workMail } from '@weft/host/mail';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openBrowserSession } from '@weft/kit/browser-session';
import { type Mailbox, openMailbox } from '@weft/kit/mailbox';
import { afterAll, beforeAll, expect, test } from 'vitest';

let mailbox: Mailbox;
let house: AppHouse;
let path: string;
let groupId: number;

beforeAll(async () => {
  mailbox = await openMailbox();
  house = await openAppHouse({ variables: { WEFT_SMTP_URL: mailbox.url, WEFT_MAIL_FROM: 'weft@example.com' } });
  await workMail(house);
  path = `accounts/${house.accountId}/invites/`;
  const made = await house.ask('POST', `/api/v3/accounts/${house.accountId}/groups/`, {
    body: { name: 'Finance', assign_by_default: false },
  });
  groupId = made.json().data.id;
});
afterAll(async () => {
  await house.close();
  await mailbox.close();
});

const person = { first_name: 'Grace', last_name: 'Loom', password: 'three words that differ' };

async function invite(emails: readonly string[], more: object = {}) {
  const body = { email_addresses: emails, license_type: 'developer', ...more };
  const answer = await house.ask('POST', `/api/v3/${path}`, { body });
  const links: readonly { id: number; url: string }[] = answer.json().data?.links ?? [];
  return { answer, links, tokens: links.map(({ url }) => url.split('#')[1] ?? '') };
}

test('people are invited by mail and by link, with licence and groups', async () => {
  const { answer, links } = await invite(['grace@example.com', 'joan@example.com'], { group_ids: [groupId], license_type: 'analyst' });
  expect([answer.statusCode, answer.json().data]).toMatchObject([
    200,
    {
      sent: ['grace@example.com', 'joan@example.com'],
      links: [
        { email_address: 'grace@example.com', is_mailed: true, url: expect.stringMatching(/^http:\/\/localhost:8580\/invitation#wfi_/) },
        {},
      ],
    },
  ]);
  await house.settle();
  expect(mailbox.letters.map(({ to }) => to?.[0]?.address).sort()).toEqual(['grace@example.com', 'joan@example.com']);
  expect(mailbox.letters.find(({ to }) => to?.[0]?.address === 'grace@example.com')?.text).toContain(links[0]?.url);
  const list = (await house.ask('GET', `/api/v2/${path}`)).json();
  expect(list.extra.pagination).toEqual({ count: 2, total_count: 2 });
  expect(list.data[0]).toMatchObject({
    ...{ id: links[0]?.id, account_id: house.accountId, email_address: 'grace@example.com', license_type: 'analyst', status: 1 },
    ...{
      type: 'standard',
      group_ids: [groupId],
      groups: [{ id: groupId, name: 'Finance' }],
      account: { id: house.accountId },
      redeemed_at: null,
    },
  });
  expect((await house.ask('GET', `/api/v2/${path}${links[0]?.id}/`)).json().data).toEqual(list.data[0]);
  expect((await house.ask('GET', `/api/v2/${path}999999/`)).statusCode).toBe(404);
});

test('no link is kept as it is, in the audit log neither', async () => {
  const { tokens } = await invite(['hidden@example.com']);
  const { rows } = await house.database.withClient((client) =>
    client.query<{ text: string }>(
      'select (select json_agg(i)::text from identity.invitation i) || (select json_agg(e)::text from audit.event e) || (select json_agg(j)::text from queue.job j) as text',
    ),
  );
  expect(tokens[0]).toMatch(/^wfi_/);
  expect(rows[0]?.text ?? '').not.toContain(tokens[0]);
});

test('somebody new takes an invitation once, and is in the account with licence and groups', async () => {
  const { tokens } = await invite(['new@example.com'], { group_ids: [groupId], license_type: 'read_only' });
  const [token = ''] = tokens;
  const browser = openBrowserSession(house);
  expect((await browser.ask('POST', '/api/weft/invitation/check/', { token })).json().data).toMatchObject({
    ...{ email: 'new@example.com', account_name: 'Acme', is_known: false },
  });
  const weak = await browser.ask('POST', '/api/weft/invitation/accept/', { token, ...person, password: 'New@Example.com' });
  expect(weak.json().data.code).toBe('user.password_weak');
  const accepted = await browser.ask('POST', '/api/weft/invitation/accept/', { token, ...person });
  expect(accepted.json().data).toMatchObject({
    ...{ user: { email: 'new@example.com', first_name: 'Grace' }, accounts: [{ id: house.accountId, licence: 'read_only' }] },
  });
  expect((await browser.ask('GET', '/api/weft/session/')).json().data.user).toMatchObject({ email: 'new@example.com' });
  const group = (await house.ask('GET', `/api/v3/accounts/${house.accountId}/groups/${groupId}/`)).json().data;
  expect(group.member_count).toBe(1);
  expect((await openBrowserSession(house).ask('POST', '/api/weft/invitation/accept/', { token, ...person })).statusCode).toBe(410);
  const shown = (await house.ask('GET', `/api/v2/${path}`))
    .json()
    .data.find((it: { email_address: string }) => it.email_address === 'new@example.com');
  expect(shown).toMatchObject({ status: 2, redeemed_at: expect.any(String) });
  expect((await invite(['NEW@example.com'])).answer.json().data.code).toBe('invitation.already_member');
});

test('of two who take one invitation at once, one comes in', async () => {
  const [token = ''] = (await invite(['twice@example.com'])).tokens;
  const take = () => openBrowserSession(house).ask('POST', '/api/weft/invitation/accept/', { token, ...person });
  const statuses = (await Promise.all([take(), take()])).map(({ statusCode }) => statusCode);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
});

test('an invitation is over after seven days, when it is sent again, and when it is withdrawn', async () => {
  const check = async (token: string) => (await openBrowserSession(house).ask('POST', '/api/weft/invitation/check/', { token })).statusCode;
  const { links, tokens } = await invite(['late@example.com']);
  const own = `/api/weft/accounts/${house.accountId}/invitations/${links[0]?.id}/`;
  expect(await check(tokens[0] ?? '')).toBe(200);
  const again = (await house.ask('POST', `${own}resend/`)).json().data.url.split('#')[1];
  expect([await check(tokens[0] ?? ''), await check(again)]).toEqual([410, 200]);
  house.clock.turn(7 * 24 * 3600 * 1000 + 1000);
  expect(await check(again)).toBe(410);
  expect((await house.ask('GET', `/api/v2/${path}${links[0]?.id}/`)).json().data.status).toBe(3);
  const third = (await house.ask('POST', `${own}resend/`)).json().data.url.split('#')[1];
  expect(await check(third)).toBe(200);
  expect((await house.ask('DELETE', own)).statusCode).toBe(200);
  expect(await check(third)).toBe(410);
  expect((await house.ask('DELETE', own)).statusCode).toBe(404);
});

test('who is known signs in and joins, and nobody joins for them', async () => {
  const owner = openBrowserSession(house);
  await owner.ask('POST', '/api/weft/session/', house.owner);
  const other = `/api/v3/accounts/${house.otherAccountId}/invites/`;
  const asked = { email_addresses: [house.owner.email], license_type: 'developer' };
  const made = await house.ask('POST', other, { token: house.strangerToken, body: asked });
  const token = made.json().data.links[0].url.split('#')[1];
  expect((await owner.ask('POST', '/api/weft/invitation/check/', { token })).json().data.is_known).toBe(true);
  expect((await owner.ask('POST', '/api/weft/invitation/accept/', { token, ...person })).json().data.code).toBe(
    'invitation.for_somebody_known',
  );
  const stranger = openBrowserSession(house);
  await stranger.ask('POST', '/api/weft/session/', { email: 'new@example.com', password: person.password });
  expect((await stranger.ask('POST', '/api/weft/invitation/join/', { token })).json().data.code).toBe('invitation.for_somebody_else');
  const joined = await owner.ask('POST', '/api/weft/invitation/join/', { token });
  expect(
    joined
      .json()
      .data.accounts.map(({ id }: { id: number }) => id)
      .sort(),
  ).toEqual([house.accountId, house.otherAccountId].sort());
});

test.each([
  [{ email_addresses: [] }, 400],
  [{ email_addresses: ['no address'] }, 400],
  [{ email_addresses: ['x@example.com'], license_type: 'emperor' }, 400],
  [{ email_addresses: ['x@example.com'], group_ids: [999_999] }, 404],
  [{ email_addresses: ['x@example.com'], group_ids: ['x'] }, 400],
])('%j is refused', async (body, status) => {
  expect((await house.ask('POST', `/api/v3/${path}`, { body: { license_type: 'developer', ...body } })).statusCode).toBe(status);
});

test('nobody is invited into the owners’ group by who may not do everything', async () => {
  const groups = (await house.ask('GET', `/api/v3/accounts/${house.accountId}/groups/`)).json().data;
  const owners = groups.find((it: { built_in: string | null }) => it.built_in === 'owner');
  const sets = ['team_admin', 'security_admin', 'account_viewer'] as const;
  const body = { email_addresses: ['x@example.com'], license_type: 'developer', group_ids: [owners.id] };
  for (const set of sets) {
    const token = await house.token(set);
    expect([set, (await house.ask('POST', `/api/v3/${path}`, { token, body })).statusCode]).toEqual([set, 403]);
  }
});

test('who was shut out does not come back by an invitation from before', async () => {
  const [token = ''] = (await invite(['back@example.com'])).tokens;
  const users = `/api/v3/accounts/${house.accountId}/scim/v2/Users`;
  await house.ask('POST', `/api/v3/accounts/${house.accountId}/scim-config/`, { body: { enabled: true, manual_updates_allowed: true } });
  // Their identity provider brought them, and took them out again.
  const { id } = (await house.ask('POST', users, { body: { userName: 'back@example.com', active: true } })).json();
  const { url } = (await house.ask('POST', `/api/weft/accounts/${house.accountId}/users/${id}/password-link/`)).json().data;
  const browser = openBrowserSession(house);
  await browser.ask('POST', '/api/weft/password-link/finish/', { token: url.split('#')[1], password: person.password });
  await house.ask('POST', `/api/weft/accounts/${house.accountId}/members/${id}/`, { body: { is_active: false } });
  await browser.ask('POST', '/api/weft/session/', { email: 'back@example.com', password: person.password });
  const joined = await browser.ask('POST', '/api/weft/invitation/join/', { token });
  expect([joined.statusCode, joined.json().data.code]).toEqual([403, 'user.deactivated']);
  expect((await browser.ask('GET', '/api/weft/session/')).json().data.accounts).toEqual([]);
});
