/** The SQL on sign-in elsewhere: providers, sign-ins under way, assertions that were taken, and who is whom. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, gt, lte, ne, sql } from 'drizzle-orm';
import type { User } from './model.ts';
import type { SsoProvider, SsoSettings } from './sso-provider.ts';
import { ssoSettingsSchema } from './sso-provider.ts';
import { userColumns } from './store.ts';
import { membership, ssoAssertion, ssoAttempt, ssoIdentity, ssoPolicy, ssoProvider, user } from './tables.ts';

export type AttemptKind = 'oidc' | 'saml' | 'ticket';

export interface Attempt {
  readonly keyHash: Buffer;
  readonly kind: AttemptKind;
  readonly providerId: Id<'ssoProvider'>;
  /** null: the identity provider began. */
  readonly browserHash: Buffer | null;
  readonly sealedContent: string;
  readonly returnPath: string;
  readonly expiresAt: Date;
}

function read(row: typeof ssoProvider.$inferSelect): SsoProvider {
  const { sealedClientSecret, settings, ...rest } = row;
  return { ...rest, settings: ssoSettingsSchema.parse(settings), hasClientSecret: sealedClientSecret !== null };
}

export async function selectSsoProviders(db: Db | Tx, accountId: Id<'account'>): Promise<SsoProvider[]> {
  const rows = await db.select().from(ssoProvider).where(eq(ssoProvider.accountId, accountId)).orderBy(asc(ssoProvider.id));
  return rows.map(read);
}

export async function selectEnabledSsoProviders(db: Db): Promise<SsoProvider[]> {
  const rows = await db.select().from(ssoProvider).where(eq(ssoProvider.isEnabled, true)).orderBy(asc(ssoProvider.id));
  return rows.map(read);
}

export async function selectSsoProviderBySlug(db: Db, slug: string): Promise<SsoProvider | null> {
  const [row] = await db.select().from(ssoProvider).where(eq(ssoProvider.slug, slug));
  return row ? read(row) : null;
}

export async function selectSealedClientSecret(db: Db, providerId: Id<'ssoProvider'>): Promise<string | null> {
  const [row] = await db.select({ sealed: ssoProvider.sealedClientSecret }).from(ssoProvider).where(eq(ssoProvider.id, providerId));
  return row?.sealed ?? null;
}

/** null: another provider has this slug. */
export async function insertSsoProvider(
  tx: Tx,
  values: Pick<SsoProvider, 'accountId' | 'slug' | 'name' | 'settings' | 'vouchedByOwner'> & { emailDomains: string[]; at: Date },
): Promise<SsoProvider | null> {
  const { at, ...rest } = values;
  const [row] = await tx
    .insert(ssoProvider)
    .values({ ...rest, isEnabled: false, createdAt: at, updatedAt: at })
    .onConflictDoNothing({ target: ssoProvider.slug })
    .returning();
  return row ? read(row) : null;
}

/** As it is until the transaction ends: nobody vouches for it while another changes it. */
export async function lockSsoProvider(tx: Tx, providerId: Id<'ssoProvider'>): Promise<SsoProvider | null> {
  const [row] = await tx.select().from(ssoProvider).where(eq(ssoProvider.id, providerId)).for('update');
  return row ? read(row) : null;
}

export interface ProviderValues {
  readonly name?: string;
  readonly isEnabled?: boolean;
  readonly emailDomains?: string[];
  readonly settings?: SsoSettings;
  readonly sealedClientSecret?: string | null;
  readonly vouchedByOwner?: boolean;
  readonly updatedAt: Date;
}

export async function updateSsoProvider(tx: Tx, providerId: Id<'ssoProvider'>, values: ProviderValues): Promise<void> {
  await tx.update(ssoProvider).set(values).where(eq(ssoProvider.id, providerId));
}

export async function deleteSsoProvider(tx: Tx, providerId: Id<'ssoProvider'>): Promise<void> {
  await tx.delete(ssoProvider).where(eq(ssoProvider.id, providerId));
}

export async function insertAttempt(tx: Tx, attempt: Attempt): Promise<void> {
  await tx.insert(ssoAttempt).values(attempt);
}

/** What nobody came back for. */
export async function deleteExpiredAttempts(tx: Tx, at: Date): Promise<void> {
  await tx.delete(ssoAttempt).where(lte(ssoAttempt.expiresAt, at));
}

export async function deleteAttemptsAt(tx: Tx, providerId: Id<'ssoProvider'>): Promise<void> {
  await tx.delete(ssoAttempt).where(eq(ssoAttempt.providerId, providerId));
}

