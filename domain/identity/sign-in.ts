/** Trades an e-mail address and a password for a session token. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { hashPassword, isPassword } from './hash-password.ts';
import { hashToken, makeToken } from './make-token.ts';
import type { User } from './model.ts';
import { sessionLifetimeMilliseconds } from './model.ts';
import { deleteSession, insertSession, selectUserByEmail, selectUserBySession } from './store.ts';

/** An unknown address costs as much time as a wrong password, and says the same. */
export async function signIn(host: Host, email: string, password: string): Promise<{ user: User; token: string; expiresAt: Date }> {
  const found = await selectUserByEmail(host.database.db, email);
  const isRight = found ? await isPassword(found.passwordHash, password) : (await hashPassword(password.slice(0, 256))) === '';
  if (!found || !isRight) throw new Fault('unauthenticated', 'session.refused', 'This e-mail address and password do not belong together.');
  const token = makeToken('wfs_');
  const at = host.clock.now();
  const expiresAt = new Date(at.getTime() + sessionLifetimeMilliseconds);
  await host.database.transaction((tx) => insertSession(tx, { userId: found.user.id, tokenHash: hashToken(token), at, expiresAt }));
  return { user: found.user, token, expiresAt };
}

export function findUserBySession(host: Host, token: string): Promise<User | null> {
  return selectUserBySession(host.database.db, hashToken(token), host.clock.now());
}

export async function signOut(host: Host, token: string): Promise<void> {
  await host.database.transaction((tx) => deleteSession(tx, hashToken(token)));
}
