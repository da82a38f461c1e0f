/** News between modules: announced in the transaction that made it true, delivered at least once to each reaction, through the queue. */
import { z } from 'zod';
import type { Tx } from './database.ts';
import type { Queue } from './queue.ts';

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
  /** The same for much news at once. */
  announceAll<Data extends object>(tx: Tx, kind: EventKind<Data>, all: readonly Data[]): Promise<void>;
}

/** The outbox of a whole server, where reactions are registered before anything is announced. */
export interface OpenOutbox extends Outbox {
  /**
   * Registers a reaction, whose queue is `event.reaction`. It may see the same news twice, and late; a thrown error means again later.
   * Every server registers all reactions, since who announces must know them, also one that does not carry them out.
   */
  on<Data extends object>(
    kind: EventKind<Data>,
    reaction: string,
    react: (data: Data) => Promise<void>,
    options?: ReactionOptions<Data>,
  ): void;
  /** Begins to carry out the reactions. */
  start(): Promise<void>;
}

export interface ReactionOptions<Data = unknown> {
  /** News that this says no to is not even queued for the reaction. Left out: it wants all. */
  readonly wants?: (data: Data) => boolean;
  /** Default 2. */
  readonly concurrency?: number;
  /** Default 8: about four minutes. */
  readonly retries?: number;
}

export function openOutbox(queue: Queue): OpenOutbox {
  const reactions = new Map<
    string,
    { readonly kind: string; readonly wants: (data: unknown) => boolean; readonly start: () => Promise<void> }
  >();
  return {
    on<Data extends object>(
      kind: EventKind<Data>,
      reaction: string,
      react: (data: Data) => Promise<void>,
      options: ReactionOptions<Data> = {},
    ) {
      const name = `${kind.name}.${reaction}`;
      if (reactions.has(name)) throw new Error(`${name} is registered already`);
      // What `announce` wrote comes back as it went in.
      const announced = z.custom<Data>();
      const limits = { concurrency: options.concurrency ?? 2, retries: options.retries ?? 8 };
      const start = () => queue.work(name, limits, (data) => react(announced.parse(data)));
      const wants = (data: unknown) => options.wants === undefined || options.wants(announced.parse(data));
      reactions.set(name, { kind: kind.name, wants, start });
    },
    announce: (tx, kind, data) => announceAll(tx, kind, [data]),
    announceAll,
    async start() {
      for (const { start } of reactions.values()) await start();
    },
  };

  async function announceAll<Data extends object>(tx: Tx, kind: EventKind<Data>, all: readonly Data[]): Promise<void> {
    for (const [name, reaction] of reactions) {
      if (reaction.kind !== kind.name) continue;
      const wanted = all.filter((data) => reaction.wants(data));
      if (wanted.length > 0) await queue.sendAll(tx, name, wanted);
    }
  }
}

/** A fleeting signal to open browsers (never the only record of a fact): crosses processes by NOTIFY. */
export interface Signals {
  /** Heard in this process at once, in others some milliseconds later, or never when the database is away. */
  send(topic: string, data: object): void;
  /** Answers the function that ends the subscription. */
  listen(topic: string, hear: (data: unknown) => void): () => void;
}
