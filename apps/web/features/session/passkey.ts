/** Passkeys in the browser: whether it can, and asking for one. */
import { startAuthentication, startRegistration } from '@simplewebauthn/browser';
import type { WireRecoveryCodes } from '@weft/wire/weft/profile';
import type { WireSession } from '@weft/wire/weft/session';
import { ask } from '../../kit/api.ts';

type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON'];
type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON'];

/** They are bound to a host name, and browsers offer them over https or on localhost only. */
export function canUsePasskeys(passkeyHost: string): boolean {
  return window.location.hostname === passkeyHost && window.isSecureContext && 'PublicKeyCredential' in window;
}

export async function signInByPasskey(isSecondStep: boolean): Promise<WireSession> {
  const step = { is_second_step: isSecondStep };
  const optionsJSON = await ask<AuthenticationOptions>('POST', '/api/weft/session/passkey-options/', step);
  const response = await startAuthentication({ optionsJSON }).catch(explain);
  return ask<WireSession>('POST', '/api/weft/session/passkey/', { ...step, response });
}

export async function registerPasskey(name: string): Promise<WireRecoveryCodes> {
  const optionsJSON = await ask<RegistrationOptions>('POST', '/api/weft/profile/passkeys/options/', {});
  const response = await startRegistration({ optionsJSON }).catch(explain);
  return ask<WireRecoveryCodes>('POST', '/api/weft/profile/passkeys/', { name, response });
}

/** Browsers say the same of a person who thought better of it and of a passkey that is not there. */
function explain(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  if (name === 'InvalidStateError') throw new Error('This device has a passkey for you already.');
  if (name === 'NotAllowedError' || name === 'AbortError')
    throw new Error('The browser got no passkey: it was stopped, took too long, or there is none here.');
  throw error;
}
