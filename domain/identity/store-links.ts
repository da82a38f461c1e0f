/** The SQL on passwords, on links that let their reader do one thing, and on invitations. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Invitation, Licence, LinkPurpose, User } from './model.ts';
import { userColumns } from './store.ts';
import { invitation, link, user } from './tables.ts';

export async function selectUserById(db: Db | Tx, userId: Id<'user'>): Promise<User | null> {
  const [row] = await db.select(userColumns).from(user).where(eq(user.id, userId));
  return row ?? null;
}

export async function updatePassword(tx: Tx, userId: Id<'user'>, passwordHash: string): Promise<void> {
  await tx.update(user).set({ passwordHash }).where(eq(user.id, userId));
}

export async function selectHasPassword(db: Db, userId: Id<'user'>): Promise<boolean> {
  const [row] = await db.select({ hash: user.passwordHash }).from(user).where(eq(user.id, userId));
  return row?.hash != null;
}

export async function updateUser(
  tx: Tx,
  userId: Id<'user'>,
  values: { email?: string; firstName?: string; lastName?: string },
): Promise<void> {
  if (Object.keys(values).length > 0) await tx.update(user).set(values).where(eq(user.id, userId));
}

/** Those of the same purpose from before are good no more. */
export async function replaceLink(
  tx: Tx,
  values: {
    tokenHash: Buffer;
    purpose: LinkPurpose;
    userId: Id<'user'>;
    email: string | null;
    madeBy: string;
    createdAt: Date;
    expiresAt: Date;
  },
): Promise<void> {
  await deleteLinks(tx, values.userId, values.purpose);
  await tx.insert(link).values(values);
}

export async function deleteLinks(tx: Tx, userId: Id<'user'>, purpose: LinkPurpose): Promise<void> {
  await tx.delete(link).where(and(eq(link.userId, userId), eq(link.purpose, purpose)));
}

export interface FoundLink {
  readonly user: User;
  readonly email: string | null;
}

export async function selectLink(db: Db, tokenHash: Buffer, purpose: LinkPurpose, at: Date): Promise<FoundLink | null> {
  const [row] = await db
    .select({ user: userColumns, email: link.email })
    .from(link)
    .innerJoin(user, eq(user.id, link.userId))
    .where(and(eq(link.tokenHash, tokenHash), eq(link.purpose, purpose), gt(link.expiresAt, at)));
  return row ?? null;
}

/** Uses it up. */
export async function takeLink(tx: Tx, tokenHash: Buffer, purpose: LinkPurpose, at: Date): Promise<FoundLink | null> {
  const [row] = await tx
    .delete(link)
    .where(and(eq(link.tokenHash, tokenHash), eq(link.purpose, purpose), gt(link.expiresAt, at)))
    .returning({ userId: link.userId, email: link.email });
  if (!row) return null;
  const [found] = await tx.select(userColumns).from(user).where(eq(user.id, row.userId));
  return found ? { user: found, email: row.email } : null;
}

const invitationColumns = {
  id: invitation.id,
  accountId: invitation.accountId,
  email: invitation.email,
  licence: invitation.licence,
  groupIds: invitation.groupIds,
  invitedBy: invitation.invitedBy,
  createdAt: invitation.createdAt,
  sentAt: invitation.sentAt,
  expiresAt: invitation.expiresAt,
  redeemedAt: invitation.redeemedAt,
};

const isOpen = and(isNull(invitation.redeemedAt), isNull(invitation.withdrawnAt));

/** Whoever was invited before and has not come gets what is said now, and a new link. */
export async function upsertInvitation(
  tx: Tx,
  values: {
    accountId: Id<'account'>;
    email: string;
    licence: Licence;
    groupIds: Id<'group'>[];
    tokenHash: Buffer;
    invitedBy: string;
    at: Date;
    expiresAt: Date;
  },
): Promise<Invitation> {
  const { at, ...rest } = values;
  const [again] = await tx
    .update(invitation)
    .set({ ...rest, sentAt: at })
    .where(and(eq(invitation.accountId, values.accountId), eq(sql`lower(${invitation.email})`, values.email.toLowerCase()), isOpen))
    .returning(invitationColumns);
  if (again) return again;
  const [row] = await tx
    .insert(invitation)
    .values({ ...rest, createdAt: at, sentAt: at })
    .returning(invitationColumns);
  if (!row) throw new Error('insert returned no row');
  return row;
}

/** Those that were withdrawn are nobody's any more. */
export function selectInvitations(db: Db, accountId: Id<'account'>): Promise<Invitation[]> {
  return db
    .select(invitationColumns)
    .from(invitation)
    .where(and(eq(invitation.accountId, accountId), isNull(invitation.withdrawnAt)))
    .orderBy(asc(invitation.id));
}

export async function updateInvitationSent(
  tx: Tx,
  accountId: Id<'account'>,
  invitationId: Id<'invitation'>,
  values: { tokenHash: Buffer; sentAt: Date; expiresAt: Date },
): Promise<Invitation | null> {
  const [row] = await tx
    .update(invitation)
    .set(values)
    .where(and(eq(invitation.id, invitationId), eq(invitation.accountId, accountId), isOpen))
    .returning(invitationColumns);
  return row ?? null;
}

/** Answers whether there was such an open invitation. */
export async function updateInvitationWithdrawn(
  tx: Tx,
  accountId: Id<'account'>,
  invitationId: Id<'invitation'>,
  at: Date,
): Promise<boolean> {
  const rows = await tx
    .update(invitation)
    .set({ withdrawnAt: at })
    .where(and(eq(invitation.id, invitationId), eq(invitation.accountId, accountId), isOpen))
    .returning({ id: invitation.id });
  return rows.length > 0;
}

export async function selectInvitationByToken(db: Db, tokenHash: Buffer, at: Date): Promise<Invitation | null> {
  const [row] = await db
    .select(invitationColumns)
    .from(invitation)
    .where(and(eq(invitation.tokenHash, tokenHash), gt(invitation.expiresAt, at), isOpen));
  return row ?? null;
}

/** Uses it up. */
export async function takeInvitation(tx: Tx, tokenHash: Buffer, at: Date): Promise<Invitation | null> {
  const [row] = await tx
    .update(invitation)
    .set({ redeemedAt: at })
    .where(and(eq(invitation.tokenHash, tokenHash), gt(invitation.expiresAt, at), isOpen))
    .returning(invitationColumns);
  return row ?? null;
}
