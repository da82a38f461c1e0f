/** Has documents made in a thread beside the one that answers requests, where there are many of them. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { type AskedDocuments, makeDocuments } from './make-documents.ts';

export interface DocumentMaker {
  /** Lines for `copyDocuments`. */
  make(asked: AskedDocuments): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Beginning a thread takes as long as making some hundred documents. */
const countMin = 1000;
/** All that is made of a document is thrown away at once: the more room there is for it, the less often is it looked through. */
const youngMegabytes = 64;

export function openDocumentMaker(count: number): DocumentMaker {
  const file = new URL('./document-worker.js', import.meta.url);
  // Where the sources run as they are, as in tests, there is no file that a thread could begin with.
  return count >= countMin && existsSync(file)
    ? new ThreadMaker(file)
    : { make: async (asked) => makeDocuments(asked), close: async () => {} };
}

interface Waiting {
  readonly resolve: (made: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/** Answers come in the order of what was asked. */
class ThreadMaker implements DocumentMaker {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  #failure: Error | null = null;

  constructor(file: URL) {
    this.#worker = new Worker(file, { resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes }, env: {}, execArgv: [] });
    this.#worker.on('message', (made: Uint8Array) => this.#waiting.shift()?.resolve(made));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that makes documents has ended')));
  }

  make(asked: AskedDocuments): Promise<Uint8Array> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(asked);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure);
  }
}
