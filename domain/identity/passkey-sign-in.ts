/** Signing in with a passkey: alone, when it has seen the person's finger or code, or as the second step after a password. */

import type { AuthenticationResponseJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server';
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { hashToken } from './make-token.ts';
import { keepChallenge, relyingParty, useChallenge } from './passkeys.ts';
import { stepOver } from './second-step.ts';
import type { Entry, Visitor } from './session-model.ts';
import { makeDeviceToken } from './sign-in.ts';
import { type Admits, announceRefusal, ssoRequired, startIfAdmitted } from './start-session.ts';
import { type PasskeyRow, selectPasskeyByCredential, selectPasskeys, updatePasskeyUse } from './store-factors.ts';
import { selectUserById } from './store-links.ts';
import { deleteSignInStep, selectSignInStep } from './store-sessions.ts';

/** `stepToken` null: whoever's passkey the browser has for this host. Fault: unauthenticated `session.step_over`. */
export async function askForPasskey(host: Host, stepToken: string | null): Promise<PublicKeyCredentialRequestOptionsJSON> {
  const userId = stepToken === null ? null : await userOfStep(host, stepToken);
  const keys = userId === null ? [] : await selectPasskeys(host.database.db, userId);
  const options = await generateAuthenticationOptions({
    rpID: relyingParty(host).id,
    allowCredentials: keys.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    // Alone it stands for both factors: having the device, and being its owner.
    userVerification: userId === null ? 'required' : 'preferred',
  });
  await keepChallenge(host, options.challenge, userId === null ? 'sign_in' : 'second_step', userId);
  return options;
}

/** Faults: unauthenticated `session.passkey_refused`, `session.step_over`; forbidden `session.sso_required`. */
export async function signInByPasskey(
  host: Host,
  response: AuthenticationResponseJSON,
  stepToken: string | null,
  visitor: Visitor,
  admits: Admits,
): Promise<{ entry: Entry; deviceToken: string }> {
  const stepUserId = stepToken === null ? null : await userOfStep(host, stepToken);
  const key = await selectPasskeyByCredential(host.database.db, response.id);
  const user = key === null ? null : await selectUserById(host.database.db, key.userId);
  const who = { userId: user?.id ?? null, email: user?.email ?? '' };
  const counter = key !== null && (stepUserId === null || stepUserId === key.userId) ? await verify(host, response, key, stepUserId) : null;
  const isAdmitted = user !== null && counter !== null && (await admits(user.id, 'passkey'));
  const entry = await host.database.transaction(async (tx) => {
    const isGood = key !== null && counter !== null && (await updatePasskeyUse(tx, key.id, counter, host.clock.now()));
    if (!isGood || user === null) {
      await announceRefusal(host, tx, who, 'passkey', visitor, stepToken === null ? 'credentials' : 'second_factor');
      return 'refused';
    }
    if (stepToken !== null) await deleteSignInStep(tx, hashToken(stepToken));
    return startIfAdmitted(host, tx, isAdmitted, { userId: user.id, email: user.email }, 'passkey', visitor);
  });
  if (entry === null) throw ssoRequired();
  if (entry === 'refused')
    throw new Fault(
      'unauthenticated',
      'session.passkey_refused',
      'This passkey does not let you in. It may have been removed, or the question was too old: try again.',
    );
  return { entry, deviceToken: makeDeviceToken(host, entry.userId) };
}

/** The authenticator's counter, or null where the answer is not right. The library refuses a counter that has not grown. */
async function verify(
  host: Host,
  response: AuthenticationResponseJSON,
  key: PasskeyRow,
  stepUserId: Id<'user'> | null,
): Promise<number | null> {
  const { id: expectedRPID, origins: expectedOrigin } = relyingParty(host);
  const purpose = stepUserId === null ? 'sign_in' : 'second_step';
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: (challenge) => useChallenge(host, challenge, purpose, stepUserId),
      expectedOrigin,
      expectedRPID,
      credential: {
        id: key.credentialId,
        publicKey: new Uint8Array(key.publicKey),
        counter: key.counter,
        transports: key.transports,
      },
      requireUserVerification: stepUserId === null,
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch (error) {
    host.log.info('passkey.refused', { userId: key.userId, error });
    return null;
  }
}

async function userOfStep(host: Host, stepToken: string): Promise<Id<'user'>> {
  const step = await selectSignInStep(host.database.db, hashToken(stepToken), host.clock.now());
  if (!step) throw stepOver();
  return step.userId;
}
