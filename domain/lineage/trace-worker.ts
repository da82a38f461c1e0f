/** The thread that parses: it holds the parser's 100 MB, and can be ended when SQL keeps it too long. */
import { parentPort } from 'node:worker_threads';
import { traceColumns } from '@weft/dbt/sql/trace-columns';
import { lookUpIn, type TraceQuestion } from './trace-question.ts';

parentPort?.on('message', ({ sql, dialect, relations }: TraceQuestion) => {
  parentPort?.postMessage(traceColumns({ sql, dialect, lookUp: lookUpIn(relations) }));
});
