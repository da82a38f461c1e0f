/** Durable work in the same database as everything else: sent in the transaction that made it necessary, done at least once, late at worst. */
import type { Tx } from './database.ts';

export interface Queue {
  /**
   * Adds work inside the caller's transaction; `data` is JSON. With a `singletonKey`, work of that key that still waits takes on the new
   * data (and the earlier start) instead of a second one being added; work of that key that has begun does not count.
   */
  send(
    tx: Tx,
    queue: string,
    data: object,
    options?: { readonly startAfterSeconds?: number; readonly singletonKey?: string },
  ): Promise<void>;
  /** The same for much work at once. */
  sendAll(tx: Tx, queue: string, all: readonly object[]): Promise<void>;
  /**
   * Registers the one worker of a queue. It may see the same data twice. A thrown error means: again later, up to `retries` times, with
   * pauses that double from a second to five minutes; after that the work is kept as dead and logged as an error.
   * `signal` is aborted when Weft stops: work that has not ended some seconds later is handed back, and done again from its beginning.
   */
  work(
    queue: string,
    options: { readonly concurrency: number; readonly retries: number },
    handle: (data: unknown, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
}
