/** Accounts that must be entered by a sign-in provider: who came another way is let into them only as an owner. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { SignInMethod } from '../identity/events.ts';
import { ssoRequiredOf } from '../identity/manage-sso-providers.ts';
import { listSeats } from '../identity/seat-member.ts';
import type { Admits } from '../identity/start-session.ts';
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

/** For whoever signs in: nobody is let in who would find every account of theirs closed. */
export function admitting(host: Host): Admits {
  return async (userId, method) => {
    const [seats, closed] = [await listSeats(host, userId), await closedWithoutSso(host, userId, method)];
    return seats.length === 0 || seats.some(({ accountId }) => !closed.includes(accountId));
  };
}
