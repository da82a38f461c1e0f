/** Durable work in the same database as everything else: sent in the transaction that made it necessary, done at least once, late at worst. */
import type { Tx } from './database.ts';

export interface Queue {
  /** Adds work inside the caller's transaction; `data` is JSON. */
  send(
    tx: Tx,
    queue: string,
    data: object,
    options?: { readonly startAfterSeconds?: number; readonly singletonKey?: string },
  ): Promise<void>;
  /** Registers the one worker of a queue. It may see the same data twice. A thrown error means: again later, up to `retries` times. */
  work(
    queue: string,
    options: { readonly concurrency: number; readonly retries: number },
    handle: (data: unknown) => Promise<void>,
  ): Promise<void>;
}
