/** Which run tells of which upload: every upload that came to something, or to nothing, has one. */
import type { Id } from '@weft/base/id';
import { idSchema } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { selectRecordings } from './store.ts';

const prefix = 'upload:';

/** What the run of an upload is recorded from. */
export function recordedFromUpload(uploadId: Id<'upload'>): string {
  return `${prefix}${uploadId}`;
}

/** Those that no run tells of yet are left out, and so are repeated ones, whose run is that of the first. */
export async function listRunsOfUploads(host: Host, uploadIds: readonly Id<'upload'>[]): Promise<ReadonlyMap<Id<'upload'>, Id<'run'>>> {
  if (uploadIds.length === 0) return new Map();
  const recordings = await selectRecordings(host.database.db, { recordedFrom: uploadIds.map(recordedFromUpload) });
  return new Map(recordings.flatMap(({ runId, recordedFrom }) => readUploadId(recordedFrom).map((uploadId) => [uploadId, runId] as const)));
}

/** null: the run was not made of an upload. */
export async function findUploadOfRun(host: Host, runId: Id<'run'>): Promise<Id<'upload'> | null> {
  const [recording] = await selectRecordings(host.database.db, { runId });
  return recording ? (readUploadId(recording.recordedFrom)[0] ?? null) : null;
}

function readUploadId(recordedFrom: string): Id<'upload'>[] {
  if (!recordedFrom.startsWith(prefix)) return [];
  const read = idSchema<'upload'>().safeParse(recordedFrom.slice(prefix.length));
  return read.success ? [read.data] : [];
}
