/** The thread that makes documents. */
import { parentPort } from 'node:worker_threads';
import { type AskedDocuments, makeDocuments } from './make-documents.ts';

parentPort?.on('message', (asked: AskedDocuments) => {
  const made = makeDocuments(asked);
  parentPort?.postMessage(made, [made.buffer]);
});
