/** Environments over the official API: what they may be tied to. */
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
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
