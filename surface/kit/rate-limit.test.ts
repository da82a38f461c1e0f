import { handClock } from '@weft/host/clock';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { buildApp } from '@weft/server/build-app';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RateLimit } from './rate-limit.ts';

let house: AppHouse;
let app: FastifyInstance;

beforeAll(async () => {
  house = await openAppHouse();
  const facts = { version: '0.0.0', dbtVersions: [] };
  app = await buildApp({ ...house, config: { ...house.config, rateLimit: 10 } }, { facts, readiness: [], webFolder: null });
});
afterAll(async () => {
  await app.close();
  await house.close();
});

async function ask(url: string, token: string | null) {
  return app.inject({ method: 'GET', url, headers: token === null ? {} : { authorization: `Token ${token}` } });
}

async function statuses(count: number, url: string, token: string | null): Promise<number[]> {
  const found: number[] = [];
  for (let asked = 0; asked < count; asked++) found.push((await ask(url, token)).statusCode);
  return found;
}

test('a minute’s worth may come at once, and is earned back evenly', () => {
  const clock = handClock('2026-01-01T12:00:00Z');
  const limit = new RateLimit(clock, 60);
  const taken = () => {
    let count = 0;
    for (;;) {
      try {
        limit.take('one');
        count += 1;
      } catch {
        return count;
      }
    }
  };
  expect(taken()).toBe(60);
  clock.turn(10_000);
  expect(taken()).toBe(10);
  clock.turn(3_600_000);
  expect(taken()).toBe(60);
});

test('a caller over the limit is told when to come back, in the envelope, and others are not held back', async () => {
  const url = `/api/v2/accounts/${house.accountId}/jobs/`;
  const token = await house.token('job_viewer');
  expect(await statuses(10, url, token)).toEqual(Array(10).fill(200));
  const refused = await ask(url, token);
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['retry-after']).toBe('6');
  expect(refused.json()).toMatchObject({ status: { code: 429, is_success: false }, data: { code: 'request.too_many' } });
  expect((await ask(url, house.ownerToken)).statusCode).toBe(200);
  house.clock.turn(6_000);
  expect(await statuses(2, url, token)).toEqual([200, 429]);
});

test('guessing tokens is slowed down by address, and those who have one are not', async () => {
  const url = '/api/v2/accounts/';
  expect(await statuses(3, url, 'dbtc_wrong')).toEqual([401, 401, 429]);
  expect((await ask(url, await house.token('readonly'))).statusCode).toBe(200);
});

test('what dbt asks for while it works, and probes, are never held back', async () => {
  const token = await house.token('ingest');
  const url = `/api/private/accounts/${house.accountId}/environments/${house.production.id}/ingests/`;
  for (let asked = 0; asked < 15; asked++) {
    const answer = await app.inject({ method: 'POST', url, headers: { authorization: `Token ${token}` } });
    expect(answer.statusCode).toBe(200);
  }
  expect(await statuses(15, '/healthz', null)).toEqual(Array(15).fill(200));
});
