/** The only SQL on identity.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { prepareOnce } from '@weft/host/prepare-once';
import { and, asc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Account, ServiceToken, User } from './model.ts';
import { account, membership, serviceToken, user } from './tables.ts';

export const userColumns = {
  id: user.id,
  email: user.email,
  firstName: user.firstName,
  lastName: user.lastName,
  createdAt: user.createdAt,
  lastLoginAt: user.lastLoginAt,
};

const serviceTokenColumns = {
  id: serviceToken.id,
  accountId: serviceToken.accountId,
  name: serviceToken.name,
  tokenHint: serviceToken.tokenHint,
  createdBy: serviceToken.createdBy,
  createdAt: serviceToken.createdAt,
  lastUsedAt: serviceToken.lastUsedAt,
  revokedAt: serviceToken.revokedAt,
  expiresAt: serviceToken.expiresAt,
};

export async function selectAccount(db: Db | Tx, accountId: Id<'account'>): Promise<Account | null> {
  const [row] = await db.select().from(account).where(eq(account.id, accountId));
  return row ?? null;
}

/** The oldest account that nobody is a member of: made for automation before the first visitor came. */
export async function selectOwnerlessAccount(tx: Tx): Promise<Account | null> {
  const [row] = await tx
    .select({ account })
    .from(account)
    .leftJoin(membership, eq(membership.accountId, account.id))
    .where(isNull(membership.accountId))
    .orderBy(asc(account.id))
    .limit(1);
  return row?.account ?? null;
}

export async function selectAnyAccount(tx: Tx): Promise<boolean> {
  const [row] = await tx.select({ id: account.id }).from(account).limit(1);
  return row !== undefined;
}

export async function insertAccount(tx: Tx, values: { name: string; at: Date }): Promise<Account> {
  const [row] = await tx.insert(account).values({ name: values.name, createdAt: values.at, updatedAt: values.at }).returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateAccount(
  tx: Tx,
  accountId: Id<'account'>,
  values: { name?: string; isHybridEnabled?: boolean; requiresSecondFactor?: boolean; runSlots?: number | null; updatedAt: Date },
): Promise<void> {
  await tx.update(account).set(values).where(eq(account.id, accountId));
}

export async function selectRunSlots(tx: Tx): Promise<ReadonlyMap<Id<'account'>, number>> {
  const rows = await tx.select({ id: account.id, runSlots: account.runSlots }).from(account).where(isNotNull(account.runSlots));
  return new Map(rows.flatMap(({ id, runSlots }) => (runSlots === null ? [] : [[id, runSlots]])));
}

/** Serializes the making of the first user: two first visitors cannot both become the owner. */
export async function lockFirstUser(tx: Tx): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('identity.first_user'))`);
  const [row] = await tx.select({ id: user.id }).from(user).limit(1);
  return row === undefined;
}

export async function selectAnyUser(db: Db): Promise<boolean> {
  const [row] = await db.select({ id: user.id }).from(user).limit(1);
  return row !== undefined;
}

export async function insertUser(
  tx: Tx,
  values: { email: string; firstName: string; lastName: string; passwordHash: string | null; at: Date; accountId: Id<'account'> },
): Promise<User> {
  const { at, accountId, ...rest } = values;
  const [row] = await tx
    .insert(user)
    .values({ ...rest, createdAt: at })
    .returning(userColumns);
  if (!row) throw new Error('insert returned no row');
  await tx.insert(membership).values({ accountId, userId: row.id, createdAt: at });
  return row;
}

export async function selectUserByEmail(db: Db, email: string): Promise<{ user: User; passwordHash: string | null } | null> {
  const [row] = await db
    .select({ user: userColumns, passwordHash: user.passwordHash })
    .from(user)
    .where(eq(sql`lower(${user.email})`, email.toLowerCase()));
  return row ?? null;
}

export async function selectUsersOfAccount(db: Db, accountId: Id<'account'>): Promise<User[]> {
  return db
    .select(userColumns)
    .from(user)
    .innerJoin(membership, eq(membership.userId, user.id))
    .where(eq(membership.accountId, accountId))
    .orderBy(asc(user.id));
}

export async function insertServiceToken(
  tx: Tx,
  values: {
    accountId: Id<'account'>;
    name: string;
    tokenHash: Buffer;
    tokenHint: string;
    createdBy: string;
    createdAt: Date;
    expiresAt: Date | null;
  },
): Promise<ServiceToken> {
  const [row] = await tx.insert(serviceToken).values(values).returning(serviceTokenColumns);
  if (!row) throw new Error('insert returned no row');
  return row;
}

/** Asked with every request of a program. */
const serviceTokenByHash = prepareOnce((db) =>
  db
    .select(serviceTokenColumns)
    .from(serviceToken)
    .where(and(eq(serviceToken.tokenHash, sql.placeholder('tokenHash')), isNull(serviceToken.revokedAt)))
    .prepare('service_token_by_hash'),
);

export async function selectServiceTokenByHash(db: Db, tokenHash: Buffer): Promise<ServiceToken | null> {
  const [row] = await serviceTokenByHash(db).execute({ tokenHash });
  return row ?? null;
}

export async function selectServiceTokens(db: Db, accountId: Id<'account'>): Promise<ServiceToken[]> {
  return db
    .select(serviceTokenColumns)
    .from(serviceToken)
    .where(and(eq(serviceToken.accountId, accountId), isNull(serviceToken.revokedAt)))
    .orderBy(asc(serviceToken.id));
}

export async function updateServiceTokenUse(db: Db, serviceTokenId: Id<'serviceToken'>, at: Date): Promise<void> {
  await db.update(serviceToken).set({ lastUsedAt: at }).where(eq(serviceToken.id, serviceTokenId));
}

/** Answers whether there was such a token to revoke. */
export async function updateServiceTokenRevoked(
  tx: Tx,
  accountId: Id<'account'>,
  serviceTokenId: Id<'serviceToken'>,
  at: Date,
): Promise<boolean> {
  const rows = await tx
    .update(serviceToken)
    .set({ revokedAt: at })
    .where(and(eq(serviceToken.id, serviceTokenId), eq(serviceToken.accountId, accountId), isNull(serviceToken.revokedAt)))
    .returning({ id: serviceToken.id });
  return rows.length > 0;
}

export async function updateServiceTokenName(
  tx: Tx,
  accountId: Id<'account'>,
  serviceTokenId: Id<'serviceToken'>,
  name: string,
): Promise<boolean> {
  const rows = await tx
    .update(serviceToken)
    .set({ name })
    .where(and(eq(serviceToken.id, serviceTokenId), eq(serviceToken.accountId, accountId), isNull(serviceToken.revokedAt)))
    .returning({ id: serviceToken.id });
  return rows.length > 0;
}
