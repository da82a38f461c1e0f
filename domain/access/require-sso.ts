/** Accounts that must be entered by a sign-in provider: who came another way is let into them only as an owner. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { SignInMethod } from '../identity/events.ts';
import { ssoRequiredOf } from '../identity/manage-sso-providers.ts';
import { listSeats } from '../identity/seat-member.ts';
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

/** Before a session is begun that would be good for nothing. Fault: forbidden `session.sso_required`. */
export async function requireWayIn(host: Host, userId: Id<'user'>, method: SignInMethod): Promise<void> {
  const [seats, closed] = [await listSeats(host, userId), await closedWithoutSso(host, userId, method)];
  if (seats.length === 0 || seats.some(({ accountId }) => !closed.includes(accountId))) return;
  throw new Fault(
    'forbidden',
    'session.sso_required',
    'Your account wants you to sign in by single sign-on. Use its button on the sign-in page.',
  );
}
