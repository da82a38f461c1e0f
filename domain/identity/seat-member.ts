/** Gives a person a seat in an account, and changes or takes it; who is in which group is access's business. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import type { Licence, Member, MemberState } from './model.ts';
import { deleteMember, type Seat, selectMember, selectMembers, selectSeats, updateMember, upsertMember } from './store-members.ts';

/** Who was a member already is active again, with this licence. */
export function seatMember(host: Host, tx: Tx, seat: { accountId: Id<'account'>; userId: Id<'user'>; licence: Licence }): Promise<void> {
  return upsertMember(tx, { ...seat, createdAt: host.clock.now() });
}

/** The accounts that the person is let into, with their licence in each. */
export function listSeats(host: Host, userId: Id<'user'>): Promise<Seat[]> {
  return selectSeats(host.database.db, userId);
}

/** All members, in whatever state. */
export function listMembers(host: Host, accountId: Id<'account'>): Promise<Member[]> {
  return selectMembers(host.database.db, accountId);
}

/** As they are inside a transaction. */
export function listMembersIn(tx: Tx, accountId: Id<'account'>): Promise<Member[]> {
  return selectMembers(tx, accountId);
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

/** Answers whether there was such a member. */
export function unseatMember(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<boolean> {
  return deleteMember(tx, accountId, userId);
}
