/** Exchanges the key pair of credentials without a moment in which runs have none that works. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { getCredential, purposeOf } from './credentials.ts';
import type { InProject, Secrets } from './model.ts';
import { openSecrets, sealSecrets } from './seal-secrets.ts';
import { selectCredential, updateCredential } from './store.ts';
import { type CredentialKey, insertKey, selectKeys, selectRotated, updateKey } from './store-keys.ts';
import { hasGoodTest } from './store-tests.ts';

const keyFields = ['private_key', 'private_key_passphrase'] as const;

/**
 * Puts a new key beside the one in use, which stays what runs begin with; one that waited before is replaced. Only credentials that sign in by key pair.
 * Faults: not_found `credential.not_found`; invalid `credential.key_invalid`; conflict `credential.no_key_pair`.
 */
export async function offerKey(
  host: Host,
  place: InProject,
  credentialId: Id<'credential'>,
  given: { readonly privateKey: string; readonly passphrase: string | null },
): Promise<readonly CredentialKey[]> {
  await requireKeyPair(host, place, credentialId);
  const { fingerprint, publicKey } = describeKey(given);
  const secrets = { private_key: given.privateKey, ...(given.passphrase === null ? {} : { private_key_passphrase: given.passphrase }) };
  const sealed = sealSecrets(host, {}, { secrets, dropped: [] }, purposeOf(credentialId));
  const at = host.clock.now();
  await host.database.transaction(async (tx) => {
    const keys = await noteCurrent(host, tx, place, credentialId);
    for (const key of keys.filter(({ state }) => state === 'next')) await forget(tx, key);
    await insertKey(tx, { credentialId, state: 'next', fingerprint, publicKey, sealed, createdAt: at, currentAt: null, retiredAt: null });
  });
  return listKeys(host, place, credentialId);
}

/** For the test that must come before `adoptKey`. Faults: not_found `credential.no_next_key`, `credential.not_found`. */
export async function openNextKey(
  host: Host,
  place: InProject,
  credentialId: Id<'credential'>,
): Promise<{ readonly keyId: Id<'credentialKey'>; readonly values: Secrets }> {
  const next = (await listKeys(host, place, credentialId)).find(({ state }) => state === 'next');
  if (!next) throw noNext();
  return { keyId: next.id, values: openSecrets(host, next.sealed, purposeOf(credentialId)) };
}

/**
 * From now on runs begin with the new key; those under way hold the old one in memory. One that no test got in with is taken by force only.
 * Faults: as `openNextKey`; conflict `credential.key_untested`.
 */
export async function adoptKey(
  host: Host,
  place: InProject,
  credentialId: Id<'credential'>,
  { isForced }: { readonly isForced: boolean },
): Promise<readonly CredentialKey[]> {
  const at = host.clock.now();
  await host.database.transaction(async (tx) => {
    const found = await selectCredential(tx, place.accountId, credentialId);
    const keys = await selectKeys(tx, credentialId);
    const next = keys.find(({ state }) => state === 'next');
    if (!found || found.thing.projectId !== place.projectId || !next) throw noNext();
    if (!isForced && !(await hasGoodTest(tx, next.id))) throw untested(next);
    for (const key of keys.filter(({ state }) => state === 'current')) await updateKey(tx, key.id, { state: 'retired', retiredAt: at });
    await updateKey(tx, next.id, { state: 'current', currentAt: at });
    const kept = Object.entries(found.sealed).filter(([name]) => !keyFields.some((field) => field === name));
    await updateCredential(tx, credentialId, { sealed: { ...Object.fromEntries(kept), ...next.sealed }, rotatedAt: at, updatedAt: at });
  });
  return listKeys(host, place, credentialId);
}

/** The secrets of keys that no run can hold any more go away: `isHeld` says which can still be. */
export async function forgetKeys(
  host: Host,
  place: InProject,
  credentialId: Id<'credential'>,
  isHeld: (key: CredentialKey) => boolean,
): Promise<readonly CredentialKey[]> {
  const keys = await listKeys(host, place, credentialId);
  const done = keys.filter((key) => key.state === 'retired' && !isHeld(key));
  if (done.length === 0) return keys;
  await host.database.transaction(async (tx) => {
    for (const key of done) await forget(tx, key);
  });
  return listKeys(host, place, credentialId);
}

