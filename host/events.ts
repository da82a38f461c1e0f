/** News between modules: announced in the transaction that made it true, delivered at least once to each reaction, through the queue. */
import type { Tx } from './database.ts';

/** Declared by the module that announces it; `data` is JSON and small: ids, not bodies. */
export interface EventKind<Data extends object> {
  readonly name: string;
  /** Never present at run time: carries the type. */
  readonly data?: Data;
}

export function eventKind<Data extends object>(name: string): EventKind<Data> {
  return { name };
}

export interface Outbox {
  announce<Data extends object>(tx: Tx, kind: EventKind<Data>, data: Data): Promise<void>;
}

/** A fleeting signal to open browsers (never the only record of a fact): crosses processes by NOTIFY. */
export interface Signals {
  send(topic: string, data: object): void;
  /** Answers the function that ends the subscription. */
  listen(topic: string, hear: (data: unknown) => void): () => void;
}
