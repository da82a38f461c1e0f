/** Reaction to the clock: ends uploads that were never completed, and removes what broken ones left behind. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@weft/base/fault';
import type { Host } from '@weft/host/host';
import { dropIntake } from './drop-intake.ts';
import { expired } from './model.ts';
import { endUpload } from './settle-upload.ts';
import { selectOverdueUploads } from './store.ts';
import { selectForsakenIntakes } from './store-intakes.ts';

const atOnce = 100;
/** Longer than any upload may take. */
const forsakenAfterMilliseconds = 24 * 3600 * 1000;

/** Once at the start and each minute; safe to run twice and by several servers. Answers how many uploads expired. */
export async function expireUploads(host: Host): Promise<number> {
  const at = host.clock.now();
  let count = 0;
  for (const uploadId of await selectOverdueUploads(host.database.db, at, atOnce)) {
    if (await endUpload(host, uploadId, 'expired', expired(), null)) count++;
  }
  const before = new Date(at.getTime() - forsakenAfterMilliseconds);
  for (const { id, isSealed } of await selectForsakenIntakes(host.database.db, before, atOnce)) {
    await dropIntake(host, id, isSealed ? 'sealed' : 'broken off');
    host.log.info('intake.dropped', { intakeId: id, isSealed });
  }
  await sweepSpool(host, before);
  return count;
}

/** A process that died in the middle of a PUT left its file. */
async function sweepSpool(host: Host, before: Date): Promise<void> {
  for (const name of await readdir(host.paths.spool).catch(() => [])) {
    const file = join(host.paths.spool, name);
    try {
      if ((await stat(file)).mtime < before) await rm(file, { force: true });
    } catch (error) {
      host.log.debug('spool.not_swept', { file: name, reason: messageOf(error) });
    }
  }
}
