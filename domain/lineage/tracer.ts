/** Asks for the lineage of queries, one after the other, in a thread beside the one that answers requests. */
import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { TracedQuery } from '@weft/dbt/sql/traced-query';
import { lookUpIn, type TraceQuestion } from './trace-question.ts';

export interface Tracer {
  /** Never rejects: what takes too long, or ends the thread, is an answer with a problem. */
  trace(question: TraceQuestion): Promise<TracedQuery>;
  close(): Promise<void>;
}

/** Many times what the largest model takes. */
const limitMilliseconds = 20_000;

/** Heap of the thread: a model of 1 MB makes a tree of some 100 MB. */
const heapMegabytes = 1024;

export function openTracer(): Tracer {
  const file = new URL('./trace-worker.js', import.meta.url);
  return existsSync(file) ? new ThreadTracer(file) : inThisThread();
}

/** Where the sources run as they are, as in tests, there is no file that a thread could begin with. */
function inThisThread(): Tracer {
  return {
    async trace({ sql, dialect, relations }) {
      const { traceColumns } = await import('@weft/dbt/sql/trace-columns');
      return traceColumns({ sql, dialect, lookUp: lookUpIn(relations) });
    },
    close: async () => {},
  };
}

class ThreadTracer implements Tracer {
  private worker: Worker | null = null;
  private readonly file: URL;

  constructor(file: URL) {
    this.file = file;
  }

  async trace(question: TraceQuestion): Promise<TracedQuery> {
    // Options that the process was started with, such as `--eval`, would keep a thread from starting at all.
    this.worker ??= new Worker(this.file, { resourceLimits: { maxOldGenerationSizeMb: heapMegabytes }, env: {}, execArgv: [] });
    const { worker } = this;
    const answer = await ask(worker, question);
    if (typeof answer !== 'string') return answer;
    this.worker = null;
    await worker.terminate();
    const message = answer === 'late' ? `It was not followed within ${limitMilliseconds / 1000} s.` : `The parser gave up: ${answer}`;
    const code = answer === 'late' ? 'sql.timed_out' : 'sql.too_large';
    return { relations: [], columns: [], uses: [], problems: [{ code, message, line: null, column: null }] };
  }

  async close(): Promise<void> {
    await this.worker?.terminate();
    this.worker = null;
  }
}

function ask(worker: Worker, question: TraceQuestion): Promise<TracedQuery | string> {
  return new Promise((resolve) => {
    const end = (answer: TracedQuery | string) => {
      clearTimeout(timer);
      worker.off('message', end).off('error', fail).off('exit', gone);
      resolve(answer);
    };
    const fail = (error: Error) => end(error.message);
    const gone = () => end('its thread ended');
    const timer = setTimeout(() => end('late'), limitMilliseconds);
    worker.once('message', end).once('error', fail).once('exit', gone);
    worker.postMessage(question);
  });
}
