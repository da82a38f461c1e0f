/** Questions about uploads, for who watches them arrive. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { notFound } from './complete-upload.ts';
import type { Upload } from './model.ts';
import { countUploads, selectUpload, selectUploads, type UploadSummary } from './store.ts';

/** Newest first. */
export async function listUploads(
  host: Host,
  environmentId: Id<'environment'>,
  page: { limit: number; offset: number } = { limit: 50, offset: 0 },
): Promise<{ items: UploadSummary[]; totalCount: number }> {
  const { db } = host.database;
  const [items, totalCount] = await Promise.all([selectUploads(db, { environmentId }, page), countUploads(db, environmentId)]);
  return { items, totalCount };
}

/** Fault not_found `upload.not_found`. */
export async function getUpload(host: Host, uploadId: Id<'upload'>): Promise<Upload> {
  const upload = await selectUpload(host.database.db, { uploadId });
  if (!upload) throw notFound(uploadId);
  return upload;
}

/** As a list shows it. Fault not_found `upload.not_found`. */
export async function getUploadSummary(host: Host, uploadId: Id<'upload'>): Promise<UploadSummary> {
  const [found] = await selectUploads(host.database.db, { uploadId }, { limit: 1, offset: 0 });
  if (!found) throw notFound(uploadId);
  return found;
}
