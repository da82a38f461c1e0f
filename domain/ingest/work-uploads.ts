/** Registers the workers that accept completed uploads and merge their results: whoever died in between, the work is in the queue. */
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { z } from 'zod';
import { acceptQueue } from './complete-upload.ts';
import { mergeQueue, mergeResults } from './merge-results.ts';
import { acceptUpload } from './settle-upload.ts';

const acceptSchema = z.object({ uploadId: idSchema<'upload'>() });

const mergeSchema = z.object({ environmentId: idSchema<'environment'>() });

/** Once, when a server that takes work starts. */
export async function workUploads(host: Host): Promise<void> {
  // The database may be away for hours, and what was answered must not be lost: retries are many, and five minutes apart at most.
  const accept = (data: unknown) => acceptUpload(host, acceptSchema.parse(data).uploadId);
  await host.queue.work(acceptQueue, { concurrency: 2, retries: 1000 }, accept);
  const merge = (data: unknown) => mergeResults(host, mergeSchema.parse(data).environmentId);
  await host.queue.work(mergeQueue, { concurrency: 1, retries: 1000 }, merge);
}
