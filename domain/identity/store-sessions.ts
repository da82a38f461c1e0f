/** The SQL on sessions, on the way between password and second step, and on guesses. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, desc, eq, gt, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { SignInMethod } from './events.ts';
import type { User } from './model.ts';
import type { Session } from './session-model.ts';
import { userColumns } from './store.ts';
import { account, challenge, guess, link, membership, passkey, session, signInStep, totp, user } from './tables.ts';

const sessionColumns = {
  id: session.id,
  userId: session.userId,
  method: session.method,
  userAgent: session.userAgent,
  address: session.address,
  createdAt: session.createdAt,
  lastUsedAt: session.lastUsedAt,
  expiresAt: session.expiresAt,
  confirmedAt: session.confirmedAt,
};

export interface NewSessionRow {
  readonly userId: Id<'user'>;
  readonly tokenHash: Buffer;
  readonly method: SignInMethod;
  readonly userAgent: string;
  readonly address: string;
  readonly at: Date;
  readonly expiresAt: Date;
}

export async function insertSession(tx: Tx, { at, ...values }: NewSessionRow): Promise<Id<'session'>> {
  const [row] = await tx
    .insert(session)
    .values({ ...values, createdAt: at, lastUsedAt: at, confirmedAt: at })
    .returning({ id: session.id });
  if (!row) throw new Error('insert returned no row');
  await tx.update(user).set({ lastLoginAt: at }).where(eq(user.id, values.userId));
  return row.id;
}

export interface SessionRow {
  readonly user: User;
  readonly session: Session;
  readonly hasSecondFactor: boolean;
  /** The accounts that let in nobody without one. */
  readonly strictAccountIds: readonly Id<'account'>[];
}

const hasSecondFactor = sql<boolean>`(
  exists (select 1 from ${totp} where ${totp.userId} = ${user.id} and ${totp.confirmedAt} is not null)
  or exists (select 1 from ${passkey} where ${passkey.userId} = ${user.id}))`;

const strictAccountIds = sql<Id<'account'>[]>`(
  select coalesce(json_agg(${account.id}), '[]') from ${account}
  join ${membership} on ${membership.accountId} = ${account.id}
  where ${membership.userId} = ${user.id} and ${account.requiresSecondFactor})`;

/** `usedAfter`: an earlier last use means that it has been idle for too long. */
export async function selectSession(db: Db | Tx, tokenHash: Buffer, at: Date, usedAfter: Date): Promise<SessionRow | null> {
  const [row] = await db
    .select({ user: userColumns, session: sessionColumns, hasSecondFactor, strictAccountIds })
    .from(session)
    .innerJoin(user, eq(user.id, session.userId))
    .where(and(eq(session.tokenHash, tokenHash), alive(at, usedAfter)));
  return row ?? null;
}

/** The last used first. */
export function selectSessionsOfUser(db: Db, userId: Id<'user'>, at: Date, usedAfter: Date): Promise<Session[]> {
  return db
    .select(sessionColumns)
    .from(session)
    .where(and(eq(session.userId, userId), alive(at, usedAfter)))
    .orderBy(desc(session.lastUsedAt), desc(session.id));
}

function alive(at: Date, usedAfter: Date): SQL | undefined {
  return and(gt(session.expiresAt, at), gt(session.lastUsedAt, usedAfter));
}

export async function updateSessionUse(db: Db, sessionId: Id<'session'>, at: Date): Promise<void> {
  await db.update(session).set({ lastUsedAt: at }).where(eq(session.id, sessionId));
}

export async function updateSession(tx: Tx, sessionId: Id<'session'>, values: { tokenHash?: Buffer; confirmedAt?: Date }): Promise<void> {
  await tx.update(session).set(values).where(eq(session.id, sessionId));
}

export async function deleteSession(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.delete(session).where(eq(session.tokenHash, tokenHash));
}

/** Answers how many ended. `but`: one that goes on. */
export async function deleteSessionsOfUser(
  tx: Tx,
  userId: Id<'user'>,
  which: { but?: Id<'session'>; only?: Id<'session'> } = {},
): Promise<number> {
  const rows = await tx
    .delete(session)
    .where(
      and(
        eq(session.userId, userId),
        which.but === undefined ? undefined : ne(session.id, which.but),
        which.only === undefined ? undefined : eq(session.id, which.only),
      ),
    )
    .returning({ id: session.id });
  return rows.length;
}

