import { generateKeyPairSync } from 'node:crypto';
import { createCredential, openCredential } from '@weft/domain/connections/credentials';
import type { Credential } from '@weft/domain/connections/model';
import { adoptKey, listKeys, offerKey } from '@weft/domain/connections/rotate-key';
import { createEnvironment } from '@weft/domain/projects/environments';
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let credential: Credential;
let keys: string;

function makeKey(passphrase?: string): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem', ...(passphrase ? { cipher: 'aes-256-cbc', passphrase } : {}) }).toString();
}

const old = makeKey();

beforeAll(async () => {
  house = await openAppHouse();
  const place = { accountId: house.accountId, projectId: house.project.id };
  const values = { auth_type: 'keypair', user: 'LOADER', private_key: old };
  credential = await createCredential(house, { ...place, adapter: 'snowflake', targetSchema: 'prod', values });
  await createEnvironment(house, { ...place, name: 'CI', type: 'deployment', deploymentType: null, credentialId: credential.id });
  keys = `/api/weft/accounts/${house.accountId}/projects/${house.project.id}/credentials/${credential.id}/keys/`;
});
afterAll(() => house.close());

/** As a test against a real warehouse would leave it. */
async function enterTest(keyId: number, state: 'succeeded' | 'failed'): Promise<void> {
  await house.database.withClient((client) =>
    client.query(
      "insert into connections.connection_test (account_id, project_id, credential_id, credential_key_id, asked_by, state, steps, created_at) values ($1, $2, $3, $4, 'x', $5, '[]', $6)",
      [house.accountId, house.project.id, credential.id, keyId, state, house.clock.now()],
    ),
  );
}

async function keyInUse(): Promise<string | undefined> {
  const { secrets } = await openCredential(house, credential, credential.id);
  return secrets.private_key;
}

test('a new key waits beside the one in use, and becomes it when it is adopted', async () => {
  const fresh = makeKey('secret words');
  const offered = await house.ask('POST', keys, { body: { private_key: fresh, private_key_passphrase: 'secret words' } });
  expect(offered.statusCode, offered.body).toBe(201);
  expect(offered.json().data.keys.map((key: { state: string }) => key.state)).toEqual(['current', 'next']);
  expect(offered.json().data.keys[1].fingerprint).toMatch(/^SHA256:/);
  expect(await keyInUse()).toBe(old);
  const untested = await house.ask('POST', `${keys}adopt/`, { body: {} });
  expect([untested.statusCode, untested.json().data.code]).toEqual([409, 'credential.key_untested']);
  expect(await keyInUse()).toBe(old);
  await enterTest(offered.json().data.keys[0].id, 'succeeded');
  await enterTest(offered.json().data.keys[1].id, 'failed');
  expect((await house.ask('POST', `${keys}adopt/`)).statusCode).toBe(409);
  await enterTest(offered.json().data.keys[1].id, 'succeeded');
  const adopted = await house.ask('POST', `${keys}adopt/`, { body: {} });
  expect(await keyInUse()).toBe(fresh);
  // No run holds the old one, so nothing of it is left.
  expect(adopted.json().data.keys.map((key: { state: string }) => key.state)).toEqual(['current']);
  const shown = await house.ask('GET', keys.replace('keys/', ''));
  expect(shown.json().data.rotated_at).not.toBeNull();
  expect(offered.body + adopted.body + shown.body).not.toMatch(/PRIVATE KEY|secret words/);
});

test('a key that was not tried is taken by force, and the one before it is put away', async () => {
  await house.ask('POST', keys, { body: { private_key: makeKey() } });
  const forced = await house.ask('POST', `${keys}adopt/`, { body: { force: true } });
  expect([forced.statusCode, forced.json().data.keys.map((key: { state: string }) => key.state)]).toEqual([200, ['current']]);
});

test('looking puts nothing away', async () => {
  const place = { accountId: house.accountId, projectId: house.project.id };
  await offerKey(house, place, credential.id, { privateKey: makeKey(), passphrase: null });
  await adoptKey(house, place, credential.id, { isForced: true });
  await house.ask('GET', keys);
  expect((await listKeys(house, place, credential.id)).map(({ state }) => state)).toEqual(['retired', 'current']);
});

test.each([
  ['no key', 'not a key'],
  ['an encrypted key without its passphrase', makeKey('hidden')],
  ['a key of another kind', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
])('%s is refused', async (_, private_key) => {
  const answer = await house.ask('POST', keys, { body: { private_key } });
  expect([answer.statusCode, answer.json().data.code]).toEqual([400, 'credential.key_invalid']);
});

test('credentials without a key pair have none to exchange', async () => {
  const place = { accountId: house.accountId, projectId: house.project.id };
  const values = { username: 'u', password: 'p' };
  const other = await createCredential(house, { ...place, adapter: 'postgres', targetSchema: 'prod', values });
  const answer = await house.ask('POST', keys.replace(`/credentials/${credential.id}/`, `/credentials/${other.id}/`), {
    body: { private_key: makeKey() },
  });
  expect([answer.statusCode, answer.json().data.code]).toEqual([409, 'credential.no_key_pair']);
});
