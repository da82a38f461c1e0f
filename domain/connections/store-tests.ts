/** SQL on tests of connections. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, desc, eq, isNotNull } from 'drizzle-orm';
import { z } from 'zod';
import { connectionTest } from './tables.ts';
import { adviceSchema, type ConnectionTest, stepSchema } from './test-model.ts';

function readTest(row: typeof connectionTest.$inferSelect): ConnectionTest {
  return { ...row, steps: z.array(stepSchema).parse(row.steps), advice: adviceSchema.nullable().parse(row.advice) };
}

export async function insertTest(
  db: Db | Tx,
  values: Omit<ConnectionTest, 'id' | 'state' | 'steps' | 'advice' | 'detail' | 'finishedAt'>,
): Promise<ConnectionTest> {
  const [row] = await db
    .insert(connectionTest)
    .values({ ...values, state: 'running', steps: [] })
    .returning();
  if (!row) throw new Error('insert returned no row');
  return readTest(row);
}

export async function updateTest(
  db: Db | Tx,
  id: Id<'connectionTest'>,
  change: Partial<Pick<ConnectionTest, 'state' | 'steps' | 'advice' | 'detail' | 'finishedAt'>>,
): Promise<void> {
  await db.update(connectionTest).set(change).where(eq(connectionTest.id, id));
}

export async function selectTest(db: Db | Tx, accountId: Id<'account'>, id: Id<'connectionTest'>): Promise<ConnectionTest | null> {
  const [row] = await db
    .select()
    .from(connectionTest)
    .where(and(eq(connectionTest.id, id), eq(connectionTest.accountId, accountId)));
  return row ? readTest(row) : null;
}

/** The newest of each connection of the account. */
export async function selectLastTests(db: Db, accountId: Id<'account'>): Promise<ConnectionTest[]> {
  const rows = await db
    .selectDistinctOn([connectionTest.connectionId])
    .from(connectionTest)
    .where(and(eq(connectionTest.accountId, accountId), isNotNull(connectionTest.connectionId)))
    .orderBy(connectionTest.connectionId, desc(connectionTest.id));
  return rows.map(readTest);
}

export async function hasGoodTest(db: Db | Tx, keyId: Id<'credentialKey'>): Promise<boolean> {
  const rows = await db
    .select({ id: connectionTest.id })
    .from(connectionTest)
    .where(and(eq(connectionTest.credentialKeyId, keyId), eq(connectionTest.state, 'succeeded')))
    .limit(1);
  return rows.length > 0;
}
