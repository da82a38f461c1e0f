/** The second step of signing in, by a code: from the app, or one of the recovery codes. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import type { SignInMethod } from './events.ts';
import { guessRules, takeGuess } from './limit-guesses.ts';
import { hashToken } from './make-token.ts';
import { takeRecoveryCode } from './recovery-codes.ts';
import type { Entry, Visitor } from './session-model.ts';
import { makeDeviceToken } from './sign-in.ts';
import { type Admits, announceRefusal, ssoRequired, startIfAdmitted } from './start-session.ts';
import { deleteSignInStep, selectSignInStep, takeSignInStep } from './store-sessions.ts';
import { takeTotpCode } from './totp.ts';

/** With each password there are so many codes; guesses over all of them are limited for the person. */
const triesMax = 5;

/** Faults: unauthenticated `session.step_over` (begin again), `session.code_refused`; too_many `session.locked`; forbidden `session.sso_required`. */
export async function finishSignIn(
  host: Host,
  stepToken: string,
  code: string,
  visitor: Visitor,
  admits: Admits,
): Promise<{ entry: Entry; deviceToken: string }> {
  const tokenHash = hashToken(stepToken);
  const begun = await selectSignInStep(host.database.db, tokenHash, host.clock.now());
  if (!begun) throw stepOver();
  const limit = await takeGuess(host, [guessRules.code(begun.userId)]);
  const isAdmitted = await admits(begun.userId, 'totp');
  const done = await host.database.transaction(async (tx) => {
    const at = host.clock.now();
    const step = await takeSignInStep(tx, tokenHash, at, triesMax);
    if (!step) return 'over';
    const { user } = step;
    const who = { userId: user.id, email: user.email };
    const isApp = await takeTotpCode(host, tx, user.id, code);
    const method: SignInMethod = isApp ? 'totp' : 'recovery_code';
    if (!isApp && !(await takeRecoveryCode(tx, user.id, code, at))) {
      await announceRefusal(host, tx, who, 'totp', visitor, limit.locks ? 'locked' : 'second_factor');
      return 'refused';
    }
    await deleteSignInStep(tx, tokenHash);
    return (await startIfAdmitted(host, tx, isAdmitted, who, method, visitor)) ?? 'kept_out';
  });
  if (done === 'over') throw stepOver();
  if (done === 'refused')
    throw new Fault(
      'unauthenticated',
      'session.code_refused',
      'This code is not right, or was used before. Type the one that your app shows now, or one of your recovery codes.',
    );
  await limit.forgive();
  if (done === 'kept_out') throw ssoRequired();
  return { entry: done, deviceToken: makeDeviceToken(host, begun.userId) };
}

export function stepOver(): Fault {
  return new Fault(
    'unauthenticated',
    'session.step_over',
    'The second step took too long, or too many codes were wrong. Begin with your password again.',
  );
}
