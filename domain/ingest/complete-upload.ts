/** What the uploader says last: all was sent, or it gave up. Acceptance is the queue's. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Tx } from '@weft/host/database';
import type { Host } from '@weft/host/host';
import { judgeCompletion, mayBeGivenUp, type Upload } from './model.ts';
import { rejectUpload } from './settle-upload.ts';
import { lockUpload, selectUpload, updateUploadCompleted } from './store.ts';

export const acceptQueue = 'ingest.accept';

interface Which {
  readonly environmentId: Id<'environment'>;
  readonly uploadId: Id<'upload'>;
}

/** Saying it again changes nothing. Faults: not_found `upload.not_found`; gone `upload.expired`; conflict `upload.not_received`, or why it was refused. */
export async function completeUpload(host: Host, which: Which): Promise<void> {
  await host.database.transaction(async (tx) => {
    const upload = await lockUpload(tx, which);
    if (!upload) throw notFound(which.uploadId);
    if (judgeCompletion(upload, host.clock.now()) === 'complete') await complete(host, tx, upload);
  });
}

async function complete(host: Host, tx: Tx, upload: Upload): Promise<void> {
  await updateUploadCompleted(tx, upload.id, host.clock.now());
  await host.queue.send(tx, acceptQueue, { uploadId: upload.id });
}

/** The client says that it failed (`status` in its own word). What is already settled stays so. */
export async function giveUpUpload(host: Host, which: Which, status: string): Promise<void> {
  const upload = await selectUpload(host.database.db, which);
  if (!upload) throw notFound(which.uploadId);
  if (!mayBeGivenUp(upload)) return;
  const message = `The uploader itself ended this upload with the status ${JSON.stringify(status.slice(0, 100))}.`;
  await rejectUpload(host, upload.id, { kind: 'invalid', code: 'upload.given_up', message }, null);
}

export function notFound(uploadId: Id<'upload'>): Fault {
  return new Fault('not_found', 'upload.not_found', `There is no ingest ${uploadId} here.`);
}
