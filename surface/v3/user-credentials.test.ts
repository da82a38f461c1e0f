import { createCredential } from '@weft/domain/connections/credentials';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { openBrowserSession } from '@weft/kit/browser-session';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;

beforeAll(async () => {
  house = await openAppHouse();
});
afterAll(() => house.close());

test('who is shut out of an account is shown nothing of it by what they developed with', async () => {
  const { accountId, project } = house;
  const groups = `/api/v3/accounts/${accountId}/groups/`;
  const { id: groupId } = (await house.ask('POST', groups, { body: { name: 'Developers' } })).json().data;
  await house.ask('POST', `/api/v3/accounts/${accountId}/group-permissions/${groupId}/`, {
    body: [{ permission_set: 'developer', all_projects: true }],
  });
  const asked = { email_addresses: ['leaver@example.com'], license_type: 'developer', group_ids: [groupId] };
  const { links } = (await house.ask('POST', `/api/v3/accounts/${accountId}/invites/`, { body: asked })).json().data;
  const person = { first_name: 'Lea', last_name: 'Ver', password: 'three words that differ' };
  const browser = openBrowserSession(house);
  const entered = await browser.ask('POST', '/api/weft/invitation/accept/', { token: links[0].url.split('#')[1], ...person });
  const userId = entered.json().data.user.id;
  const { id: credentials_id } = await createCredential(house, {
    ...{ accountId, projectId: project.id, adapter: 'duckdb', targetSchema: 'dbt_lea' },
  });
  const path = `/api/v3/users/${userId}/credentials/`;
  const made = await browser.ask('POST', path, { account_id: accountId, project_id: project.id, credentials_id });
  expect(made.statusCode).toBe(201);
  const own = `${path}${made.json().data.id}/`;
  expect((await browser.ask('GET', path)).json().data).toHaveLength(1);
  await house.ask('POST', `/api/weft/accounts/${accountId}/members/${userId}/`, { body: { is_active: false } });
  expect((await browser.ask('GET', path)).json().data).toEqual([]);
  for (const method of ['GET', 'DELETE'] as const) expect((await browser.ask(method, own)).statusCode).toBe(404);
});
