/** The SQL on identity.personal_token. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { PersonalToken, User } from './model.ts';
import { userColumns } from './store.ts';
import { personalToken, user } from './tables.ts';

const columns = {
  id: personalToken.id,
  accountId: personalToken.accountId,
  userId: personalToken.userId,
  name: personalToken.name,
  tokenHint: personalToken.tokenHint,
  scopes: personalToken.scopes,
  createdAt: personalToken.createdAt,
  updatedAt: personalToken.updatedAt,
  expiresAt: personalToken.expiresAt,
  lastUsedAt: personalToken.lastUsedAt,
};

export async function insertPersonalToken(tx: Tx, values: typeof personalToken.$inferInsert): Promise<PersonalToken> {
  const [row] = await tx.insert(personalToken).values(values).returning(columns);
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectPersonalTokens(db: Db, accountId: Id<'account'>, userId: Id<'user'>): Promise<PersonalToken[]> {
  return db
    .select(columns)
    .from(personalToken)
    .where(and(eq(personalToken.accountId, accountId), eq(personalToken.userId, userId), isNull(personalToken.revokedAt)))
    .orderBy(asc(personalToken.id));
}

export async function selectPersonalTokenByHash(db: Db, tokenHash: Buffer): Promise<{ token: PersonalToken; user: User } | null> {
  const [row] = await db
    .select({ token: columns, user: userColumns })
    .from(personalToken)
    .innerJoin(user, eq(user.id, personalToken.userId))
    .where(and(eq(personalToken.tokenHash, tokenHash), isNull(personalToken.revokedAt)));
  return row ?? null;
}

export async function updatePersonalTokenSecret(
  tx: Tx,
  id: Id<'personalToken'>,
  values: { tokenHash: Buffer; tokenHint: string; updatedAt: Date },
): Promise<void> {
  await tx.update(personalToken).set(values).where(eq(personalToken.id, id));
}

export async function updatePersonalTokenUse(db: Db, id: Id<'personalToken'>, lastUsedAt: Date): Promise<void> {
  await db.update(personalToken).set({ lastUsedAt }).where(eq(personalToken.id, id));
}

export async function updatePersonalTokenRevoked(tx: Tx, id: Id<'personalToken'>, revokedAt: Date): Promise<void> {
  await tx.update(personalToken).set({ revokedAt }).where(eq(personalToken.id, id));
}

export async function updatePersonalTokensRevoked(tx: Tx, accountId: Id<'account'>, userId: Id<'user'>, revokedAt: Date): Promise<void> {
  await tx
    .update(personalToken)
    .set({ revokedAt })
    .where(and(eq(personalToken.accountId, accountId), eq(personalToken.userId, userId), isNull(personalToken.revokedAt)));
}