export async function selectAttempt(db: Db, key: Pick<Attempt, 'keyHash' | 'kind' | 'providerId'>, at: Date): Promise<Attempt | null> {
  const [row] = await db
    .select()
    .from(ssoAttempt)
    .where(and(isAttempt(key), gt(ssoAttempt.expiresAt, at)));
  return row ?? null;
}

/** Of two that come with the same key one gets the attempt, and the other null. */
export async function takeAttempt(tx: Tx, key: Pick<Attempt, 'keyHash' | 'kind' | 'providerId'>, at: Date): Promise<Attempt | null> {
  const [row] = await tx.delete(ssoAttempt).where(isAttempt(key)).returning();
  return row !== undefined && row.expiresAt.getTime() > at.getTime() ? row : null;
}

function isAttempt({ keyHash, kind, providerId }: Pick<Attempt, 'keyHash' | 'kind' | 'providerId'>) {
  return and(eq(ssoAttempt.keyHash, keyHash), eq(ssoAttempt.kind, kind), eq(ssoAttempt.providerId, providerId));
}

/** Answers false for an assertion that was taken before. */
export async function insertAssertion(
  tx: Tx,
  values: { providerId: Id<'ssoProvider'>; assertionHash: Buffer; expiresAt: Date },
): Promise<boolean> {
  const rows = await tx.insert(ssoAssertion).values(values).onConflictDoNothing().returning({ providerId: ssoAssertion.providerId });
  return rows.length > 0;
}

export async function deleteExpiredAssertions(tx: Tx, at: Date): Promise<void> {
  await tx.delete(ssoAssertion).where(lte(ssoAssertion.expiresAt, at));
}

export async function selectIdentity(tx: Tx, providerId: Id<'ssoProvider'>, subject: string): Promise<Id<'user'> | null> {
  const [row] = await tx
    .select({ userId: ssoIdentity.userId })
    .from(ssoIdentity)
    .where(and(eq(ssoIdentity.providerId, providerId), eq(ssoIdentity.subject, subject)));
  return row?.userId ?? null;
}

export async function insertIdentity(
  tx: Tx,
  values: { providerId: Id<'ssoProvider'>; subject: string; userId: Id<'user'> },
): Promise<void> {
  await tx.insert(ssoIdentity).values(values).onConflictDoNothing();
}

export async function selectUser(tx: Tx, userId: Id<'user'>): Promise<User | null> {
  const [row] = await tx.select(userColumns).from(user).where(eq(user.id, userId));
  return row ?? null;
}

export async function selectUserIdByEmail(tx: Tx, email: string): Promise<Id<'user'> | null> {
  const [row] = await tx
    .select({ id: user.id })
    .from(user)
    .where(eq(sql`lower(${user.email})`, email.toLowerCase()));
  return row?.id ?? null;
}

/** Somebody without an account; without a password, where none is given. */
export async function insertPerson(
  tx: Tx,
  values: { email: string; firstName: string; lastName: string; passwordHash?: string; at: Date },
): Promise<User> {
  const { at, ...rest } = values;
  const [row] = await tx
    .insert(user)
    .values({ ...rest, createdAt: at })
    .returning(userColumns);
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function selectIsMemberElsewhere(tx: Tx, userId: Id<'user'>, accountId: Id<'account'>): Promise<boolean> {
  const [row] = await tx
    .select({ accountId: membership.accountId })
    .from(membership)
    .where(and(eq(membership.userId, userId), ne(membership.accountId, accountId)))
    .limit(1);
  return row !== undefined;
}

export async function selectSsoRequired(db: Db | Tx, accountId: Id<'account'>): Promise<boolean> {
  const [row] = await db.select().from(ssoPolicy).where(eq(ssoPolicy.accountId, accountId));
  return row?.isRequired ?? false;
}

export async function selectSsoRequiredOf(db: Db, userId: Id<'user'>): Promise<Id<'account'>[]> {
  const rows = await db
    .select({ accountId: ssoPolicy.accountId })
    .from(ssoPolicy)
    .innerJoin(membership, eq(membership.accountId, ssoPolicy.accountId))
    .where(and(eq(membership.userId, userId), eq(ssoPolicy.isRequired, true)));
  return rows.map(({ accountId }) => accountId);
}

export async function upsertSsoRequired(tx: Tx, accountId: Id<'account'>, isRequired: boolean): Promise<void> {
  await tx.insert(ssoPolicy).values({ accountId, isRequired }).onConflictDoUpdate({ target: ssoPolicy.accountId, set: { isRequired } });
}
