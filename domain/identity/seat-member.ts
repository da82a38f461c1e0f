/** Gives a person a seat in an account, and changes or takes it; who is in which group is access's business. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { Licence, Member, MemberState } from './model.ts';
import { deleteMember, selectMember, updateMember, upsertMember } from './store-members.ts';

/** Who was a member already is active again, with this licence. */
export function seatMember(host: Host, tx: Tx, seat: { accountId: Id<'account'>; userId: Id<'user'>; licence: Licence }): Promise<void> {
  return upsertMember(tx, { ...seat, createdAt: host.clock.now() });
}

/** In whatever state. */
export function findMember(db: Db | Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<Member | null> {
  return selectMember(db, accountId, userId);
}

/** Answers whether there is such a member. */
export function changeSeat(
  tx: Tx,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  change: { licence?: Licence; state?: MemberState },
): Promise<boolean> {
  return updateMember(tx, accountId, userId, change);
}

export function unseatMember(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<void> {
  return deleteMember(tx, accountId, userId);
}
