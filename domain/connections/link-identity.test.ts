import { asId } from '@weft/base/id';
import { type FakeAuthorizationServer, startFakeAuthorizationServer } from '@weft/kit/fake-authorization-server';
import { type House, openHouse } from '@weft/kit/house';
import { makeAccount } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConnection } from './create-connection.ts';
import { openDraftTarget } from './draft-target.ts';
import { beginLink, finishLink, listIdentities, unlinkIdentity } from './link-identity.ts';
import type { Connection } from './model.ts';
import { createOauthConfiguration } from './oauth-configurations.ts';

let house: House;
let server: FakeAuthorizationServer;
let connection: Connection;
const userId = asId<'user'>(1);
const stranger = asId<'user'>(2);

beforeAll(async () => {
  house = await openHouse();
  server = await startFakeAuthorizationServer({ id: 'weft', secret: 'client-secret' });
  const accountId = await makeAccount(house);
  const { authorizeUrl, tokenUrl } = server;
  const oauth = await createOauthConfiguration(house, accountId, {
    ...{ type: 'okta', name: 'Okta', clientId: 'weft', clientSecret: 'client-secret', authorizeUrl, tokenUrl },
    ...{ redirectUri: '', applicationIdUri: null },
  });
  const config = { account: 'acme-shop', database: 'd', warehouse: 'w' };
  connection = await createConnection(house, { accountId, name: 'Snow', adapter: 'snowflake', config, oauthConfigurationId: oauth.id });
});
afterAll(async () => {
  await server.close();
  await house.close();
});

function begin() {
  return beginLink(house, { accountId: connection.accountId, userId, connectionId: connection.id });
}

test('a person who signs in at the warehouse is linked, and commands of theirs go in with a fresh token', async () => {
  const { code, state, redirectUri } = server.signIn(await begin(), 'ANNA');
  expect(redirectUri).toMatch(/\/complete\/snowflake$/);
  expect(await finishLink(house, userId, { code, state })).toMatchObject({ username: 'ANNA', connectionId: connection.id });
  const [identity] = await listIdentities(house, userId);
  expect(identity?.sealedRefreshToken).not.toContain('refresh-');
  const target = await openDraftTarget(house, {
    accountId: connection.accountId,
    connectionId: connection.id,
    saved: null,
    values: { auth_type: 'sso' },
    userId,
  });
  const { output, variables } = target.describe({ schema: null, threads: 1 });
  expect(output).toMatchObject({ authenticator: 'oauth', token: { secret: 'DBT_ENV_SECRET_WEFT_OAUTH_TOKEN' } });
  expect(variables.DBT_ENV_SECRET_WEFT_OAUTH_TOKEN).toMatch(/^access-/);
});

test('an answer serves once', async () => {
  const answer = server.signIn(await begin(), 'ANNA');
  await finishLink(house, userId, answer);
  await expect(finishLink(house, userId, answer)).rejects.toMatchObject({ code: 'warehouse_identity.request_unknown' });
});

test('whoever did not begin it is not linked by it', async () => {
  const answer = server.signIn(await begin(), 'VICTIM');
  await expect(finishLink(house, stranger, answer)).rejects.toMatchObject({ code: 'warehouse_identity.request_unknown' });
  expect(await listIdentities(house, stranger)).toEqual([]);
});

test('a sign-in that takes too long must be begun again', async () => {
  const answer = server.signIn(await begin(), 'ANNA');
  house.clock.turn(11 * 60_000);
  await expect(finishLink(house, userId, answer)).rejects.toMatchObject({ code: 'warehouse_identity.request_unknown' });
});

test('a code that is none is told in the words of the server', async () => {
  const { state } = server.signIn(await begin(), 'ANNA');
  await expect(finishLink(house, userId, { state, code: 'made up' })).rejects.toMatchObject({ code: 'warehouse_identity.server_failed' });
});

test('who is unlinked goes in no more', async () => {
  for (const { id } of await listIdentities(house, userId)) await unlinkIdentity(house, userId, id);
  const draft = { accountId: connection.accountId, connectionId: connection.id, saved: null, values: { auth_type: 'sso' }, userId };
  await expect(openDraftTarget(house, draft)).rejects.toMatchObject({ code: 'warehouse_identity.missing' });
});

test('a connection without OAuth settings says whom to ask', async () => {
  const { accountId } = connection;
  const other = await createConnection(house, { accountId, name: 'Plain', adapter: 'postgres', config: { hostname: 'h', dbname: 'd' } });
  const asked = { accountId, userId, connectionId: other.id };
  await expect(beginLink(house, asked)).rejects.toMatchObject({ code: 'warehouse_identity.not_offered' });
});
