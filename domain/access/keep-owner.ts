/** Holds that an account which has an owner keeps one. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import { listMembersIn } from '../identity/seat-member.ts';
import { selectUsersWith } from './store.ts';
import { lockGroups } from './store-groups.ts';

/** Somebody let in whose licence leaves an owner all that an owner may. */
export async function hasOwnerIn(tx: Tx, accountId: Id<'account'>): Promise<boolean> {
  const owners = await selectUsersWith(tx, accountId, ['owner', 'account_admin']);
  const members = await listMembersIn(tx, accountId);
  return members.some(({ user, licence, state }) => licence === 'developer' && state === 'active' && owners.has(user.id));
}

/**
 * Around any change of who may what: without an owner nobody could ever mend it. Such changes of one account follow each other.
 * Fault: conflict `account.last_owner`.
 */
export async function keepOwner<T>(tx: Tx, accountId: Id<'account'>, change: () => Promise<T>): Promise<T> {
  await lockGroups(tx, accountId);
  const had = await hasOwnerIn(tx, accountId);
  const result = await change();
  if (had && !(await hasOwnerIn(tx, accountId)))
    throw new Fault(
      'conflict',
      'account.last_owner',
      'This would leave the account without an owner. Make somebody else an owner first, with a developer licence.',
    );
  return result;
}
