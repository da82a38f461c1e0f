/** The SQL on SCIM: how an account is provisioned, with which tokens, and what its identity provider calls people. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { ScimConfig, ScimToken } from './scim-model.ts';
import { scimConfig, scimToken, scimUser } from './tables.ts';

const tokenColumns = {
  id: scimToken.id,
  accountId: scimToken.accountId,
  name: scimToken.name,
  createdAt: scimToken.createdAt,
  lastUsedAt: scimToken.lastUsedAt,
};

export async function selectScimConfig(db: Db | Tx, accountId: Id<'account'>): Promise<ScimConfig | null> {
  const [row] = await db.select().from(scimConfig).where(eq(scimConfig.accountId, accountId));
  return row ?? null;
}

export async function upsertScimConfig(tx: Tx, accountId: Id<'account'>, config: ScimConfig): Promise<void> {
  const { isEnabled, allowsManualChanges, controlsLicences } = config;
  const set = { isEnabled, allowsManualChanges, controlsLicences };
  await tx
    .insert(scimConfig)
    .values({ accountId, ...set })
    .onConflictDoUpdate({ target: scimConfig.accountId, set });
}

export async function insertScimToken(
  tx: Tx,
  values: { accountId: Id<'account'>; name: string; tokenHash: Buffer; createdAt: Date },
): Promise<ScimToken> {
  const [row] = await tx.insert(scimToken).values(values).returning(tokenColumns);
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectScimTokens(db: Db, accountId: Id<'account'>): Promise<ScimToken[]> {
  return db
    .select(tokenColumns)
    .from(scimToken)
    .where(and(eq(scimToken.accountId, accountId), isNull(scimToken.revokedAt)))
    .orderBy(asc(scimToken.id));
}

export async function selectScimTokenByHash(db: Db, tokenHash: Buffer): Promise<ScimToken | null> {
  const [row] = await db
    .select(tokenColumns)
    .from(scimToken)
    .where(and(eq(scimToken.tokenHash, tokenHash), isNull(scimToken.revokedAt)));
  return row ?? null;
}

export async function updateScimTokenUse(db: Db, tokenId: Id<'scimToken'>, at: Date): Promise<void> {
  await db.update(scimToken).set({ lastUsedAt: at }).where(eq(scimToken.id, tokenId));
}

/** Answers whether there was such a token to revoke. */
export async function updateScimTokenRevoked(tx: Tx, accountId: Id<'account'>, tokenId: Id<'scimToken'>, at: Date): Promise<boolean> {
  const rows = await tx
    .update(scimToken)
    .set({ revokedAt: at })
    .where(and(eq(scimToken.id, tokenId), eq(scimToken.accountId, accountId), isNull(scimToken.revokedAt)))
    .returning({ id: scimToken.id });
  return rows.length > 0;
}

export interface ScimUserRow {
  readonly userId: Id<'user'>;
  readonly externalId: string | null;
  readonly updatedAt: Date;
}

export async function selectScimUsers(db: Db | Tx, accountId: Id<'account'>): Promise<ScimUserRow[]> {
  return db
    .select({ userId: scimUser.userId, externalId: scimUser.externalId, updatedAt: scimUser.updatedAt })
    .from(scimUser)
    .where(eq(scimUser.accountId, accountId));
}

/** `externalId` left out stays. */
export async function upsertScimUser(
  tx: Tx,
  values: { accountId: Id<'account'>; userId: Id<'user'>; externalId?: string | null; updatedAt: Date },
): Promise<void> {
  const { accountId, userId, ...set } = values;
  await tx
    .insert(scimUser)
    .values({ accountId, userId, externalId: null, ...set })
    .onConflictDoUpdate({ target: [scimUser.accountId, scimUser.userId], set });
}
