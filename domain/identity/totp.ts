/** One-time passwords from an app (RFC 6238): enrolled by a secret and a code, each code good once. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { Secret, TOTP } from 'otpauth';
import type { User } from './model.ts';
import { makeRecoveryCodes } from './recovery-codes.ts';
import {
  deleteTotp,
  replaceRecoveryCodes,
  selectFactors,
  selectTotp,
  updateTotpConfirmed,
  updateTotpStep,
  upsertTotp,
} from './store-factors.ts';

const periodSeconds = 30;

/** `uri` is what the app reads from the QR code; it holds the secret, and goes to nobody but the person. Fault: conflict `totp.already_on`. */
export async function beginTotp(host: Host, user: User): Promise<{ secret: string; uri: string }> {
  const secret = new Secret({ size: 20 });
  const sealedSecret = host.secretBox.seal(secret.base32, purposeOf(user.id));
  const isBegun = await host.database.transaction((tx) => upsertTotp(tx, { userId: user.id, sealedSecret, createdAt: host.clock.now() }));
  if (!isBegun)
    throw new Fault('conflict', 'totp.already_on', 'You have an authenticator app already. Remove it before you set up another.');
  return { secret: secret.base32, uri: generatorOf(secret, user.email).toString() };
}

/**
 * From now on signing in takes a code. Answers the recovery codes, which are shown nowhere else.
 * Faults: invalid `totp.code_wrong`; not_found `totp.not_begun`.
 */
export async function confirmTotp(host: Host, tx: Tx, user: User, code: string): Promise<readonly string[]> {
  const begun = await selectTotp(tx, user.id);
  if (!begun || begun.confirmedAt !== null)
    throw new Fault('not_found', 'totp.not_begun', 'There is no authenticator app to be confirmed. Begin again.');
  if (!(await takeCode(host, tx, user.id, begun.sealedSecret, code)))
    throw new Fault(
      'invalid',
      'totp.code_wrong',
      'This is not the code of this moment. Type the one that the app shows now; if it is refused again, compare the clocks of your telephone and of this server.',
    );
  await updateTotpConfirmed(tx, user.id, host.clock.now());
  return makeRecoveryCodes(tx, user.id);
}

/** The recovery codes go with the last second factor. */
export async function removeTotp(tx: Tx, userId: Id<'user'>): Promise<void> {
  await deleteTotp(tx, userId);
  const { passkeyCount } = await selectFactors(tx, userId);
  if (passkeyCount === 0) await replaceRecoveryCodes(tx, userId, []);
}

/** Answers whether the code is right and was not taken before. */
export async function takeTotpCode(host: Host, tx: Tx, userId: Id<'user'>, code: string): Promise<boolean> {
  const found = await selectTotp(tx, userId);
  return found !== null && found.confirmedAt !== null && takeCode(host, tx, userId, found.sealedSecret, code);
}

/** One step of time on either side is allowed for, as RFC 6238 recommends. */
async function takeCode(host: Host, tx: Tx, userId: Id<'user'>, sealedSecret: string, code: string): Promise<boolean> {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return false;
  const secret = Secret.fromBase32(host.secretBox.open(sealedSecret, purposeOf(userId)));
  const timestamp = host.clock.now().getTime();
  const delta = generatorOf(secret, '').validate({ token, timestamp, window: 1 });
  return delta !== null && updateTotpStep(tx, userId, Math.floor(timestamp / 1000 / periodSeconds) + delta);
}

/** SHA-1, six digits, thirty seconds: what every app understands. */
function generatorOf(secret: Secret, label: string): TOTP {
  return new TOTP({ issuer: 'Weft', label, algorithm: 'SHA1', digits: 6, period: periodSeconds, secret });
}

function purposeOf(userId: Id<'user'>): string {
  return `totp:${userId}`;
}
