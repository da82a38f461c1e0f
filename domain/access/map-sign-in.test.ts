import type { Id } from '@weft/base/id';
import type { House } from '@weft/kit/house';
import { openHouse } from '@weft/kit/house';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOwner } from '../identity/create-owner.ts';
import type { Licence } from '../identity/model.ts';
import { findMember, listMembers } from '../identity/seat-member.ts';
import { addMember } from './add-member.ts';
import { assignGroups, changeGroup, createGroup, removeGroup, replaceGroupGrants } from './change-group.ts';
import { changeMember, removeMember } from './change-member.ts';
import { foundAccount } from './found-account.ts';
import { createLicenseMap, listLicenseMaps, removeLicenseMap } from './license-maps.ts';
import { getGroup, listGroups } from './list-groups.ts';
import { mapSignIn } from './map-sign-in.ts';

let house: House;
let accountId: Id<'account'>;
let ownerId: Id<'user'>;
let userId: Id<'user'>;
let people = 0;

beforeAll(async () => {
  house = await openHouse();
  const names = { accountName: 'Acme', firstName: 'Own', lastName: 'Er', email: 'owner@example.com', password: 'correct horse battery' };
  const made = await createOwner(house, names, (tx, account, user) => foundAccount(house, tx, { accountId: account.id, ownerId: user.id }));
  accountId = made.account.id;
  ownerId = made.user.id;
});
afterAll(() => house.close());
beforeEach(async () => {
  userId = await person();
  await house.database.transaction((tx) => addMember(house, tx, { accountId, userId, licence: 'developer' }));
});

async function person(): Promise<Id<'user'>> {
  people += 1;
  const { rows } = await house.database.withClient((client) =>
    client.query<{ id: Id<'user'> }>(
      "insert into identity.user (email, first_name, last_name, created_at) values ($1, 'A', 'B', $2) returning id",
      [`person${people}@example.com`, house.clock.now()],
    ),
  );
  const [row] = rows;
  if (!row) throw new Error('no row');
  return row.id;
}

const signIn = (idpGroups: readonly string[], id = userId) =>
  house.database.transaction((tx) => mapSignIn(house, tx, { accountId, userId: id, idpGroups }));
const namesOf = async (id = userId) =>
  (await listGroups(house, accountId)).filter(({ memberIds }) => memberIds.includes(id)).map(({ name }) => name);
const groupNamed = async (name: string) => {
  const found = (await listGroups(house, accountId)).find((it) => it.name === name);
  if (!found) throw new Error(`no group ${name}`);
  return found;
};
const licenceOf = async (id = userId) => (await findMember(house.database.db, accountId, id))?.licence;

test('an account begins with the groups of dbt Cloud, and its first owner is in Owner', async () => {
  const groups = await listGroups(house, accountId);
  expect(groups.slice(0, 3).map(({ name, grants }) => [name, grants.map((it) => it.permissionSet)])).toEqual([
    ['Owner', ['owner']],
    ['Member', ['member']],
    ['Everyone', []],
  ]);
  expect(await namesOf(ownerId)).toEqual(['Owner', 'Everyone']);
  expect(await namesOf()).toEqual(['Everyone']);
});

test('mapped groups follow the provider at every sign-in; those chosen by hand stay', async () => {
  const finance = await createGroup(house, accountId, { name: 'Finance', ssoMappingGroups: ['idp-finance', 'idp-money'] });
  const manual = await createGroup(house, accountId, { name: 'By hand' });
  const everyone = await groupNamed('Everyone');
  await assignGroups(house, accountId, userId, [everyone.id, manual.id]);
  await signIn(['idp-finance', 'idp-other']);
  expect(await namesOf()).toEqual(['Everyone', 'Finance', 'By hand']);
  await signIn(['IDP-FINANCE']);
  expect(await namesOf()).toEqual(['Everyone', 'By hand']);
  await changeGroup(house, accountId, finance.id, { ssoMappingGroups: [] });
  await assignGroups(house, accountId, userId, [finance.id]);
  await signIn([]);
  expect(await namesOf()).toEqual(['Finance']);
  await removeGroup(house, accountId, finance.id);
  await removeGroup(house, accountId, manual.id);
});

test.each<[readonly string[], Licence]>([
  [['idp-readers'], 'read_only'],
  [['idp-desk'], 'it'],
  [['idp-readers', 'idp-desk'], 'it'],
  [['idp-readers', 'idp-devs'], 'developer'],
  [['none of them'], 'developer'],
])('with license maps, groups %j give the licence %s', async (groups, expected) => {
  const maps = [
    ['read_only', 'idp-readers'],
    ['it', 'idp-desk'],
    ['developer', 'idp-devs'],
  ] as const;
  for (const [licence, name] of maps) await createLicenseMap(house, { accountId, licence, ssoLicenseMappingGroups: [name] });
  await signIn(groups);
  expect(await licenceOf()).toBe(expected);
  for (const { id } of await listLicenseMaps(house, accountId)) await removeLicenseMap(house, accountId, id);
});

test('without license maps the licence stays as it was chosen', async () => {
  await changeMember(house, accountId, userId, { licence: 'analyst' });
  await signIn(['whatever']);
  expect(await licenceOf()).toBe('analyst');
});

test('who is deactivated is not mapped, and who is no member even less', async () => {
  await changeMember(house, accountId, userId, { state: 'deactivated' });
  await expect(signIn([])).rejects.toMatchObject({ code: 'user.deactivated' });
  await expect(signIn([], await person())).rejects.toMatchObject({ code: 'user.not_found' });
});

test('the last owner stays one, whatever is asked of the account', async () => {
  const owners = await groupNamed('Owner');
  const refused = { code: 'account.last_owner' };
  await expect(assignGroups(house, accountId, ownerId, [])).rejects.toMatchObject(refused);
  await expect(removeGroup(house, accountId, owners.id)).rejects.toMatchObject(refused);
  await expect(replaceGroupGrants(house, accountId, owners.id, [])).rejects.toMatchObject(refused);
  await expect(changeMember(house, accountId, ownerId, { licence: 'read_only' })).rejects.toMatchObject(refused);
  await expect(changeMember(house, accountId, ownerId, { state: 'deactivated' })).rejects.toMatchObject(refused);
  await expect(removeMember(house, accountId, ownerId)).rejects.toMatchObject(refused);
  await changeGroup(house, accountId, owners.id, { ssoMappingGroups: ['idp-owners'] });
  const map = await createLicenseMap(house, { accountId, licence: 'read_only', ssoLicenseMappingGroups: ['idp-readers'] });
  await signIn(['idp-readers'], ownerId);
  expect([await namesOf(ownerId), await licenceOf(ownerId)]).toEqual([['Owner', 'Everyone'], 'developer']);
  await removeLicenseMap(house, accountId, map.id);
  await signIn(['idp-owners']);
  await removeMember(house, accountId, ownerId);
  expect((await listMembers(house, accountId)).map(({ user }) => user.id)).not.toContain(ownerId);
  await house.database.transaction((tx) =>
    addMember(house, tx, { accountId, userId: ownerId, licence: 'developer', groupIds: [owners.id] }),
  );
  expect((await getGroup(house, accountId, owners.id)).memberIds).toEqual([ownerId, userId].sort((a, b) => a - b));
});

test('two owners cannot take each other’s place away at once', async () => {
  const owners = await groupNamed('Owner');
  const isOwner = (await getGroup(house, accountId, owners.id)).memberIds;
  const tries = await Promise.allSettled(isOwner.map((id) => removeMember(house, accountId, id)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(isOwner.length - 1);
});
