import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type House, openHouse } from '@weft/kit/house';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOwner } from './create-owner.ts';
import { hashPassword, isPassword } from './hash-password.ts';
import { guessRules, takeGuess } from './limit-guesses.ts';
import { passwordProblem } from './model.ts';
import type { Visitor } from './session-model.ts';
import { findSession, forgetPassed } from './sessions.ts';
import { signIn } from './sign-in.ts';

let house: House;
const owner = { email: 'ada@example.com', password: 'warp and weft and warp' };
const admits = async () => true;
const visitor = { address: '192.0.2.1', userAgent: 'a browser', deviceToken: null };

beforeAll(async () => {
  house = await openHouse();
  await createOwner(house, { accountName: 'Acme', firstName: 'Ada', lastName: 'Weaver', ...owner }, async () => {});
});
afterAll(() => house.close());

describe('a password', () => {
  test('is kept as argon2id with what OWASP asks for at least', async () => {
    const hash = await hashPassword(owner.password);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await hashPassword(owner.password)).not.toBe(hash);
    expect([await isPassword(hash, owner.password), await isPassword(hash, 'another')]).toEqual([true, false]);
  });

  test('is hashed beside the event loop, which goes on answering', async () => {
    const began = process.hrtime.bigint();
    await hashPassword(owner.password);
    const oneMilliseconds = Number(process.hrtime.bigint() - began) / 1e6;
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    await Promise.all(Array.from({ length: 24 }, () => hashPassword(owner.password)));
    clearInterval(timer);
    delay.disable();
    // Were they done on the loop, it would stand still for one of them at a time, or for all, and timers would hardly fire.
    expect(turns).toBeGreaterThan(24);
    expect(delay.percentile(50) / 1e6).toBeLessThan(Math.max(10, oneMilliseconds));
  });

  test.each([
    ['short', 'at least 10'],
    ['x'.repeat(257), 'at most 256'],
    ['Ada.Weaver@Example.com', 'e-mail address'],
    ['ada.weaver', 'e-mail address'],
    ['Password123', 'guessed first'],
    ['1234567890', 'guessed first'],
    ['abababababab', 'guessed first'],
    ['qwertyuiop', 'guessed first'],
  ])('%s is refused', (password, why) => {
    expect(passwordProblem(password, 'ada.weaver@example.com')).toContain(why);
  });

  test('of three words is taken', () => {
    expect(passwordProblem('three words that differ', 'ada.weaver@example.com')).toBeNull();
  });
});

describe('guessing', () => {
  const enter = (password: string, from: Partial<Visitor> = {}, email = owner.email) =>
    signIn(house, email, password, { ...visitor, ...from }, admits).then(
      (signedIn) => signedIn.state,
      (error: { code: string; details: { seconds?: number } }) => error.code,
    );

  test('is locked out for longer each time, at most a quarter of an hour, told alike of addresses that nobody has', async () => {
    for (const email of [owner.email, 'nobody@example.com']) {
      const seen: string[] = [];
      for (let tries = 0; tries < 5; tries++) seen.push(await enter('wrong', { address: '192.0.2.9' }, email));
      expect(seen).toEqual(Array(5).fill('session.refused'));
      expect(await enter('wrong', { address: '192.0.2.9' }, email)).toBe('session.locked');
      const waits: number[] = [];
      for (let tries = 0; tries < 12; tries++) {
        const taken = await takeGuess(house, [guessRules.pair(email, '192.0.2.9')]).catch((error) => error);
        waits.push(taken.details?.seconds ?? 0);
        house.clock.turn((taken.details?.seconds ?? 0) * 1000);
      }
      expect(Math.max(...waits)).toBeLessThanOrEqual(15 * 60);
      expect(waits.filter((seconds) => seconds > 0)).toEqual([1, 2, 4, 8, 16, 32]);
    }
  });

  test('from one place locks nobody out elsewhere, and the lock is in the database: no restart forgives it', async () => {
    for (let tries = 0; tries < 6; tries++) await enter('wrong', { address: '192.0.2.20' });
    expect(await enter(owner.password, { address: '192.0.2.20' })).toBe('session.locked');
    expect(await enter(owner.password, { address: '192.0.2.21' })).toBe('in');
    const { rows } = await house.database.withClient((client) =>
      client.query("select 1 from identity.guess where locked_until > '2026-01-01'"),
    );
    expect(rows.length).toBeGreaterThan(0);
  });

  test('from everywhere locks strangers for a minute at most, and never the browser that was let in before', async () => {
    const signedIn = await signIn(house, owner.email, owner.password, { ...visitor, address: '192.0.2.30' }, admits);
    if (signedIn.state !== 'in') throw new Error('a second step was asked for');
    const { deviceToken } = signedIn;
    for (let tries = 0; tries < 60; tries++) await takeGuess(house, [guessRules.person(owner.email)]).catch(() => {});
    expect(await enter(owner.password, { address: '192.0.2.31' })).toBe('session.locked');
    expect(await enter(owner.password, { address: '192.0.2.31', deviceToken })).toBe('in');
    // It has tries of its own, and no more.
    for (let tries = 0; tries < 5; tries++) expect(await enter('wrong', { deviceToken })).toBe('session.refused');
    expect(await enter('wrong', { deviceToken })).toBe('session.locked');
    // Another's is worth nothing, and neither is one that somebody made.
    expect(await enter(owner.password, { address: '192.0.2.32', deviceToken: 'v1.nonsense' })).toBe('session.locked');
    house.clock.turn(61_000);
    expect(await enter(owner.password, { address: '192.0.2.33' })).toBe('in');
  });

  test('is told to who listens: with the address and why, and once when it locks', async () => {
    const before = house.announced.length;
    for (let tries = 0; tries < 7; tries++) await enter('wrong', { address: '192.0.2.40' }, 'told@example.com');
    const told = house.announced.slice(before).map(({ name, data }) => ({ name, ...data }));
    expect(told).toHaveLength(5);
    expect(told.map((it) => 'reason' in it && it.reason)).toEqual([...Array(4).fill('credentials'), 'locked']);
    expect(told[0]).toMatchObject({
      ...{
        name: 'sign_in.refused',
        userId: null,
        accountIds: [],
        email: 'told@example.com',
        address: '192.0.2.40',
        userAgent: 'a browser',
      },
      ...{ method: 'password' },
    });
    await enter(owner.password, { address: '192.0.2.41' });
    expect(house.announced.at(-1)).toMatchObject({ name: 'sign_in.succeeded', data: { userId: 1, accountIds: [1], method: 'password' } });
  });
});

test('what time has ended is taken away', async () => {
  const signedIn = await signIn(house, owner.email, owner.password, { ...visitor, address: '192.0.2.50' }, admits);
  if (signedIn.state !== 'in') throw new Error('a second step was asked for');
  house.clock.turn(4 * 24 * 3600 * 1000 + 1);
  await forgetPassed(house);
  expect(await findSession(house, signedIn.entry.token)).toBeNull();
  const { rows } = await house.database.withClient((client) =>
    client.query<{ left: string }>('select (select count(*) from identity.session) + (select count(*) from identity.guess) as left'),
  );
  expect(Number(rows[0]?.left)).toBe(0);
});
