/** Keeps the compiled and executed SQL of a step: thousands of small files in one blob, each found by its place in it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '@weft/host/host';
import type { StepPlace } from './step-log.ts';
import { insertArtifacts, type StoredFile } from './step-store.ts';

/** What is beyond is not kept: nobody reads that much SQL, and it must fit into memory at once. */
const bytesMax = 64 * 1024 * 1024;

/** `paths`: relative to the target folder; those that are not compiled or executed SQL are passed over, since ingest keeps the artifacts proper. */
export async function storeFiles(
  host: Host,
  place: StepPlace,
  from: { readonly targetFolder: string; readonly paths: readonly string[] },
  scrub: (text: string) => string,
): Promise<void> {
  const wanted = from.paths.filter((path) => path.startsWith('compiled/') || path.startsWith('run/'));
  const parts: Buffer[] = [];
  const files: StoredFile[] = [];
  const blobKey = `runs/${place.runId}/steps/${place.stepIndex}/files.pack`;
  let byteOffset = 0;
  for (const path of wanted) {
    const bytes = Buffer.from(scrub(await readFile(join(from.targetFolder, path), 'utf8')));
    if (byteOffset + bytes.length > bytesMax) break;
    parts.push(bytes);
    files.push({ path, blobKey, byteOffset, sizeBytes: bytes.length });
    byteOffset += bytes.length;
  }
  if (files.length === 0) return;
  await host.blobs.put(blobKey, Buffer.concat(parts));
  await host.database.transaction((tx) => insertArtifacts(tx, place.runId, place.stepIndex, files));
}
