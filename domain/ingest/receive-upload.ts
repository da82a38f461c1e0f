/** Takes in the bytes of an upload while they arrive; when it resolves, everything is durable and only waits to be completed. */
import { timingSafeEqual } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Fault, messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { hashToken } from '../identity/make-token.ts';
import { makeProjectCheck } from './check-project.ts';
import { Intake } from './intake.ts';
import { limitStream, type StreamLimits } from './limit-stream.ts';
import { contentDiffers, isSameReceipt, judgePut, type Receipt, tooLarge, type Upload, uploadBytesMax } from './model.ts';
import { quarantine } from './quarantine.ts';
import { rejectUpload } from './settle-upload.ts';
import { Spool } from './spool.ts';
import { selectUploadWithSecret, updateUploadReceived } from './store.ts';
import { takeSpooledZip, takeZip } from './take-zip.ts';

export interface Reception {
  /** null: what the address has there is no id. */
  readonly uploadId: Id<'upload'> | null;
  /** null: the address carried none. */
  readonly secret: string | null;
  /** As the request states it; null when it does not. */
  readonly sizeBytes: number | null;
  readonly body: Readable;
}

const limits: StreamLimits = { bytesMax: uploadBytesMax, idleMilliseconds: 60_000 };

/**
 * The same bytes again are no error, whenever they come: a client repeats a request whose answer was lost.
 * Faults: not_found `upload.not_found`; gone `upload.expired`; conflict `upload.content_differs`. Invalid, too_large and conflict of the
 * artifacts themselves end the upload; unavailable (the line, the database, the storage) leaves it open for another try.
 */
export async function receiveUpload(host: Host, reception: Reception): Promise<void> {
  const upload = await findBySecret(host, reception);
  const judged = judgePut(upload, host.clock.now());
  if (judged.do === 'take in') return takeIn(host, upload, reception);
  const receipt = await readReceipt(limitStream(reception.body, limits));
  if (!isSameReceipt(judged.receipt, receipt)) throw contentDiffers(upload);
}

/** Who does not know the secret learns nothing, not even whether there is such an upload. */
async function findBySecret(host: Host, { uploadId, secret }: Reception): Promise<Upload> {
  const found = uploadId === null || secret === null ? null : await selectUploadWithSecret(host.database.db, uploadId);
  if (found && secret !== null && timingSafeEqual(found.secretHash, hashToken(secret))) return found.upload;
  throw new Fault(
    'not_found',
    'upload.not_found',
    'There is no upload at this address. Announce one first, and PUT to the upload_url of the answer.',
  );
}

async function readReceipt(chunks: AsyncIterable<Buffer>): Promise<Receipt> {
  let sizeBytes = 0;
  let crc = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    crc = crc32(chunk, crc);
  }
  return { sizeBytes, crc32: crc };
}

async function takeIn(host: Host, upload: Upload, reception: Reception): Promise<void> {
  const { sizeBytes, body } = reception;
  if (sizeBytes !== null && sizeBytes > uploadBytesMax) {
    await rejectUpload(host, upload.id, tooLarge(), null);
    throw tooLarge();
  }
  const checkProject = await makeProjectCheck(host, { ...upload, uploadId: upload.id });
  const begin = () => Intake.begin(host, { ...upload, uploadId: upload.id }, checkProject);
  let intake = await begin();
  const spool = await Spool.open(host, `${intake.id}.zip`);
  try {
    const isTaken = await takeZip(intake, spool, limitStream(body, limits));
    if (!isTaken) {
      await intake.abandon();
      intake = await begin();
      await takeSpooledZip(intake, spool);
    }
    if (!(await seal(host, upload, intake, spool.receipt))) await compareWithFirst(host, reception, intake, spool.receipt);
  } catch (error) {
    await giveUp(host, upload, intake, spool, error);
    throw error;
  }
  // Taking a large file away takes time that the client need not wait for; one that is left is swept.
  spool.remove().catch((reason: unknown) => host.log.warn('spool.not_removed', { reason: messageOf(reason) }));
}

/** False: another PUT of this upload was quicker, and nothing was done. */
async function seal(host: Host, upload: Upload, intake: Intake, receipt: Receipt): Promise<boolean> {
  const staged = await intake.finish();
  const isFirst = await host.database.transaction(async (tx) => {
    const at = host.clock.now();
    const isOurs = await updateUploadReceived(tx, upload.id, { receipt, intakeId: intake.id, at });
    if (isOurs) await intake.seal(tx, staged);
    return isOurs;
  });
  if (isFirst) intake.remember();
  return isFirst;
}

async function compareWithFirst(host: Host, reception: Reception, intake: Intake, receipt: Receipt): Promise<void> {
  const upload = await findBySecret(host, reception);
  const judged = judgePut(upload, host.clock.now());
  if (judged.do !== 'compare' || !isSameReceipt(judged.receipt, receipt)) throw contentDiffers(upload);
  await intake.abandon();
}

/** What the artifacts themselves are to blame for ends the upload; anything else leaves it open. */
async function giveUp(host: Host, upload: Upload, intake: Intake, spool: Spool, error: unknown): Promise<void> {
  const isRefusal = error instanceof Fault && error.kind !== 'unavailable' && error.code !== 'upload.content_differs';
  if (isRefusal && (await rejectUpload(host, upload.id, error, spool.sizeBytes))) await keepRefused(host, upload, spool);
  await spool.remove();
  const abandoning = intake.abandon().catch((reason: unknown) => {
    // It is swept later.
    host.log.warn('intake.not_dropped', { intakeId: intake.id, reason: messageOf(reason) });
  });
  // Removing needs the database too, and the client is to be told soon when that is what is away.
  const isDatabaseAway = error instanceof Fault && error.code.startsWith('database.');
  if (!isDatabaseAway) await abandoning;
}

async function keepRefused(host: Host, upload: Upload, spool: Spool): Promise<void> {
  try {
    await spool.close();
    await quarantine(host, upload.id, spool.path);
  } catch (error) {
    host.log.warn('upload.not_quarantined', { uploadId: upload.id, reason: messageOf(error) });
  }
}