export async function insertSignInStep(tx: Tx, values: { tokenHash: Buffer; userId: Id<'user'>; expiresAt: Date }): Promise<void> {
  await tx.insert(signInStep).values({ ...values, tries: 0 });
}

/** Counts the try; null: there is no such step, it is over, or it was tried too often. */
export async function takeSignInStep(tx: Tx, tokenHash: Buffer, at: Date, triesMax: number): Promise<{ user: User } | null> {
  const [row] = await tx
    .update(signInStep)
    .set({ tries: sql`${signInStep.tries} + 1` })
    .from(user)
    .where(
      and(
        eq(user.id, signInStep.userId),
        eq(signInStep.tokenHash, tokenHash),
        gt(signInStep.expiresAt, at),
        lt(signInStep.tries, triesMax),
      ),
    )
    .returning({ user: userColumns });
  return row ?? null;
}

export async function selectSignInStep(db: Db, tokenHash: Buffer, at: Date): Promise<{ userId: Id<'user'> } | null> {
  const [row] = await db
    .select({ userId: signInStep.userId })
    .from(signInStep)
    .where(and(eq(signInStep.tokenHash, tokenHash), gt(signInStep.expiresAt, at)));
  return row ?? null;
}

export async function deleteSignInStep(tx: Tx, tokenHash: Buffer): Promise<void> {
  await tx.delete(signInStep).where(eq(signInStep.tokenHash, tokenHash));
}

export interface GuessRule {
  readonly keyHash: Buffer;
  readonly freeTries: number;
  readonly lockSecondsMax: number;
}

export type CountedGuess = { readonly state: 'counted'; readonly locks: boolean } | { readonly state: 'locked'; readonly until: Date };

/** Counts a try, unless the key is locked. `locks`: the next try must wait. */
export async function countGuess(tx: Tx, rule: GuessRule, at: Date, forgetBefore: Date): Promise<CountedGuess> {
  const now = sql`${at.toISOString()}::timestamptz`;
  const tries = sql`(case when ${guess.lastAt} < ${forgetBefore.toISOString()}::timestamptz then 1 else ${guess.tries} + 1 end)`;
  const lock = (count: SQL) =>
    sql`${now} + case when ${count} < ${rule.freeTries} then interval '0'
      else least(${rule.lockSecondsMax}, power(2, least(${count} - ${rule.freeTries}, 30))) * interval '1 second' end`;
  const rows = await tx
    .insert(guess)
    .values({ keyHash: rule.keyHash, tries: 1, lockedUntil: lock(sql`1`), lastAt: at })
    .onConflictDoUpdate({
      target: guess.keyHash,
      set: { tries, lockedUntil: lock(tries), lastAt: at },
      setWhere: sql`${guess.lockedUntil} <= ${now}`,
    })
    .returning({ lockedUntil: guess.lockedUntil });
  const [counted] = rows;
  if (counted) return { state: 'counted', locks: counted.lockedUntil > at };
  const [locked] = await tx.select({ until: guess.lockedUntil }).from(guess).where(eq(guess.keyHash, rule.keyHash));
  return { state: 'locked', until: locked?.until ?? at };
}

export async function deleteGuess(tx: Tx, keyHash: Buffer): Promise<void> {
  await tx.delete(guess).where(eq(guess.keyHash, keyHash));
}

/** As if the last try had not been made. */
export async function uncountGuess(tx: Tx, keyHash: Buffer, at: Date): Promise<void> {
  await tx
    .update(guess)
    .set({ tries: sql`greatest(${guess.tries} - 1, 0)`, lockedUntil: at })
    .where(eq(guess.keyHash, keyHash));
}

/** What time has ended, of every kind. */
export async function deletePassed(tx: Tx, at: Date, usedAfter: Date, guessedBefore: Date): Promise<void> {
  await tx.delete(session).where(or(lt(session.expiresAt, at), lt(session.lastUsedAt, usedAfter)));
  await tx.delete(signInStep).where(lt(signInStep.expiresAt, at));
  await tx.delete(challenge).where(lt(challenge.expiresAt, at));
  await tx.delete(link).where(lt(link.expiresAt, at));
  await tx.delete(guess).where(lt(guess.lastAt, guessedBefore));
}
