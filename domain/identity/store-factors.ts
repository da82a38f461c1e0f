/** The SQL on second factors: one-time passwords, recovery codes, passkeys and what they are asked to sign. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, gt, isNotNull, isNull, lt, or, sql } from 'drizzle-orm';
import type { ChallengePurpose } from './model.ts';
import { challenge, passkey, recoveryCode, totp } from './tables.ts';

export interface Factors {
  readonly hasTotp: boolean;
  readonly passkeyCount: number;
  readonly recoveryCodesLeft: number;
}

export async function selectFactors(db: Db | Tx, userId: Id<'user'>): Promise<Factors> {
  const [confirmed] = await db
    .select({ userId: totp.userId })
    .from(totp)
    .where(and(eq(totp.userId, userId), isNotNull(totp.confirmedAt)));
  const passkeyCount = await db.$count(passkey, eq(passkey.userId, userId));
  const recoveryCodesLeft = await db.$count(recoveryCode, and(eq(recoveryCode.userId, userId), isNull(recoveryCode.usedAt)));
  return { hasTotp: confirmed !== undefined, passkeyCount, recoveryCodesLeft };
}

/** Answers false where one is confirmed already: it must be taken away first. */
export async function upsertTotp(tx: Tx, values: { userId: Id<'user'>; sealedSecret: string; createdAt: Date }): Promise<boolean> {
  const begun = { ...values, confirmedAt: null, lastStep: 0 };
  const rows = await tx
    .insert(totp)
    .values(begun)
    .onConflictDoUpdate({ target: totp.userId, set: begun, setWhere: isNull(totp.confirmedAt) })
    .returning({ userId: totp.userId });
  return rows.length > 0;
}

export async function selectTotp(tx: Tx, userId: Id<'user'>): Promise<{ sealedSecret: string; confirmedAt: Date | null } | null> {
  const [row] = await tx
    .select({ sealedSecret: totp.sealedSecret, confirmedAt: totp.confirmedAt })
    .from(totp)
    .where(eq(totp.userId, userId))
    .for('update');
  return row ?? null;
}

/** Answers false where a code of this step or of a later one was taken before. */
export async function updateTotpStep(tx: Tx, userId: Id<'user'>, step: number): Promise<boolean> {
  const rows = await tx
    .update(totp)
    .set({ lastStep: step })
    .where(and(eq(totp.userId, userId), lt(totp.lastStep, step)))
    .returning({ userId: totp.userId });
  return rows.length > 0;
}

export async function updateTotpConfirmed(tx: Tx, userId: Id<'user'>, confirmedAt: Date): Promise<void> {
  await tx.update(totp).set({ confirmedAt }).where(eq(totp.userId, userId));
}

export async function deleteTotp(tx: Tx, userId: Id<'user'>): Promise<void> {
  await tx.delete(totp).where(eq(totp.userId, userId));
}

export async function replaceRecoveryCodes(tx: Tx, userId: Id<'user'>, codeHashes: readonly Buffer[]): Promise<void> {
  await tx.delete(recoveryCode).where(eq(recoveryCode.userId, userId));
  if (codeHashes.length > 0) await tx.insert(recoveryCode).values(codeHashes.map((codeHash) => ({ userId, codeHash })));
}

/** Answers whether there was such a code that was not used. */
export async function useRecoveryCode(tx: Tx, userId: Id<'user'>, codeHash: Buffer, usedAt: Date): Promise<boolean> {
  const rows = await tx
    .update(recoveryCode)
    .set({ usedAt })
    .where(and(eq(recoveryCode.userId, userId), eq(recoveryCode.codeHash, codeHash), isNull(recoveryCode.usedAt)))
    .returning({ userId: recoveryCode.userId });
  return rows.length > 0;
}

export interface PasskeyRow {
  readonly id: Id<'passkey'>;
  readonly userId: Id<'user'>;
  readonly credentialId: string;
  readonly publicKey: Buffer;
  readonly counter: number;
  readonly transports: string[];
  readonly name: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
}

export function selectPasskeys(db: Db | Tx, userId: Id<'user'>): Promise<PasskeyRow[]> {
  return db.select().from(passkey).where(eq(passkey.userId, userId)).orderBy(asc(passkey.id));
}

export async function selectPasskeyByCredential(db: Db, credentialId: string): Promise<PasskeyRow | null> {
  const [row] = await db.select().from(passkey).where(eq(passkey.credentialId, credentialId));
  return row ?? null;
}

export async function insertPasskey(tx: Tx, values: Omit<PasskeyRow, 'id' | 'lastUsedAt'>): Promise<PasskeyRow> {
  const [row] = await tx.insert(passkey).values(values).returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

/** Answers false where the counter has not grown: the key was copied, or two answers came at once. An authenticator that does not count says 0. */
export async function updatePasskeyUse(tx: Tx, passkeyId: Id<'passkey'>, counter: number, lastUsedAt: Date): Promise<boolean> {
  const isNew = or(lt(passkey.counter, counter), and(eq(passkey.counter, 0), sql`${counter} = 0`));
  const rows = await tx
    .update(passkey)
    .set({ counter, lastUsedAt })
    .where(and(eq(passkey.id, passkeyId), isNew))
    .returning({ id: passkey.id });
  return rows.length > 0;
}

export async function updatePasskeyName(tx: Tx, userId: Id<'user'>, passkeyId: Id<'passkey'>, name: string): Promise<boolean> {
  const rows = await tx
    .update(passkey)
    .set({ name })
    .where(and(eq(passkey.id, passkeyId), eq(passkey.userId, userId)))
    .returning({ id: passkey.id });
  return rows.length > 0;
}

/** All of the person's, or one. Answers how many. */
export async function deletePasskeys(tx: Tx, userId: Id<'user'>, only?: Id<'passkey'>): Promise<number> {
  const rows = await tx
    .delete(passkey)
    .where(and(eq(passkey.userId, userId), only === undefined ? undefined : eq(passkey.id, only)))
    .returning({ id: passkey.id });
  return rows.length;
}

export async function insertChallenge(
  tx: Tx,
  values: { challengeHash: Buffer; purpose: ChallengePurpose; userId: Id<'user'> | null; expiresAt: Date },
): Promise<void> {
  await tx.insert(challenge).values(values);
}

/** Uses it up; answers whether it was there, for this, and in time. */
export async function deleteChallenge(
  tx: Tx,
  which: { challengeHash: Buffer; purpose: ChallengePurpose; userId: Id<'user'> | null; at: Date },
): Promise<boolean> {
  const rows = await tx
    .delete(challenge)
    .where(
      and(
        eq(challenge.challengeHash, which.challengeHash),
        eq(challenge.purpose, which.purpose),
        which.userId === null ? isNull(challenge.userId) : eq(challenge.userId, which.userId),
        gt(challenge.expiresAt, which.at),
      ),
    )
    .returning({ purpose: challenge.purpose });
  return rows.length > 0;
}
