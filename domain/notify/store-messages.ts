/** The only SQL on messages: what was told to whom about which run. */
import type { Id } from '@weft/base/id';
import type { Db, Tx } from '@weft/host/database';
import { and, desc, eq, lt } from 'drizzle-orm';
import { type Letter, letterSchema } from './describe-run.ts';
import { message } from './tables.ts';

export interface Message {
  readonly id: Id<'message'>;
  readonly accountId: Id<'account'>;
  readonly runId: Id<'run'>;
  readonly kind: 'run' | 'models_at_once' | 'models';
  /** `email:a@example.com` or `channel:12`. */
  readonly target: string;
  readonly subject: string;
  readonly content: Letter;
  readonly state: 'queued' | 'sent' | 'failed';
  readonly tries: number;
  readonly problem: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
}

function readMessage(row: typeof message.$inferSelect): Message {
  return { ...row, content: letterSchema.parse(row.content) };
}

/** Null: this was told there already, since news may come twice. */
export async function insertMessage(tx: Tx, values: Omit<Message, 'id' | 'tries'>): Promise<Message | null> {
  const [row] = await tx
    .insert(message)
    .values({ ...values, tries: 0 })
    .onConflictDoNothing()
    .returning();
  return row ? readMessage(row) : null;
}

export async function lockMessage(tx: Tx, id: Id<'message'>): Promise<Message | null> {
  const [row] = await tx.select().from(message).where(eq(message.id, id)).for('update');
  return row ? readMessage(row) : null;
}

export async function updateMessage(
  tx: Tx,
  id: Id<'message'>,
  change: Pick<Message, 'state' | 'tries' | 'problem' | 'sentAt'>,
): Promise<void> {
  await tx.update(message).set(change).where(eq(message.id, id));
}

/** Newest first. */
export async function selectMessages(db: Db, accountId: Id<'account'>, limit: number): Promise<Message[]> {
  const rows = await db.select().from(message).where(eq(message.accountId, accountId)).orderBy(desc(message.id)).limit(limit);
  return rows.map(readMessage);
}

export async function selectMessagesOfRun(db: Db, accountId: Id<'account'>, runId: Id<'run'>): Promise<Message[]> {
  const rows = await db
    .select()
    .from(message)
    .where(and(eq(message.accountId, accountId), eq(message.runId, runId)))
    .orderBy(desc(message.id));
  return rows.map(readMessage);
}

export async function deleteMessagesBefore(tx: Tx, at: Date): Promise<number> {
  const rows = await tx.delete(message).where(lt(message.createdAt, at)).returning({ id: message.id });
  return rows.length;
}
