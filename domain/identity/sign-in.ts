/** Trades an e-mail address and a password for a session, or for the way to the second step. */
import { randomBytes } from 'node:crypto';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import { parseJson } from '@weft/base/json';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { hashPassword, isPassword } from './hash-password.ts';
import { guessRules, takeGuess } from './limit-guesses.ts';
import { hashToken, makeToken } from './make-token.ts';
import type { Entry, Visitor } from './session-model.ts';
import { type Admits, announceRefusal, ssoRequired, startIfAdmitted } from './start-session.ts';
import { selectUserByEmail } from './store.ts';
import { selectFactors } from './store-factors.ts';
import { insertSignInStep } from './store-sessions.ts';

const stepMilliseconds = 5 * 60_000;
const deviceSchema = z.object({ userId: z.number() });

export type SignedIn =
  | { readonly state: 'in'; readonly entry: Entry; readonly deviceToken: string }
  | { readonly state: 'second_step'; readonly stepToken: string; readonly expiresAt: Date; readonly ways: readonly SecondStep[] };

/** With what the second step can be gone. */
export type SecondStep = 'totp' | 'passkey' | 'recovery_code';

/**
 * An unknown address costs as much time as a wrong password, is counted alike, and says the same.
 * Faults: unauthenticated `session.refused`; too_many `session.locked`; forbidden `session.sso_required`.
 */
export async function signIn(host: Host, email: string, password: string, visitor: Visitor, admits: Admits): Promise<SignedIn> {
  const found = await selectUserByEmail(host.database.db, email);
  const isKnownDevice = found !== null && isDeviceOf(host, visitor.deviceToken, found.user.id);
  const guesses =
    isKnownDevice && visitor.deviceToken !== null
      ? [guessRules.device(visitor.deviceToken)]
      : [guessRules.pair(email, visitor.address), guessRules.person(email), guessRules.place(visitor.address)];
  const who = { userId: found?.user.id ?? null, email };
  const limit = await takeGuess(host, guesses);
  let signedIn: SignedIn | null;
  try {
    const isRight =
      found?.passwordHash == null ? (await hashPassword(password.slice(0, 256))) === '' : await isPassword(found.passwordHash, password);
    if (found === null || !isRight) {
      const reason = limit.locks ? 'locked' : 'credentials';
      await host.database.transaction((tx) => announceRefusal(host, tx, who, 'password', visitor, reason));
      throw new Fault('unauthenticated', 'session.refused', 'This e-mail address and password do not belong together.');
    }
    await limit.forgive();
    const { id: userId, email: known } = found.user;
    const isAdmitted = await admits(userId, 'password');
    signedIn = await host.database.transaction((tx) => letIn(host, tx, isAdmitted, { userId, email: known }, visitor));
  } catch (error) {
    if (!(error instanceof Fault && error.kind === 'unauthenticated')) await limit.takeBack().catch(() => {});
    throw error;
  }
  if (signedIn === null) throw ssoRequired();
  return signedIn;
}

/** null: kept out by a rule. Who has a second factor hears of the rule after it, as somebody who is who they say. */
async function letIn(
  host: Host,
  tx: Tx,
  isAdmitted: boolean,
  who: { userId: Id<'user'>; email: string },
  visitor: Visitor,
): Promise<SignedIn | null> {
  const factors = await selectFactors(tx, who.userId);
  const ways: SecondStep[] = [
    ...(factors.hasTotp ? (['totp'] as const) : []),
    ...(factors.passkeyCount > 0 ? (['passkey'] as const) : []),
    ...(factors.recoveryCodesLeft > 0 ? (['recovery_code'] as const) : []),
  ];
  if (!factors.hasTotp && factors.passkeyCount === 0) {
    const entry = await startIfAdmitted(host, tx, isAdmitted, who, 'password', visitor);
    return entry && { state: 'in', entry, deviceToken: makeDeviceToken(host, who.userId) };
  }
  const stepToken = makeToken('wft_');
  const expiresAt = new Date(host.clock.now().getTime() + stepMilliseconds);
  await insertSignInStep(tx, { tokenHash: hashToken(stepToken), userId: who.userId, expiresAt });
  return { state: 'second_step', stepToken, expiresAt, ways };
}

/** Says that this browser has let the person in before; worth nothing but tries of its own. */
export function makeDeviceToken(host: Host, userId: Id<'user'>): string {
  return host.secretBox.seal(JSON.stringify({ userId, nonce: randomBytes(9).toString('base64url') }), 'device');
}

function isDeviceOf(host: Host, deviceToken: string | null, userId: Id<'user'>): boolean {
  if (deviceToken === null) return false;
  try {
    const parsed = parseJson(host.secretBox.open(deviceToken, 'device'));
    const read = deviceSchema.safeParse('value' in parsed ? parsed.value : null);
    return read.success && read.data.userId === userId;
  } catch {
    // Sealed under another key, or by somebody else: a browser like any other.
    return false;
  }
}
