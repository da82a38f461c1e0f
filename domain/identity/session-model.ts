/** A browser's session, and the decisions about how long it lasts. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { SignInMethod } from './events.ts';
import { confirmationMilliseconds } from './model.ts';

export interface Session {
  readonly id: Id<'session'>;
  readonly userId: Id<'user'>;
  /** The last step of the way in. */
  readonly method: SignInMethod;
  readonly userAgent: string;
  readonly address: string;
  readonly createdAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
  /** However much it is used. */
  readonly expiresAt: Date;
  /** When the person last proved who they are. */
  readonly confirmedAt: Date;
}

/** Who comes in, as far as the network and the browser tell. */
export interface Visitor {
  readonly address: string;
  readonly userAgent: string;
  /** What an earlier sign-in left in the browser: guesses elsewhere do not lock it out. */
  readonly deviceToken: string | null;
}

/** What a browser gets that was let in. */
export interface Entry {
  readonly userId: Id<'user'>;
  readonly token: string;
  readonly expiresAt: Date;
}

/**
 * How one proves who one is changes only shortly after one has proved it: a browser that was left open must not be enough.
 * Fault: forbidden `session.not_confirmed`.
 */
export function requireConfirmed(session: Session, at: Date): void {
  if (at.getTime() - session.confirmedAt.getTime() <= confirmationMilliseconds) return;
  throw new Fault(
    'forbidden',
    'session.not_confirmed',
    'It is some time since you signed in. Say your password once more, or sign out and in again, and then do this.',
  );
}

/** An identity provider's word counts as a second factor: asking for one is its business. */
export function isLetInto(entry: { readonly method: SignInMethod; readonly hasSecondFactor: boolean }): boolean {
  return entry.hasSecondFactor || entry.method === 'oidc' || entry.method === 'saml';
}
