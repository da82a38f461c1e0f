/** Sessions: whose one is, which there are, and how they end. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { isPassword } from './hash-password.ts';
import { guessRules, takeGuess } from './limit-guesses.ts';
import { hashToken, makeToken } from './make-token.ts';
import type { User } from './model.ts';
import { sessionIdleMilliseconds } from './model.ts';
import type { Session } from './session-model.ts';
import { isLetInto } from './session-model.ts';
import { selectUserByEmail } from './store.ts';
import {
  deletePassed,
  deleteSession,
  deleteSessionsOfUser,
  selectSession,
  selectSessionsOfUser,
  updateSession,
  updateSessionUse,
} from './store-sessions.ts';

const useNoticedMilliseconds = 60_000;
const guessesKeptMilliseconds = 24 * 3600 * 1000;

export interface FoundSession {
  readonly user: User;
  readonly session: Session;
  /** Accounts of the person that are closed to this session until they have a second factor. */
  readonly closedAccountIds: readonly Id<'account'>[];
}

/** null: there is none, it was unused for too long, or it is over. Its use is noted at most once a minute. */
export async function findSession(host: Host, token: string): Promise<FoundSession | null> {
  const at = host.clock.now();
  const row = await selectSession(host.database.db, hashToken(token), at, idleSince(at));
  if (!row) return null;
  const { user, session } = row;
  if (at.getTime() - session.lastUsedAt.getTime() > useNoticedMilliseconds) await updateSessionUse(host.database.db, session.id, at);
  const isIn = isLetInto({ method: session.method, hasSecondFactor: row.hasSecondFactor });
  return { user, session, closedAccountIds: isIn ? [] : row.strictAccountIds };
}

/** The last used first. */
export function listSessions(host: Host, userId: Id<'user'>): Promise<Session[]> {
  const at = host.clock.now();
  return selectSessionsOfUser(host.database.db, userId, at, idleSince(at));
}

export async function signOut(host: Host, token: string): Promise<void> {
  await host.database.transaction((tx) => deleteSession(tx, hashToken(token)));
}

/** Fault: not_found `session.not_found`. */
export async function revokeSession(host: Host, userId: Id<'user'>, sessionId: Id<'session'>): Promise<void> {
  const count = await host.database.transaction((tx) => deleteSessionsOfUser(tx, userId, { only: sessionId }));
  if (count === 0) throw new Fault('not_found', 'session.not_found', `You have no session ${sessionId}; it may have ended already.`);
}

/** Answers how many ended. */
export function revokeOtherSessions(host: Host, session: Session): Promise<number> {
  return host.database.transaction((tx) => deleteSessionsOfUser(tx, session.userId, { but: session.id }));
}

/** For whoever is deactivated, or whose second factor was taken away. Answers how many ended. */
export function endSessions(tx: Tx, userId: Id<'user'>): Promise<number> {
  return deleteSessionsOfUser(tx, userId);
}

/** The same session under another token: what was stolen before a change of password is worth nothing after it. */
export async function renewToken(tx: Tx, sessionId: Id<'session'>): Promise<string> {
  const token = makeToken('wfs_');
  await updateSession(tx, sessionId, { tokenHash: hashToken(token) });
  return token;
}

/** The password once more, before something that changes how one proves who one is. Faults: forbidden `password.wrong`; too_many `session.locked`. */
export async function confirmSession(host: Host, { session, user }: FoundSession, password: string): Promise<void> {
  const limit = await takeGuess(host, [guessRules.confirm(user.id)]);
  const found = await selectUserByEmail(host.database.db, user.email);
  if (found?.passwordHash == null || !(await isPassword(found.passwordHash, password)))
    throw new Fault('forbidden', 'password.wrong', 'This is not your password.');
  await limit.forgive();
  await host.database.transaction((tx) => updateSession(tx, session.id, { confirmedAt: host.clock.now() }));
}

/** Takes away what time has ended: sessions, links, challenges, and guesses of more than a day ago. */
export async function forgetPassed(host: Host): Promise<void> {
  const at = host.clock.now();
  await host.database.transaction((tx) => deletePassed(tx, at, idleSince(at), new Date(at.getTime() - guessesKeptMilliseconds)));
}

function idleSince(at: Date): Date {
  return new Date(at.getTime() - sessionIdleMilliseconds);
}
