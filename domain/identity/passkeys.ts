/** Passkeys (WebAuthn): registered by whoever is signed in, named, and removed. */
import { createHash } from 'node:crypto';
import type { PublicKeyCredentialCreationOptionsJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server';
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { ChallengePurpose, User } from './model.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import {
  deleteChallenge,
  deletePasskeys,
  insertChallenge,
  insertPasskey,
  replaceRecoveryCodes,
  selectFactors,
  selectPasskeys,
  updatePasskeyName,
} from './store-factors.ts';

const challengeMilliseconds = 5 * 60_000;
const passkeysMax = 20;
const nameMax = 100;

export interface Passkey {
  readonly id: Id<'passkey'>;
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Passkeys are bound to a host name: that of `WEFT_PUBLIC_URL`. A browser that is elsewhere, or at a bare IP address, refuses to make one. */
export function relyingParty(host: Pick<Host, 'config'>): { readonly id: string; readonly origins: string[] } {
  const url = new URL(host.config.publicUrl);
  // One port serves both schemes; browsers allow http for localhost only.
  return { id: url.hostname, origins: [`https://${url.host}`, `http://${url.host}`] };
}

export async function listPasskeys(host: Host, userId: Id<'user'>): Promise<Passkey[]> {
  const rows = await selectPasskeys(host.database.db, userId);
  return rows.map(({ id, name, createdAt, lastUsedAt }) => ({ id, name, createdAt, lastUsedAt }));
}

/** What the browser passes on to the authenticator. Fault: conflict `passkey.too_many`. */
export async function beginPasskey(host: Host, user: User): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const known = await selectPasskeys(host.database.db, user.id);
  if (known.length >= passkeysMax)
    throw new Fault('conflict', 'passkey.too_many', `You have ${passkeysMax} passkeys. Remove one that you no longer use.`);
  const options = await generateRegistrationOptions({
    rpName: 'Weft',
    rpID: relyingParty(host).id,
    userName: user.email,
    userDisplayName: `${user.firstName} ${user.lastName}`.trim(),
    // Not the address: authenticators show this to nobody, and it stays when the address changes.
    userID: new Uint8Array(createHash('sha256').update(`weft user ${user.id}`).digest()),
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    // A key that cannot keep a passkey is a second factor all the same.
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  });
  await keepChallenge(host, options.challenge, 'register', user.id);
  return options;
}

/**
 * Answers the passkey, and recovery codes when it is the first second factor. Fault: invalid `passkey.refused`; conflict `passkey.known`.
 * `response` is what the browser's `navigator.credentials.create` answered, as JSON.
 */
export async function addPasskey(
  host: Host,
  user: User,
  input: { readonly name: string; readonly response: RegistrationResponseJSON },
): Promise<{ passkey: Passkey; recoveryCodes: readonly string[] | null }> {
  const { id: expectedRPID, origins } = relyingParty(host);
  const verified = await verifyRegistrationResponse({
    response: input.response,
    expectedChallenge: (challenge) => useChallenge(host, challenge, 'register', user.id),
    expectedOrigin: origins,
    expectedRPID,
    requireUserVerification: false,
  }).catch((error: unknown) => {
    throw refused(messageOf(error));
  });
  if (!verified.verified) throw refused('it is not signed as it says');
  const { credential } = verified.registrationInfo;
  return host.database.transaction(async (tx) => {
    const before = await selectFactors(tx, user.id);
    const made = await insertPasskey(tx, {
      userId: user.id,
      credentialId: credential.id,
      publicKey: Buffer.from(credential.publicKey),
      counter: credential.counter,
      transports: [...(credential.transports ?? [])],
      name: nameOf(input.name),
      createdAt: host.clock.now(),
    });
    const recoveryCodes = before.hasTotp || before.passkeyCount > 0 ? null : await makeRecoveryCodes(tx, user.id);
    return { passkey: { id: made.id, name: made.name, createdAt: made.createdAt, lastUsedAt: null }, recoveryCodes };
  });
}

/** Fault: not_found `passkey.not_found`. */
export async function renamePasskey(host: Host, userId: Id<'user'>, passkeyId: Id<'passkey'>, name: string): Promise<void> {
  const wasThere = await host.database.transaction((tx) => updatePasskeyName(tx, userId, passkeyId, nameOf(name)));
  if (!wasThere) throw notFound(passkeyId);
}

/** The recovery codes go with the last second factor. Fault: not_found `passkey.not_found`. */
export async function removePasskey(tx: Tx, userId: Id<'user'>, passkeyId: Id<'passkey'>): Promise<void> {
  if ((await deletePasskeys(tx, userId, passkeyId)) === 0) throw notFound(passkeyId);
  const { hasTotp, passkeyCount } = await selectFactors(tx, userId);
  if (!hasTotp && passkeyCount === 0) await replaceRecoveryCodes(tx, userId, []);
}

/** Five minutes, and one answer. */
export async function keepChallenge(host: Host, challenge: string, purpose: ChallengePurpose, userId: Id<'user'> | null): Promise<void> {
  const expiresAt = new Date(host.clock.now().getTime() + challengeMilliseconds);
  await host.database.transaction((tx) => insertChallenge(tx, { challengeHash: hashChallenge(challenge), purpose, userId, expiresAt }));
}

/** Gone after this, also when the answer turns out to be wrong. */
export function useChallenge(host: Host, challenge: string, purpose: ChallengePurpose, userId: Id<'user'> | null): Promise<boolean> {
  return host.database.transaction((tx) =>
    deleteChallenge(tx, { challengeHash: hashChallenge(challenge), purpose, userId, at: host.clock.now() }),
  );
}

function hashChallenge(challenge: string): Buffer {
  return createHash('sha256').update(challenge).digest();
}

function nameOf(name: string): string {
  return name.trim().slice(0, nameMax) || 'Passkey';
}

function refused(why: string): Fault {
  return new Fault(
    'invalid',
    'passkey.refused',
    `The passkey cannot be taken: ${why}. Try again; the question is good for five minutes and one answer.`,
  );
}

function notFound(passkeyId: Id<'passkey'>): Fault {
  return new Fault('not_found', 'passkey.not_found', `You have no passkey ${passkeyId}.`);
}
