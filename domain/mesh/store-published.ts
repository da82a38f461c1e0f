/** The SQL that tells which invocations current publications come from. */
import type { Id } from '@weft/base/id';
import type { Db } from '@weft/host/database';
import { eq } from 'drizzle-orm';
import { currentPublication, publication } from './tables.ts';

export async function selectPublishedInvocations(db: Db, accountId: Id<'account'>): Promise<Id<'invocation'>[]> {
  const rows = await db
    .select({ made: publication.invocationId, confirmed: publication.confirmedInvocationId })
    .from(currentPublication)
    .innerJoin(publication, eq(publication.id, currentPublication.publicationId))
    .where(eq(publication.accountId, accountId));
  return rows.flatMap(({ made, confirmed }) => [made, confirmed]);
}
