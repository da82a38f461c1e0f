/** Who is signed in, in the words of the web: their accounts, and what they may where. */
import type { Id } from '@weft/base/id';
import type { Caller, HeldGrant } from '@weft/domain/access/model';
import { hasOwner } from '@weft/domain/identity/create-owner';
import { getAccount } from '@weft/domain/identity/get-account';
import type { Licence } from '@weft/domain/identity/model';
import { listSeats } from '@weft/domain/identity/seat-member';
import type { FoundSession } from '@weft/domain/identity/sessions';
import type { Host } from '@weft/host/host';
import type { WireHolding, WireSession, WireSessionAccount } from '@weft/wire/weft/session';

/** `found` null: nobody is signed in. */
export async function presentSession(host: Host, found: FoundSession | null, caller: Caller | null): Promise<WireSession> {
  const user = found?.user ?? null;
  const seats = user === null || caller === null ? [] : await listSeats(host, user.id);
  // Everybody in an account may something there: a seat without that is closed to this session.
  const open = seats.filter(({ accountId }) => caller?.grants.some((grant) => grant.accountId === accountId));
  return {
    user: user ? { id: user.id, email: user.email, first_name: user.firstName, last_name: user.lastName } : null,
    accounts: await Promise.all(open.map(({ accountId, licence }) => presentSeat(host, accountId, licence, caller?.grants ?? []))),
    has_owner: await hasOwner(host),
    is_demo: host.config.isDemo,
    needs_second_factor: (found?.closedAccountIds.length ?? 0) > 0,
    second_step: null,
  };
}

async function presentSeat(host: Host, id: Id<'account'>, licence: Licence, grants: readonly HeldGrant[]): Promise<WireSessionAccount> {
  const account = await getAccount(host, id);
  const held = grants.filter(({ accountId }) => accountId === id);
  const permissions = new Set(held.flatMap((grant) => [...grant.permissions, ...grant.inCategories]));
  return {
    ...{ id, name: account.name, is_hybrid_enabled: account.isHybridEnabled, licence },
    permissions: [...permissions].sort(),
    holdings: held.map(presentHolding),
  };
}

function presentHolding(grant: HeldGrant): WireHolding {
  return {
    project_id: grant.projectId,
    permissions: [...grant.permissions],
    in_categories: [...grant.inCategories],
    categories: [...grant.categories],
    is_of_every_member: grant.isOfEveryMember,
  };
}
