/** Accounts that must be entered by a sign-in provider: who came another way is let into them only as an owner. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { SignInMethod } from '../identity/events.ts';
import { ssoRequiredOf } from '../identity/manage-sso-providers.ts';
import { listSeats } from '../identity/seat-member.ts';
import { type FoundSession, signOut } from '../identity/sessions.ts';
import { selectUsersWith } from './store.ts';

/** Owners keep their passwords: somebody must be able to mend a provider that lets nobody in. */
export async function closedWithoutSso(host: Host, userId: Id<'user'>, method: SignInMethod): Promise<readonly Id<'account'>[]> {
  if (method === 'oidc' || method === 'saml') return [];
  const closed: Id<'account'>[] = [];
  for (const accountId of await ssoRequiredOf(host, userId)) {
    const owners = await selectUsersWith(host.database.db, accountId, ['owner']);
    if (!owners.has(userId)) closed.push(accountId);
  }
  return closed;
}

/** Ends a session that would be good for nothing. Fault: forbidden `session.sso_required`. */
export async function requireWayIn(host: Host, { user, session }: FoundSession, token: string): Promise<void> {
  const [seats, closed] = [await listSeats(host, user.id), await closedWithoutSso(host, user.id, session.method)];
  if (seats.length === 0 || seats.some(({ accountId }) => !closed.includes(accountId))) return;
  await signOut(host, token);
  throw new Fault(
    'forbidden',
    'session.sso_required',
    'Your account wants you to sign in by single sign-on. Use its button on the sign-in page.',
  );
}
