import { asId, type Id } from '@weft/base/id';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents } from './list-events.ts';
import { everything, keepable, nobody } from './model.ts';
import { recordRefusedSignIn, recordSignIn } from './on-sign-in.ts';
import { beginEvent, recordRefusal, settleAudit } from './record-event.ts';

let house: House;
let accountId: Id<'account'>;

beforeAll(async () => {
  house = await openHouse();
  accountId = await makeAccount(house);
});
afterAll(() => house.close());

const origin = { address: '192.0.2.1', userAgent: 'a test', projectId: null, before: null };
const list = async (event: string) => (await listEvents(house, accountId, { ...everything, event }, { limit: 1000, offset: 0 })).events;

test('a deed of which the end was never heard is told as unknown', async () => {
  const subject = { type: 'job', id: '7', label: 'Nightly' };
  await beginEvent(house, { ...origin, accountId, actor: nobody, event: 'job.changed', subject });
  expect(await list('job.changed')).toMatchObject([{ outcome: 'unknown', subject, after: null }]);
});

test('who signed in and who was kept out is told with the way that they came; a mistyped address is not kept', async () => {
  const userId = asId<'user'>(1);
  const news = {
    userId,
    accountIds: [accountId],
    email: 'ada@example.org',
    address: '192.0.2.9',
    userAgent: 'browser',
    at: '2026-01-01T00:00:00Z',
  };
  await recordSignIn(house, { ...news, method: 'passkey' });
  await recordRefusedSignIn(house, { ...news, method: 'password', reason: 'credentials' });
  await recordRefusedSignIn(house, {
    ...news,
    userId: null,
    accountIds: [],
    email: 'my password',
    method: 'password',
    reason: 'credentials',
  });
  expect(await list('sign_in')).toMatchObject([
    { event: 'sign_in.refused', outcome: 'refused', address: '192.0.2.9', before: { reason: 'credentials' } },
    {
      event: 'sign_in.succeeded',
      outcome: 'done',
      actor: { kind: 'user', id: 1, label: 'ada@example.org' },
      before: { method: 'passkey' },
    },
  ]);
  const { rows } = await house.database.withClient((client) => client.query('select to_jsonb(e)::text as row from audit.event e'));
  expect(rows.some(({ row }) => row.includes('my password'))).toBe(false);
});

test('many strangers on many addresses cost a bounded number of rows, whose numbers add up', async () => {
  for (let count = 0; count < 1000; count++) {
    const subject = { type: 'route', id: `/api/${count}`, label: `GET /api/${count}` };
    recordRefusal(house, { ...origin, accountId, actor: nobody, event: 'access.refused', subject, faultCode: 'token.invalid' });
  }
  await settleAudit(house, true);
  const events = await list('access.refused');
  expect(events.length).toBeLessThan(250);
  expect(events.reduce((sum, { requestCount }) => sum + requestCount, 0)).toBe(1000);
});

test('what lets somebody in is not kept, in whatever field or address it stands', () => {
  const scrub = (text: string) => text.replaceAll('known-secret', '***');
  const thing = {
    name: 'A',
    token_string: 'dbtc_x',
    token_hint: 'abcd',
    privateKey: 'pem',
    details: { password: 'p', user_password: 'p', host: 'db' },
    url: 'https://weft.example.com/invite?token=abc&x=1',
    text: 'holds known-secret',
    password: null,
  };
  expect(keepable(thing, scrub)).toEqual({
    name: 'A',
    token_string: '(hidden)',
    token_hint: 'abcd',
    privateKey: '(hidden)',
    details: { password: '(hidden)', user_password: '(hidden)', host: 'db' },
    url: 'https://weft.example.com/invite?token=(hidden)&x=1',
    text: 'holds ***',
    password: null,
  });
  expect(keepable({ long: 'x'.repeat(100_000) }, scrub)).toEqual({ left_out: expect.stringContaining('characters') });
});
