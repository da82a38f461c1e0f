/** Environments over the official API: what they may be tied to. */
import { asId } from '@weft/base/id';
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { linkUserCredential } from '@weft/domain/connections/user-credentials';
import { listUsers } from '@weft/domain/identity/get-account';
import { createProject } from '@weft/domain/projects/create-project';
import type { AppHouse } from '@weft/kit/app';
import { openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let path: string;

beforeAll(async () => {
  house = await openAppHouse();
  path = `/api/v3/accounts/${house.accountId}/projects/${house.project.id}/environments/`;
});
afterAll(() => house.close());

let count = 0;

async function connectionOf(accountId: AppHouse['accountId']) {
  count += 1;
  return createConnection(house, { accountId, name: `file ${count}`, adapter: 'duckdb', config: { path: `file_${count}.duckdb` } });
}

async function credentialOf(accountId: AppHouse['accountId'], projectId: AppHouse['project']['id']) {
  return createCredential(house, { accountId, projectId, adapter: 'duckdb', targetSchema: 'prod' });
}

test('an environment takes a connection of its account and credentials of its project', async () => {
  const [connection, credential] = [await connectionOf(house.accountId), await credentialOf(house.accountId, house.project.id)];
  const body = { name: 'Runs here', connection_id: connection.id, credentials_id: credential.id };
  const made = await house.ask('POST', path, { body });
  expect([made.statusCode, made.json().data]).toMatchObject([201, { connection_id: connection.id, credentials_id: credential.id }]);
});

test('what belongs to another account or project looks as if it were not there, when an environment is made and when it is changed', async () => {
  const elsewhere = await createProject(house, { accountId: house.otherAccountId, name: 'Elsewhere', kind: 'default' });
  const beside = await createProject(house, { accountId: house.accountId, name: 'Beside', kind: 'default' });
  const foreign = [
    { connection_id: (await connectionOf(house.otherAccountId)).id },
    { connection_id: 999_999 },
    { credentials_id: (await credentialOf(house.otherAccountId, elsewhere.id)).id },
    { credentials_id: (await credentialOf(house.accountId, beside.id)).id },
    { credentials_id: 999_999 },
  ];
  for (const ids of foreign) {
    const code = 'connection_id' in ids ? 'connection.not_found' : 'credential.not_found';
    const made = await house.ask('POST', path, { body: { name: 'Borrows', ...ids } });
    expect([made.statusCode, made.json().data?.code]).toEqual([404, code]);
    const changed = await house.ask('POST', `${path}${house.production.id}/`, { body: { deployment_type: 'production', ...ids } });
    expect([changed.statusCode, changed.json().data?.code]).toEqual([404, code]);
  }
  const { connection_id, credentials_id } = (await house.ask('GET', `${path}${house.production.id}/`)).json().data;
  expect([connection_id, credentials_id]).toEqual([null, null]);
});

test('what a person develops with is not what an environment runs with, whichever is said first', async () => {
  const place = { accountId: house.accountId, projectId: house.project.id };
  const [personal, shared] = [await credentialOf(house.accountId, house.project.id), await credentialOf(house.accountId, house.project.id)];
  const { id: userId } = (await listUsers(house, house.accountId))[0] ?? { id: asId<'user'>(0) };
  await linkUserCredential(house, userId, { ...place, credentialId: personal.id });
  const connection = await connectionOf(house.accountId);
  const body = { name: 'Borrows a person', connection_id: connection.id, credentials_id: personal.id };
  const profile = { key: 'borrowed', connection_id: connection.id, credentials_id: personal.id };
  for (const made of [
    await house.ask('POST', path, { body }),
    await house.ask('POST', path.replace('environments', 'profiles'), { body: profile }),
  ])
    expect([made.statusCode, made.json().data?.code]).toEqual([409, 'credential.of_other_person']);
  await house.ask('POST', path, { body: { name: 'Shares', connection_id: connection.id, credentials_id: shared.id } });
  const beside = { ...place, credentialId: shared.id };
  await expect(linkUserCredential(house, userId, beside)).rejects.toMatchObject({ code: 'credential.in_use' });
});
