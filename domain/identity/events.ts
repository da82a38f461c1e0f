/** What identity announces: who came in, and who was kept out. */
import type { Id } from '@weft/base/id';
import { eventKind } from '@weft/host/events';

/** With what somebody tried to come in; `recovery_code` and `totp` are second steps after a password. */
export type SignInMethod = 'password' | 'totp' | 'recovery_code' | 'passkey' | 'oidc' | 'saml' | 'invitation' | 'password_link';

export interface SignInNews {
  /** null: nobody has the e-mail address. */
  readonly userId: Id<'user'> | null;
  /** The accounts that the person is a member of; none for somebody unknown. */
  readonly accountIds: readonly Id<'account'>[];
  /** As it was typed or asserted, at most 320 characters. Not in a log: people type passwords here by mistake. */
  readonly email: string;
  /** Of the network, as the server saw it. */
  readonly address: string;
  readonly userAgent: string;
  readonly method: SignInMethod;
  /** ISO 8601. */
  readonly at: string;
}

/** Why somebody was kept out: `credentials` (unknown address, wrong password or passkey), `second_factor` (wrong code), `locked` (the try that locks), `policy` (an account's rule). */
export type SignInRefusal = 'credentials' | 'second_factor' | 'locked' | 'policy';

export const signInSucceeded = eventKind<SignInNews>('sign_in.succeeded');
export const signInRefused = eventKind<SignInNews & { readonly reason: SignInRefusal }>('sign_in.refused');
