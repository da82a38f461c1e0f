/** The SQL on git.move. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { move } from './tables.ts';

/** `prepared`, then `copying`, `copied`, `switching` and `moved`; what fails goes back to the state before. */
export const moveStates = ['prepared', 'copying', 'copied', 'switching', 'moved'] as const;
export type MoveState = (typeof moveStates)[number];

const stepSchema = z.object({ at: z.string(), text: z.string(), isFailed: z.boolean() });
/** What was done, in words; `at`: ISO 8601. */
export type MoveStep = Readonly<z.infer<typeof stepSchema>>;

export type Move = Readonly<Omit<typeof move.$inferSelect, 'state' | 'steps'>> & {
  readonly state: MoveState;
  readonly steps: readonly MoveStep[];
};

export async function selectMove(db: Db | Tx, repositoryId: Id<'repository'>): Promise<Move | null> {
  const [row] = await db.select().from(move).where(eq(move.repositoryId, repositoryId));
  if (!row) return null;
  return { ...row, state: z.enum(moveStates).parse(row.state), steps: z.array(stepSchema).catch([]).parse(row.steps) };
}

/** Instead of an earlier one. */
export async function insertMove(tx: Tx, values: typeof move.$inferInsert): Promise<void> {
  await deleteMove(tx, values.repositoryId);
  await tx.insert(move).values(values);
}

export async function updateMove(
  db: Db | Tx,
  repositoryId: Id<'repository'>,
  change: Partial<typeof move.$inferInsert> & { readonly state?: MoveState },
): Promise<void> {
  await db.update(move).set(change).where(eq(move.repositoryId, repositoryId));
}

export async function deleteMove(db: Db | Tx, repositoryId: Id<'repository'>): Promise<void> {
  await db.delete(move).where(eq(move.repositoryId, repositoryId));
}
