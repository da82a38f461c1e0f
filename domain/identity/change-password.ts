/** Passwords: changed by who knows the old one, or chosen anew by a link that is good once and for an hour. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import { eventKind } from '@weft/host/events';
import type { Host } from '@weft/host/host';
import { isMailConfigured, queueMail } from '@weft/host/mail';
import { hashPassword, isPassword } from './hash-password.ts';
import { guessRules, takeGuess } from './limit-guesses.ts';
import { hashToken, makeToken } from './make-token.ts';
import type { User } from './model.ts';
import { linkMilliseconds, passwordProblem } from './model.ts';
import { requireOwnMember } from './second-factors.ts';
import type { Session, Visitor } from './session-model.ts';
import { renewToken } from './sessions.ts';
import { selectUserByEmail } from './store.ts';
import { deleteLinks, replaceLink, selectLink, selectUserById, takeLink, updatePassword } from './store-links.ts';
import { deleteSessionsOfUser } from './store-sessions.ts';
import { writeLetter } from './write-letter.ts';

/** Somebody asked for a link; whether there is such a person is found out later, so that the answer takes as long either way. */
export const passwordLinkAsked = eventKind<{ readonly email: string }>('password.link_asked');

/**
 * Ends the person's other sessions, and gives this one a new token, which is answered. Who has no password yet sends none.
 * Faults: forbidden `password.wrong`; invalid `user.password_weak`; too_many `session.locked`.
 */
export async function changePassword(
  host: Host,
  { user, session }: { readonly user: User; readonly session: Session },
  passwords: { readonly old: string; readonly chosen: string },
): Promise<string> {
  const limit = await takeGuess(host, [guessRules.confirm(user.id)]);
  const found = await selectUserByEmail(host.database.db, user.email);
  const before = found?.passwordHash ?? null;
  if (before !== null && !(await isPassword(before, passwords.old)))
    throw new Fault('forbidden', 'password.wrong', 'This is not your password.');
  await limit.forgive();
  requireGood(passwords.chosen, user.email);
  const passwordHash = await hashPassword(passwords.chosen);
  return host.database.transaction(async (tx) => {
    await updatePassword(tx, user.id, passwordHash);
    await deleteSessionsOfUser(tx, user.id, { but: session.id });
    await deleteLinks(tx, user.id, 'password');
    await tellChanged(host, tx, user);
    return renewToken(tx, session.id);
  });
}

/** For an admin of the account to hand over. The link is known now and never again. Faults: those of `requireOwnMember`. */
export async function makePasswordLink(
  host: Host,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  madeBy: string,
): Promise<{ url: string; expiresAt: Date }> {
  await requireOwnMember(host, accountId, userId);
  return host.database.transaction((tx) => makeLink(host, tx, userId, madeBy));
}

/** Always the same answer, after the same time. Faults: unavailable `mail.not_configured`; too_many `session.locked`. */
export async function askForPasswordLink(host: Host, email: string, visitor: Visitor): Promise<void> {
  if (!isMailConfigured(host))
    throw new Fault(
      'unavailable',
      'mail.not_configured',
      'This Weft sends no mail. Ask an account admin for a link to choose a new password.',
    );
  await takeGuess(host, [guessRules.link(email), guessRules.linkFrom(visitor.address)]);
  await host.database.transaction((tx) => host.outbox.announce(tx, passwordLinkAsked, { email }));
}

/** Safe to do twice: the later link takes the place of the earlier. Who signs in elsewhere has no password to lose, and is sent nothing. */
export async function mailPasswordLink(host: Host, { email }: { readonly email: string }): Promise<void> {
  const found = await selectUserByEmail(host.database.db, email);
  if (found?.passwordHash == null || !isMailConfigured(host)) return;
  const { user } = found;
  await host.database.transaction(async (tx) => {
    const { url } = await makeLink(host, tx, user.id, user.email);
    const letter = writeLetter({
      subject: 'Choose a new password for Weft',
      before: ['Somebody, probably you, asked to choose a new password for your Weft account.'],
      link: { deed: 'Choose a new password', url },
      after: ['The link is good once, for an hour. If you did not ask for it, leave it alone: your password stays as it is.'],
    });
    await queueMail(host, tx, { to: user.email, ...letter });
  });
}

/** Whose password would be chosen. Fault: gone `link.over`. */
export async function readPasswordLink(host: Host, token: string): Promise<User> {
  const found = await selectLink(host.database.db, hashToken(token), 'password', host.clock.now());
  if (!found) throw linkOver();
  return found.user;
}

/** Ends all of the person's sessions; a second factor is asked for at the next sign-in as before. Faults: gone `link.over`; invalid `user.password_weak`. */
export async function choosePassword(host: Host, token: string, password: string): Promise<void> {
  const user = await readPasswordLink(host, token);
  requireGood(password, user.email);
  const passwordHash = await hashPassword(password);
  await host.database.transaction(async (tx) => {
    const taken = await takeLink(tx, hashToken(token), 'password', host.clock.now());
    if (!taken) throw linkOver();
    await updatePassword(tx, taken.user.id, passwordHash);
    await deleteSessionsOfUser(tx, taken.user.id);
    await tellChanged(host, tx, taken.user);
  });
}

export function linkOver(): Fault {
  return new Fault('gone', 'link.over', 'This link was used, or is more than an hour old. Ask for another.');
}

async function makeLink(host: Host, tx: Tx, userId: Id<'user'>, madeBy: string): Promise<{ url: string; expiresAt: Date }> {
  const user = await selectUserById(tx, userId);
  if (!user) throw new Fault('not_found', 'user.not_found', `There is no user ${userId}.`);
  const token = makeToken('wfl_');
  const createdAt = host.clock.now();
  const expiresAt = new Date(createdAt.getTime() + linkMilliseconds);
  await replaceLink(tx, { tokenHash: hashToken(token), purpose: 'password', userId, email: null, madeBy, createdAt, expiresAt });
  return { url: `${host.config.publicUrl}/choose-password#${token}`, expiresAt };
}

/** Who did not change it themselves learns of it. */
async function tellChanged(host: Host, tx: Tx, user: User): Promise<void> {
  if (!isMailConfigured(host)) return;
  const letter = writeLetter({
    subject: 'Your Weft password was changed',
    before: ['The password of your Weft account was changed, and your other sessions were ended.'],
    link: null,
    after: ['If it was not you, ask an account admin at once for a link to choose another.'],
  });
  await queueMail(host, tx, { to: user.email, ...letter });
}

function requireGood(password: string, email: string): void {
  const problem = passwordProblem(password, email);
  if (problem) throw new Fault('invalid', 'user.password_weak', problem);
}
