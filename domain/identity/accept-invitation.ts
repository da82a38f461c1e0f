/** Takes an invitation: as somebody new, who chooses a name and a password, or as the person that was invited and is signed in. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { getAccount } from './get-account.ts';
import { hashPassword } from './hash-password.ts';
import { hashToken } from './make-token.ts';
import type { Invitation, User } from './model.ts';
import { passwordProblem } from './model.ts';
import type { Entry, Visitor } from './session-model.ts';
import { type Admits, ssoRequired, startIfAdmitted } from './start-session.ts';
import { selectUserByEmail } from './store.ts';
import { selectInvitationByToken, takeInvitation } from './store-links.ts';
import { insertPerson } from './store-sso.ts';

/** Gives the person the licence and the groups that the invitation carries; it belongs to the modules above. */
export type Seating = (tx: Tx, invitation: Invitation, userId: Id<'user'>) => Promise<void>;

export interface InvitationFacts {
  readonly invitation: Invitation;
  readonly accountName: string;
  /** Somebody has the address already: they sign in instead of choosing a password. */
  readonly isKnown: boolean;
}

/** Fault: gone `invitation.over`. */
export async function readInvitation(host: Host, token: string): Promise<InvitationFacts> {
  const invitation = await selectInvitationByToken(host.database.db, hashToken(token), host.clock.now());
  if (!invitation) throw over();
  const account = await getAccount(host, invitation.accountId);
  return { invitation, accountName: account.name, isKnown: (await selectUserByEmail(host.database.db, invitation.email)) !== null };
}

/**
 * The address is theirs: the link came to it, or from somebody who handed it over. Signed in at once, save where the account wants single
 * sign-on: then they are a member all the same.
 * Faults: gone `invitation.over`; invalid `user.password_weak`; conflict `invitation.for_somebody_known`; forbidden `session.sso_required`.
 */
export async function acceptAsNew(
  host: Host,
  input: { readonly token: string; readonly firstName: string; readonly lastName: string; readonly password: string },
  visitor: Visitor,
  seat: Seating,
  admits: Admits,
): Promise<Entry> {
  const { invitation, isKnown } = await readInvitation(host, input.token);
  if (isKnown) throw known(invitation.email);
  const problem = passwordProblem(input.password, invitation.email);
  if (problem) throw new Fault('invalid', 'user.password_weak', problem);
  const passwordHash = await hashPassword(input.password);
  const user = await host.database.transaction(async (tx) => {
    const at = host.clock.now();
    const taken = await takeInvitation(tx, hashToken(input.token), at);
    if (!taken) throw over();
    const names = { firstName: input.firstName.trim(), lastName: input.lastName.trim() };
    const made = await insertPerson(tx, { email: taken.email, ...names, passwordHash, at });
    await seat(tx, taken, made.id);
    return made;
  });
  const isAdmitted = await admits(user.id, 'invitation');
  const who = { userId: user.id, email: user.email };
  const entry = await host.database.transaction((tx) => startIfAdmitted(host, tx, isAdmitted, who, 'invitation', visitor));
  if (entry === null) throw ssoRequired();
  return entry;
}

/** Faults: gone `invitation.over`; forbidden `invitation.for_somebody_else`. */
export function acceptAs(host: Host, user: User, token: string, seat: Seating): Promise<Invitation> {
  return host.database.transaction(async (tx) => {
    const taken = await takeInvitation(tx, hashToken(token), host.clock.now());
    if (!taken) throw over();
    if (taken.email.toLowerCase() !== user.email.toLowerCase())
      throw new Fault(
        'forbidden',
        'invitation.for_somebody_else',
        `This invitation is for ${taken.email}, and you are signed in as ${user.email}. Sign out, and open the link again.`,
      );
    await seat(tx, taken, user.id);
    return taken;
  });
}

function over(): Fault {
  return new Fault(
    'gone',
    'invitation.over',
    'This invitation was used, withdrawn, or is older than seven days. Ask whoever invited you to send it again.',
  );
}

function known(email: string): Fault {
  return new Fault('conflict', 'invitation.for_somebody_known', `${email} has been here before. Sign in, and open the link again.`);
}
