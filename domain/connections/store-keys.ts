/** SQL on the keys of credentials. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, isNull, ne } from 'drizzle-orm';
import type { InProject, Secrets } from './model.ts';
import { sealedSchema } from './store.ts';
import { credential, credentialKey } from './tables.ts';

export interface CredentialKey {
  readonly id: Id<'credentialKey'>;
  readonly credentialId: Id<'credential'>;
  /** next: to be tried. current: what runs begin with. retired: what runs that began before may still use. forgotten: its secret is gone. */
  readonly state: 'next' | 'current' | 'retired' | 'forgotten';
  /** `SHA256:…` of the public key, as Snowflake tells it. */
  readonly fingerprint: string;
  readonly publicKey: string;
  readonly sealed: Secrets;
  readonly createdAt: Date;
  readonly currentAt: Date | null;
  readonly retiredAt: Date | null;
}

export async function insertKey(tx: Tx, values: Omit<CredentialKey, 'id'>): Promise<void> {
  await tx.insert(credentialKey).values(values);
}

export async function updateKey(
  tx: Tx,
  id: Id<'credentialKey'>,
  change: Partial<Pick<CredentialKey, 'state' | 'sealed' | 'currentAt' | 'retiredAt'>>,
): Promise<void> {
  await tx.update(credentialKey).set(change).where(eq(credentialKey.id, id));
}

/** In the order in which they came; without those that are forgotten. */
export async function selectKeys(db: Db | Tx, credentialId: Id<'credential'>): Promise<CredentialKey[]> {
  const rows = await db
    .select()
    .from(credentialKey)
    .where(and(eq(credentialKey.credentialId, credentialId), ne(credentialKey.state, 'forgotten')))
    .orderBy(asc(credentialKey.id));
  return rows.map((row) => ({ ...row, sealed: sealedSchema.parse(row.sealed) }));
}

/** Credentials with a retired key whose secret is still there. */
export async function selectRotated(db: Db, { accountId, projectId }: InProject): Promise<Id<'credential'>[]> {
  const rows = await db
    .selectDistinct({ id: credential.id })
    .from(credentialKey)
    .innerJoin(credential, eq(credential.id, credentialKey.credentialId))
    .where(
      and(
        eq(credentialKey.state, 'retired'),
        eq(credential.accountId, accountId),
        eq(credential.projectId, projectId),
        isNull(credential.deletedAt),
      ),
    );
  return rows.map(({ id }) => id);
}
