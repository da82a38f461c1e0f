/** The only SQL on the turns that others than runs take in single-writer warehouses. */
import type { Db, Tx } from '@weft/host/database';
import { and, asc, eq, gte, inArray, isNotNull, lt } from 'drizzle-orm';
import { run, warehouseTurn } from './tables.ts';

export interface Turn {
  readonly id: number;
  readonly warehouseKey: string;
  readonly reason: string;
  readonly askedAt: Date;
  /** Null: it waits for the runs that are in the warehouse. */
  readonly takenAt: Date | null;
}

export async function insertTurn(
  tx: Tx,
  values: { readonly warehouseKey: string; readonly reason: string; readonly at: Date },
): Promise<number> {
  const { warehouseKey, reason, at } = values;
  const [row] = await tx
    .insert(warehouseTurn)
    .values({ warehouseKey, reason, askedAt: at, heartbeatAt: at })
    .returning({ id: warehouseTurn.id });
  if (!row) throw new Error('insert returned no row');
  return row.id;
}

/** Of whoever has not been heard of since `silentSince`, nothing is left. */
export async function selectTurns(tx: Tx, silentSince: Date): Promise<Turn[]> {
  await tx.delete(warehouseTurn).where(lt(warehouseTurn.heartbeatAt, silentSince));
  return tx.select().from(warehouseTurn).where(gte(warehouseTurn.heartbeatAt, silentSince)).orderBy(asc(warehouseTurn.id));
}

/** Call under the queue's lock. */
export async function isWarehouseTaken(tx: Tx, warehouseKey: string): Promise<boolean> {
  const [active] = await tx
    .select({ id: run.id })
    .from(run)
    .where(and(inArray(run.state, ['starting', 'running']), eq(run.warehouseKey, warehouseKey)))
    .limit(1);
  const [turn] = await tx
    .select({ id: warehouseTurn.id })
    .from(warehouseTurn)
    .where(and(eq(warehouseTurn.warehouseKey, warehouseKey), isNotNull(warehouseTurn.takenAt)))
    .limit(1);
  return active !== undefined || turn !== undefined;
}

/** False: it is not there any more, as somebody took this one for dead. */
export async function updateTurn(
  db: Db | Tx,
  id: number,
  change: { readonly takenAt?: Date; readonly heartbeatAt: Date },
): Promise<boolean> {
  const rows = await db.update(warehouseTurn).set(change).where(eq(warehouseTurn.id, id)).returning({ id: warehouseTurn.id });
  return rows.length === 1;
}

export async function deleteTurn(db: Db, id: number): Promise<void> {
  await db.delete(warehouseTurn).where(eq(warehouseTurn.id, id));
}
