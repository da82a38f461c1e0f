import { createConnection } from '@weft/domain/connections/create-connection';
import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { buildApp } from '@weft/server/build-app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let account: string;
let otherProjectId: number;
let connectionId: number;

beforeAll(async () => {
  const open = await openAppHouse();
  // Nowhere to put an engine: how a test ends is not what is asked here.
  const paths = { ...open.paths, venvs: '/dev/null/none' };
  const app = await buildApp({ ...open, paths }, { facts: { version: '0.0.0', dbtVersions: [] }, readiness: [], webFolder: null });
  house = { ...open, app };
  account = `/api/weft/accounts/${house.accountId}/`;
  otherProjectId = (await createProject(house, { accountId: house.accountId, name: 'Other', kind: 'default' })).id;
  const file = { accountId: house.accountId, name: 'File', adapter: 'duckdb', config: { path: 'a.duckdb' } };
  connectionId = (await createConnection(house, file)).id;
});
afterAll(() => house.close());

async function ask(method: 'GET' | 'POST', url: string, token: string, payload?: object) {
  return house.app.inject({ method, url, headers: { authorization: `Token ${token}` }, ...(payload ? { payload } : {}) });
}

async function begin(token: string, body: object = {}): Promise<string> {
  const asked = { connection_id: connectionId, target_schema: 'x', ...body };
  const answer = await ask('POST', `${account}projects/${house.project.id}/connection-test/`, token, asked);
  expect(answer.statusCode, answer.body).toBe(201);
  return `${account}connections/tests/${answer.json().data.id}/`;
}

async function codeFor(url: string, token: string): Promise<unknown[]> {
  const answer = await ask('GET', url, token);
  return [answer.statusCode, answer.json().data?.code];
}

test('how a test goes is told to who began it, and to who keeps the connections', async () => {
  const token = await house.token('developer', house.project.id);
  const url = await begin(token);
  expect((await ask('GET', url, token)).statusCode).toBe(200);
  expect((await ask('GET', url, await house.token('database_admin'))).statusCode).toBe(200);
  // A token of the same name and the same rights is somebody else.
  expect(await codeFor(url, await house.token('developer', house.project.id))).toEqual([404, 'connection_test.not_found']);
  expect(await codeFor(url, await house.token('job_admin'))).toEqual([404, 'connection_test.not_found']);
  expect(await codeFor(url, await house.token('job_viewer'))).toEqual([403, 'access.forbidden']);
  expect(await codeFor(url, await house.token('account_viewer'))).toEqual([403, 'access.forbidden']);
  expect(await codeFor(url, house.strangerToken)).toEqual([404, 'account.not_found']);
});

test('a test of the account’s connections is for who keeps them', async () => {
  const answer = await ask('POST', `${account}connections/test/`, house.ownerToken, { connection_id: connectionId, target_schema: 'x' });
  const url = `${account}connections/tests/${answer.json().data.id}/`;
  expect((await ask('GET', url, house.ownerToken)).statusCode).toBe(200);
  expect(await codeFor(url, await house.token('developer', house.project.id))).toEqual([404, 'connection_test.not_found']);
});

test('variables are those of an environment of the project', async () => {
  const token = await house.token('admin', house.project.id);
  await begin(token, { environment_id: house.production.id });
  const url = `${account}projects/${otherProjectId}/connection-test/`;
  const body = { connection_id: connectionId, target_schema: 'x', environment_id: house.production.id };
  const answer = await ask('POST', url, house.ownerToken, body);
  expect([answer.statusCode, answer.json().data.code]).toEqual([404, 'environment.not_found']);
});
