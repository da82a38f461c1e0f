/** SQL on profiles, extended attributes and the credentials that people develop with. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull, type SQL } from 'drizzle-orm';
import type { ExtendedAttributes, InProject, Profile } from './model.ts';
import { extendedAttributes, profile, userCredential } from './tables.ts';

export async function insertExtendedAttributes(
  tx: Tx,
  values: InProject & { readonly text: string },
  at: Date,
): Promise<ExtendedAttributes> {
  const [row] = await tx
    .insert(extendedAttributes)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateExtendedAttributes(
  tx: Tx,
  id: Id<'extendedAttributes'>,
  change: { readonly text?: string; readonly updatedAt: Date; readonly deletedAt?: Date },
): Promise<void> {
  await tx.update(extendedAttributes).set(change).where(eq(extendedAttributes.id, id));
}

export async function selectExtendedAttributes(
  db: Db | Tx,
  { accountId, projectId }: InProject,
  id: Id<'extendedAttributes'>,
): Promise<ExtendedAttributes | null> {
  const { id: key, accountId: account, projectId: project, deletedAt } = extendedAttributes;
  const [row] = await db
    .select()
    .from(extendedAttributes)
    .where(and(eq(key, id), eq(account, accountId), eq(project, projectId), isNull(deletedAt)));
  return row ?? null;
}

type NewProfile = Pick<Profile, 'accountId' | 'projectId' | 'key' | 'connectionId' | 'credentialId' | 'extendedAttributesId'>;

export async function insertProfile(tx: Tx, values: NewProfile, at: Date): Promise<Profile> {
  const [row] = await tx
    .insert(profile)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateProfile(
  tx: Tx,
  id: Id<'profile'>,
  change: Partial<NewProfile> & { readonly updatedAt: Date; readonly deletedAt?: Date },
): Promise<void> {
  await tx.update(profile).set(change).where(eq(profile.id, id));
}

export async function selectProfile(db: Db | Tx, { accountId, projectId }: InProject, id: Id<'profile'>): Promise<Profile | null> {
  const [found] = await selectProfilesWhere(db, [eq(profile.id, id), eq(profile.accountId, accountId), eq(profile.projectId, projectId)]);
  return found ?? null;
}

/** Those that have all of what is named, in order of id. */
export function selectProfilesOf(
  db: Db | Tx,
  has: Partial<Pick<Profile, 'projectId' | 'connectionId' | 'credentialId'>> & { readonly extendedAttributesId?: Id<'extendedAttributes'> },
): Promise<Profile[]> {
  return selectProfilesWhere(db, [
    ...(has.projectId === undefined ? [] : [eq(profile.projectId, has.projectId)]),
    ...(has.connectionId === undefined ? [] : [eq(profile.connectionId, has.connectionId)]),
    ...(has.credentialId === undefined ? [] : [eq(profile.credentialId, has.credentialId)]),
    ...(has.extendedAttributesId === undefined ? [] : [eq(profile.extendedAttributesId, has.extendedAttributesId)]),
  ]);
}

async function selectProfilesWhere(db: Db | Tx, conditions: readonly SQL[]): Promise<Profile[]> {
  return db
    .select()
    .from(profile)
    .where(and(...conditions, isNull(profile.deletedAt)))
    .orderBy(asc(profile.id));
}

/** With what a person develops in a project. */
export interface UserCredential extends InProject {
  readonly id: Id<'userCredential'>;
  readonly userId: Id<'user'>;
  readonly credentialId: Id<'credential'>;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export async function insertUserCredential(
  tx: Tx,
  values: Pick<UserCredential, 'accountId' | 'projectId' | 'userId' | 'credentialId'>,
  at: Date,
): Promise<UserCredential> {
  const [row] = await tx
    .insert(userCredential)
    .values({ ...values, createdAt: at, updatedAt: at })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return row;
}

export async function updateUserCredential(
  tx: Tx,
  id: Id<'userCredential'>,
  change: { readonly credentialId?: Id<'credential'>; readonly updatedAt: Date; readonly deletedAt?: Date },
): Promise<void> {
  await tx.update(userCredential).set(change).where(eq(userCredential.id, id));
}

/** In order of id. */
export async function selectUserCredentials(db: Db | Tx, has: { readonly userId?: Id<'user'>; readonly credentialId?: Id<'credential'> }) {
  const conditions = [
    isNull(userCredential.deletedAt),
    ...(has.userId === undefined ? [] : [eq(userCredential.userId, has.userId)]),
    ...(has.credentialId === undefined ? [] : [eq(userCredential.credentialId, has.credentialId)]),
  ];
  const rows: UserCredential[] = await db
    .select()
    .from(userCredential)
    .where(and(...conditions))
    .orderBy(asc(userCredential.id));
  return rows;
}
