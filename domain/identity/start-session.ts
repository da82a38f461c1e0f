/** Lets somebody in whose proof was taken: a session with a new token, told to whoever keeps the audit log. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { SignInMethod, SignInRefusal } from './events.ts';
import { signInRefused, signInSucceeded } from './events.ts';
import { hashToken, makeToken } from './make-token.ts';
import { sessionLifetimeMilliseconds } from './model.ts';
import type { Entry, Visitor } from './session-model.ts';
import { selectSeats } from './store-members.ts';
import { insertSession } from './store-sessions.ts';

const userAgentMax = 400;

/** The proof (password and second step, a passkey, an identity provider's answer) is the caller's to have checked. */
export async function startSession(
  host: Host,
  tx: Tx,
  who: { readonly userId: Id<'user'>; readonly email: string },
  method: SignInMethod,
  visitor: Visitor,
): Promise<Entry> {
  const token = makeToken('wfs_');
  const at = host.clock.now();
  const expiresAt = new Date(at.getTime() + sessionLifetimeMilliseconds);
  const { address } = visitor;
  const userAgent = visitor.userAgent.slice(0, userAgentMax);
  await insertSession(tx, { userId: who.userId, tokenHash: hashToken(token), method, userAgent, address, at, expiresAt });
  await host.outbox.announce(tx, signInSucceeded, await newsOf(host, tx, who, method, visitor));
  return { userId: who.userId, token, expiresAt };
}

/** Whether the rules of a person's accounts let them in this way; the rules are of the modules above. Asked once the proof is good, and before the transaction. */
export type Admits = (userId: Id<'user'>, method: SignInMethod) => Promise<boolean>;

/** null: the rules keep the person out, which is told like any refusal; throw `ssoRequired` after the commit. */
export async function startIfAdmitted(
  host: Host,
  tx: Tx,
  isAdmitted: boolean,
  ...[who, method, visitor]: [{ readonly userId: Id<'user'>; readonly email: string }, SignInMethod, Visitor]
): Promise<Entry | null> {
  if (isAdmitted) return startSession(host, tx, who, method, visitor);
  await announceRefusal(host, tx, who, method, visitor, 'policy');
  return null;
}

/** Fault: forbidden `session.sso_required`. */
export function ssoRequired(): Fault {
  return new Fault(
    'forbidden',
    'session.sso_required',
    'Your account wants you to sign in by single sign-on. Use its button on the sign-in page.',
  );
}

/** In the transaction of what was counted, or one of its own: never in the one that the refusal rolls back. */
export async function announceRefusal(
  host: Host,
  tx: Tx,
  who: { readonly userId: Id<'user'> | null; readonly email: string },
  method: SignInMethod,
  visitor: Visitor,
  reason: SignInRefusal,
): Promise<void> {
  await host.outbox.announce(tx, signInRefused, { ...(await newsOf(host, tx, who, method, visitor)), reason });
}

async function newsOf(
  host: Host,
  tx: Tx,
  { userId, email }: { readonly userId: Id<'user'> | null; readonly email: string },
  method: SignInMethod,
  visitor: Visitor,
) {
  const seats = userId === null ? [] : await selectSeats(tx, userId);
  return {
    userId,
    accountIds: seats.map(({ accountId }) => accountId),
    email: email.slice(0, 320),
    address: visitor.address,
    userAgent: visitor.userAgent.slice(0, userAgentMax),
    method,
    at: host.clock.now().toISOString(),
  };
}
