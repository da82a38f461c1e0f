import { createProject } from '@weft/domain/projects/create-project';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { expectGolden } from '@weft/kit/golden';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let url: string;

beforeAll(async () => {
  house = await openAppHouse();
  const { id } = await createProject(house, { accountId: house.accountId, name: 'Finance', kind: 'default' });
  url = `/api/weft/accounts/${house.accountId}/projects/${id}/repository/`;
});
afterAll(() => house.close());

test('a project without a repository has none; one is made, found with its first commit, and not made twice', async () => {
  const before = await house.ask('GET', url);
  expect([before.statusCode, before.json().data]).toEqual([200, null]);
  for (const body of [{}, { name: ' ' }, { name: 'x'.repeat(256) }]) expect((await house.ask('POST', url, { body })).statusCode).toBe(400);
  const made = await house.ask('POST', url, { body: { name: 'finance' } });
  expect(made.statusCode).toBe(201);
  const found = await house.ask('GET', url);
  expect(found.json().data).toEqual(made.json().data);
  await expectGolden(import.meta.dirname, 'repository', found.json());
  const again = await house.ask('POST', url, { body: { name: 'finance' } });
  expect([again.statusCode, again.json().data.code]).toEqual([409, 'repository.already_there']);
});

test('who may not make repositories does not, and of a project that is not there there is none', async () => {
  expect((await house.ask('POST', url, { token: await house.token('job_viewer'), body: { name: 'x' } })).statusCode).toBe(403);
  expect((await house.ask('GET', url, { token: await house.token('job_viewer') })).statusCode).toBe(403);
  expect((await house.ask('GET', url, { token: await house.token('developer', house.project.id) })).statusCode).toBe(404);
  expect((await house.ask('GET', `/api/weft/accounts/${house.accountId}/projects/424242/repository/`)).statusCode).toBe(404);
});
