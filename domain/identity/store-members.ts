/** The SQL on identity.membership: who is in which account, with which licence. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq } from 'drizzle-orm';
import type { Licence, Member, MemberState } from './model.ts';
import { userColumns } from './store.ts';
import { membership, user } from './tables.ts';

const memberColumns = {
  accountId: membership.accountId,
  user: userColumns,
  licence: membership.licence,
  state: membership.state,
  createdAt: membership.createdAt,
};

export async function selectMembers(db: Db | Tx, accountId: Id<'account'>): Promise<Member[]> {
  return db
    .select(memberColumns)
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(eq(membership.accountId, accountId))
    .orderBy(asc(user.id));
}

export async function selectMember(db: Db | Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<Member | null> {
  const [row] = await db
    .select(memberColumns)
    .from(membership)
    .innerJoin(user, eq(user.id, membership.userId))
    .where(and(eq(membership.accountId, accountId), eq(membership.userId, userId)));
  return row ?? null;
}

export interface Seat {
  readonly accountId: Id<'account'>;
  readonly licence: Licence;
}

/** The accounts that the person is let into. */
export async function selectSeats(db: Db | Tx, userId: Id<'user'>): Promise<Seat[]> {
  return db
    .select({ accountId: membership.accountId, licence: membership.licence })
    .from(membership)
    .where(and(eq(membership.userId, userId), eq(membership.state, 'active')))
    .orderBy(asc(membership.accountId));
}

/** Who was a member already is active again, with the licence given. */
export async function upsertMember(
  tx: Tx,
  values: { accountId: Id<'account'>; userId: Id<'user'>; licence: Licence; createdAt: Date },
): Promise<void> {
  await tx
    .insert(membership)
    .values({ ...values, state: 'active' })
    .onConflictDoUpdate({ target: [membership.accountId, membership.userId], set: { licence: values.licence, state: 'active' } });
}

/** Answers whether there was such a member. */
export async function updateMember(
  tx: Tx,
  accountId: Id<'account'>,
  userId: Id<'user'>,
  values: { licence?: Licence; state?: MemberState },
): Promise<boolean> {
  const rows = await tx
    .update(membership)
    .set(values)
    .where(and(eq(membership.accountId, accountId), eq(membership.userId, userId)))
    .returning({ userId: membership.userId });
  return rows.length > 0;
}

export async function deleteMember(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>): Promise<boolean> {
  const rows = await tx
    .delete(membership)
    .where(and(eq(membership.accountId, accountId), eq(membership.userId, userId)))
    .returning({ userId: membership.userId });
  return rows.length > 0;
}

export async function updateUserName(
  tx: Tx,
  userId: Id<'user'>,
  name: { firstName: string | undefined; lastName: string | undefined },
): Promise<void> {
  await tx.update(user).set(name).where(eq(user.id, userId));
}
