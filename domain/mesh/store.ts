/** The only SQL on mesh.*. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { currentPublication, dependency, publication, reference } from './tables.ts';

export interface PublicationRow {
  readonly id: Id<'publication'>;
  readonly projectId: Id<'project'>;
  readonly environmentId: Id<'environment'>;
  readonly dbtProjectName: string;
  readonly invocationId: Id<'invocation'>;
  readonly digest: string;
  readonly publicModelCount: number;
  readonly generatedAt: Date;
  readonly confirmedInvocationId: Id<'invocation'>;
  readonly confirmedAt: Date;
}

const summary = {
  id: publication.id,
  projectId: publication.projectId,
  environmentId: publication.environmentId,
  dbtProjectName: publication.dbtProjectName,
  invocationId: publication.invocationId,
  digest: publication.digest,
  publicModelCount: publication.publicModelCount,
  generatedAt: publication.generatedAt,
  confirmedInvocationId: publication.confirmedInvocationId,
  confirmedAt: publication.confirmedAt,
};

/** Current publications only. */
export async function selectPublications(db: Db | Tx, accountId: Id<'account'>): Promise<PublicationRow[]> {
  return db
    .select(summary)
    .from(currentPublication)
    .innerJoin(publication, eq(publication.id, currentPublication.publicationId))
    .where(eq(publication.accountId, accountId));
}

/** Locks the environment's place, so that two manifests of one environment publish one after the other. */
export async function lockCurrentPublication(tx: Tx, environmentId: Id<'environment'>): Promise<PublicationRow | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtext('mesh.current_publication'), ${environmentId}::int)`);
  const [row] = await tx
    .select(summary)
    .from(currentPublication)
    .innerJoin(publication, eq(publication.id, currentPublication.publicationId))
    .where(eq(currentPublication.environmentId, environmentId));
  return row ?? null;
}

export async function selectPublicationBody(db: Db | Tx, publicationId: Id<'publication'>): Promise<string | null> {
  const [row] = await db.select({ body: publication.body }).from(publication).where(eq(publication.id, publicationId));
  return row?.body ?? null;
}

export async function insertPublication(
  tx: Tx,
  values: Omit<typeof publication.$inferInsert, 'confirmedInvocationId' | 'confirmedAt'>,
): Promise<Id<'publication'>> {
  const [row] = await tx
    .insert(publication)
    .values({ ...values, confirmedInvocationId: values.invocationId, confirmedAt: values.generatedAt })
    .returning({ id: publication.id });
  if (!row) throw new Error('insert returned no row');
  await tx
    .insert(currentPublication)
    .values({ environmentId: values.environmentId, publicationId: row.id })
    .onConflictDoUpdate({ target: currentPublication.environmentId, set: { publicationId: row.id } });
  return row.id;
}

export async function updatePublicationConfirmed(
  tx: Tx,
  publicationId: Id<'publication'>,
  invocationId: Id<'invocation'>,
  at: Date,
): Promise<void> {
  await tx.update(publication).set({ confirmedInvocationId: invocationId, confirmedAt: at }).where(eq(publication.id, publicationId));
}

/** The newest publication before the current one that offered the model by this name, if any: tells when it was taken away. */
export async function selectLastOffer(
  db: Db,
  environmentIds: readonly Id<'environment'>[],
  modelName: string,
): Promise<{ generatedAt: Date } | null> {
  if (environmentIds.length === 0) return null;
  const [row] = await db
    .select({ generatedAt: publication.confirmedAt })
    .from(publication)
    .where(
      and(
        inArray(publication.environmentId, [...environmentIds]),
        sql`exists (select 1 from jsonb_each(${publication.body}::jsonb -> 'public_models') as it where it.value ->> 'name' = ${modelName})`,
      ),
    )
    .orderBy(sql`${publication.id} desc`)
    .limit(1);
  return row ?? null;
}

export async function replaceDependencies(tx: Tx, projectId: Id<'project'>, upstreamNames: readonly string[], at: Date): Promise<void> {
  await tx.delete(dependency).where(eq(dependency.projectId, projectId));
  const names = [...new Set(upstreamNames)];
  if (names.length > 0) await tx.insert(dependency).values(names.map((upstreamName) => ({ projectId, upstreamName, seenAt: at })));
}

export async function selectDependencies(
  db: Db | Tx,
  projectIds: readonly Id<'project'>[],
): Promise<{ projectId: Id<'project'>; upstreamName: string }[]> {
  if (projectIds.length === 0) return [];
  return db
    .select({ projectId: dependency.projectId, upstreamName: dependency.upstreamName })
    .from(dependency)
    .where(inArray(dependency.projectId, [...projectIds]))
    .orderBy(dependency.projectId, dependency.upstreamName);
}

export async function replaceReferences(
  tx: Tx,
  environmentId: Id<'environment'>,
  references: readonly { consumerUniqueId: string; upstreamUniqueId: string }[],
): Promise<void> {
  await tx.delete(reference).where(eq(reference.environmentId, environmentId));
  if (references.length > 0)
    await tx
      .insert(reference)
      .values(references.map((it) => ({ environmentId, ...it })))
      .onConflictDoNothing();
}

export async function selectReferencesTo(
  db: Db,
  upstreamUniqueIds: readonly string[],
): Promise<{ environmentId: Id<'environment'>; consumerUniqueId: string; upstreamUniqueId: string }[]> {
  if (upstreamUniqueIds.length === 0) return [];
  return db
    .select()
    .from(reference)
    .where(sql`${reference.upstreamUniqueId} = any(${sql.param([...upstreamUniqueIds])}::text[])`);
}
