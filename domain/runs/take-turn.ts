/** Lets something that is no run work in a warehouse in which one may write at a time: it waits for runs there, and they for it. */
import { Fault } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { sayWarehouse } from './decide-claims.ts';
import { queueTopic } from './events.ts';
import type { Wait } from './model.ts';
import { lockQueue, type QueuedContender } from './queue-store.ts';
import { deleteTurn, insertTurn, isWarehouseTaken, selectTurns, type Turn, updateTurn } from './turn-store.ts';

/** Longer than a stall of the machine; who is silent for so long is dead. */
export const silenceMilliseconds = 60_000;
const heartbeatMilliseconds = 10_000;
const lookMilliseconds = 500;

export interface TurnRequest {
  /** See `warehouseKeyOf`; null: any number may be in the warehouse, so nobody waits. */
  readonly warehouseKey: string | null;
  /** For the runs that wait behind it: "the clean-up after pull request 12". */
  readonly reason: string;
  /** Aborted: it is not waited any longer. */
  readonly signal: AbortSignal;
  /** How long at most; then it is a fault, to be tried again. */
  readonly waitMilliseconds: number;
}

/** Faults: conflict `run.warehouse_busy`; those of the work. */
export async function takeTurn<T>(host: Host, request: TurnRequest, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { warehouseKey, reason, signal } = request;
  if (warehouseKey === null) return work(signal);
  const id = await host.database.transaction((tx) => insertTurn(tx, { warehouseKey, reason, at: host.clock.now() }));
  const lost = new AbortController();
  const timer = setInterval(() => {
    updateTurn(host.database.db, id, { heartbeatAt: host.clock.now() })
      .then((isThere) => {
        if (!isThere) lost.abort();
      })
      .catch(() => {});
  }, heartbeatMilliseconds);
  try {
    await waitForTurn(host, { ...request, warehouseKey }, id);
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(timer);
    await deleteTurn(host.database.db, id).catch(() => {});
    host.signals.send(queueTopic, {});
  }
}

async function waitForTurn(host: Host, { warehouseKey, signal, waitMilliseconds }: TurnRequest & { warehouseKey: string }, id: number) {
  for (let waited = 0; ; waited += lookMilliseconds) {
    const isOurs = await host.database.transaction(async (tx) => {
      await lockQueue(tx);
      if (await isWarehouseTaken(tx, warehouseKey)) return false;
      const at = host.clock.now();
      return updateTurn(tx, id, { takenAt: at, heartbeatAt: at });
    });
    if (isOurs) return;
    if (signal.aborted || waited >= waitMilliseconds)
      throw new Fault(
        'conflict',
        'run.warehouse_busy',
        'A run is in this warehouse, in which one may write at a time. It is tried again later.',
      );
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
}

/** Why a queued run does not start now, where somebody who is no run has the warehouse, or asked for it before the run was. */
export function waitForTurnOf(
  run: Pick<QueuedContender, 'warehouseKey' | 'warehouseLimit' | 'createdAt'>,
  turns: readonly Turn[],
): Wait | null {
  if (run.warehouseKey === null) return null;
  const ahead = turns.find((turn) => turn.warehouseKey === run.warehouseKey && (turn.takenAt !== null || turn.askedAt < run.createdAt));
  if (!ahead) return null;
  return { reason: `Waits for ${ahead.reason}: ${sayWarehouse(run.warehouseKey, run.warehouseLimit)}.`, blockedBy: [] };
}

/** Call under the queue's lock. */
export function livingTurns(host: Host, tx: Parameters<typeof selectTurns>[0]): Promise<Turn[]> {
  return selectTurns(tx, new Date(host.clock.now().getTime() - silenceMilliseconds));
}