/** Credentials of the project that keep a key which a run may still hold. */
export function listRotated(host: Host, place: InProject): Promise<Id<'credential'>[]> {
  return selectRotated(host.database.db, place);
}

/** Faults: not_found `credential.not_found`. */
export async function listKeys(host: Host, place: InProject, credentialId: Id<'credential'>): Promise<readonly CredentialKey[]> {
  await getCredential(host, place, credentialId);
  return selectKeys(host.database.db, credentialId);
}

/** What a person gives to the warehouse. Faults: invalid `credential.key_invalid`. */
export function describeKey({ privateKey, passphrase }: { readonly privateKey: string; readonly passphrase: string | null }): {
  readonly fingerprint: string;
  readonly publicKey: string;
} {
  try {
    const key = createPrivateKey({ key: privateKey, ...(passphrase === null ? {} : { passphrase }) });
    if (key.asymmetricKeyType !== 'rsa') throw new Error(`it is of the kind ${key.asymmetricKeyType}, and Snowflake takes RSA only`);
    const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
    return { fingerprint: `SHA256:${createHash('sha256').update(publicKey).digest('base64')}`, publicKey: publicKey.toString('base64') };
  } catch (error) {
    const why =
      error instanceof Error && /RSA only/.test(error.message) ? error.message : 'paste the whole PEM, and the passphrase if it has one';
    throw new Fault('invalid', 'credential.key_invalid', `The private key cannot be read: ${why}.`);
  }
}

/** A key that was entered in the credentials' own form is known here from its first exchange on. */
async function noteCurrent(host: Host, tx: Tx, place: InProject, credentialId: Id<'credential'>): Promise<readonly CredentialKey[]> {
  const found = await selectCredential(tx, place.accountId, credentialId);
  const sealed = Object.fromEntries(Object.entries(found?.sealed ?? {}).filter(([name]) => keyFields.some((field) => field === name)));
  const { private_key: privateKey, private_key_passphrase: passphrase = null } = openSecrets(host, sealed, purposeOf(credentialId));
  const keys = await selectKeys(tx, credentialId);
  if (!found || privateKey === undefined) return keys;
  const { fingerprint, publicKey } = readable({ privateKey, passphrase });
  const current = keys.find(({ state }) => state === 'current');
  if (current?.fingerprint === fingerprint) return keys;
  if (current) await forget(tx, current);
  const at = found.thing.updatedAt;
  await insertKey(tx, { credentialId, state: 'current', fingerprint, publicKey, sealed, createdAt: at, currentAt: at, retiredAt: null });
  return selectKeys(tx, credentialId);
}

/** The one in use may be one that cannot be read here, and is exchanged because of that. */
function readable(given: { readonly privateKey: string; readonly passphrase: string | null }) {
  try {
    return describeKey(given);
  } catch {
    return { fingerprint: 'unknown', publicKey: '' };
  }
}

async function requireKeyPair(host: Host, place: InProject, credentialId: Id<'credential'>): Promise<void> {
  const { values } = await getCredential(host, place, credentialId);
  if (values.auth_type === 'keypair') return;
  throw new Fault(
    'conflict',
    'credential.no_key_pair',
    'These credentials do not sign in by key pair. Choose key pair as their sign-in first.',
  );
}

function forget(tx: Tx, { id }: CredentialKey): Promise<void> {
  return updateKey(tx, id, { state: 'forgotten', sealed: {} });
}

function untested({ fingerprint }: CredentialKey): Fault {
  return new Fault(
    'conflict',
    'credential.key_untested',
    `No test has entered the warehouse with the new key ${fingerprint} yet, and runs that begin with a key that the warehouse does not know fail. Test it first, or send force: true to take it untested.`,
  );
}

function noNext(): Fault {
  return new Fault('not_found', 'credential.no_next_key', 'There is no new key to try. Enter one first.');
}
