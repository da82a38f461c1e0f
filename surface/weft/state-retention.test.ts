/** The account's choice of how long states are kept, over HTTP: every status, and who may. */
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let path: string;

beforeAll(async () => {
  house = await openAppHouse();
  path = `/api/weft/accounts/${house.accountId}/state-retention/`;
}, 60_000);
afterAll(() => house.close());

const put = (retention: object | null, token?: string) =>
  house.ask('PUT', path, { body: { retention }, ...(token === undefined ? {} : { token }) });

test('200: everything is kept until somebody chooses otherwise, and again afterwards', async () => {
  expect((await house.ask('GET', path)).json().data).toEqual({ retention: null });
  const chosen = { retention: { days: 90, states_min: 5 } };
  expect((await put(chosen.retention)).json().data).toEqual(chosen);
  expect((await house.ask('GET', path)).json().data).toEqual(chosen);
  expect((await put(null)).json().data).toEqual({ retention: null });
});

test('200: what would go, of nothing nothing', async () => {
  const answer = await house.ask('GET', `${path}preview/?days=1&states_min=1`);
  expect(answer.json().data).toEqual({ states: 0, versions: 0, oldest: null, newest: null });
});

test.each([
  [{ days: 0, states_min: 5 }, 400],
  [{ days: 10, states_min: 0.5 }, 400],
  [{ days: 10 }, 400],
])('%j is refused', async (retention, status) => {
  expect((await put(retention)).statusCode).toBe(status);
});

test('400 for a preview of what cannot be chosen', async () => {
  expect((await house.ask('GET', `${path}preview/?days=0`)).statusCode).toBe(400);
});

test('who may not change the account may neither choose nor ask what would go', async () => {
  const token = await house.token('job_viewer');
  expect([
    (await put({ days: 1, states_min: 1 }, token)).statusCode,
    (await house.ask('GET', `${path}preview/`, { token })).statusCode,
  ]).toEqual([403, 403]);
});
