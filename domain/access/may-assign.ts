/** Whether a caller may put people into groups, or take something from them, that would give or take the account itself. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import type { Caller } from './model.ts';
import { requireMayAppoint } from './model.ts';
import { selectGrantsOfGroups, selectGrantsOfUser } from './store.ts';

/** Only who may do everything puts people into the owners' group or out of it. Fault: forbidden `access.forbidden`. */
export async function requireMayAssign(
  host: Host,
  caller: Caller,
  accountId: Id<'account'>,
  groupIds: readonly Id<'group'>[],
): Promise<void> {
  const grants = await selectGrantsOfGroups(host.database.db, accountId);
  requireMayAppoint(
    caller,
    groupIds.flatMap((id) => grants.get(id) ?? []),
  );
}

/** Only who may do everything changes the seat of somebody who may. Fault: forbidden `access.forbidden`. */
export async function requireMayChangeSeat(host: Host, caller: Caller, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  const grants = await selectGrantsOfUser(host.database.db, userId);
  requireMayAppoint(
    caller,
    grants.filter((grant) => grant.accountId === accountId),
  );
}
