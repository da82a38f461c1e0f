import type { House } from '@weft/kit/house';
import { openHouse } from '@weft/kit/house';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createOwner, ensureFirstAccount, hasOwner } from './create-owner.ts';
import { findSession, signOut } from './sessions.ts';
import { signIn } from './sign-in.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const owner = {
  accountName: 'Acme',
  email: 'first@example.com',
  firstName: 'First',
  lastName: 'Visitor',
  password: 'correct horse battery',
};

const admits = async () => true;
const visitor = { address: '192.0.2.1', userAgent: 'a browser', deviceToken: null };

async function enter(email: string) {
  const signedIn = await signIn(house, email, owner.password, visitor, admits);
  if (signedIn.state !== 'in') throw new Error('a second step was asked for');
  return signedIn.entry;
}

test('the account that automation began with becomes the first visitor’s, and a second visitor is refused', async () => {
  await ensureFirstAccount(house);
  await ensureFirstAccount(house);
  expect(await hasOwner(house)).toBe(false);
  const tries = await Promise.allSettled([
    createOwner(house, owner, async () => {}),
    createOwner(house, { ...owner, email: 'second@example.com' }, async () => {}),
  ]);
  const made = tries.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
  expect(made).toHaveLength(1);
  expect(made[0]?.account).toMatchObject({ id: 1, name: 'Acme' });
  expect(tries.flatMap((it) => (it.status === 'rejected' ? [it.reason.code] : []))).toEqual(['account.already_owned']);
});

test('a weak password and an address that is none are refused before anything is made', async () => {
  await expect(createOwner(house, { ...owner, password: 'short' }, async () => {})).rejects.toMatchObject({ code: 'user.password_weak' });
  await expect(createOwner(house, { ...owner, email: 'nobody' }, async () => {})).rejects.toMatchObject({ code: 'user.email_invalid' });
});

test('a session ends by signing out, and by its time', async () => {
  const { rows } = await house.database.withClient((client) => client.query<{ email: string }>('select email from identity.user'));
  const email = rows[0]?.email ?? '';
  await expect(signIn(house, email, 'wrong password', visitor, admits)).rejects.toMatchObject({ code: 'session.refused' });
  const one = await enter(email.toUpperCase());
  expect((await findSession(house, one.token))?.user).toMatchObject({ email });
  await signOut(house, one.token);
  expect(await findSession(house, one.token)).toBeNull();
  const other = await enter(email);
  house.clock.turn(15 * 24 * 3600 * 1000);
  expect(await findSession(house, other.token)).toBeNull();
});
