/** Keeps the bytes of refused uploads for the person who must find out why; the newest only, within bounds. */
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';

const filesMax = 20;
const bytesMax = 1024 ** 3;

/** Moves the spooled file there; one that alone is over the bound is removed. */
export async function quarantine(host: Host, uploadId: Id<'upload'>, spooled: string): Promise<void> {
  const folder = host.paths.quarantine;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await rename(spooled, join(folder, `upload-${uploadId}.zip`));
  const files = await Promise.all((await readdir(folder)).map((name) => describe(join(folder, name))));
  let bytes = 0;
  for (const [index, { path, size }] of files.sort((a, b) => b.changedAt - a.changedAt).entries()) {
    bytes += size;
    if (index >= filesMax || bytes > bytesMax) await rm(path, { force: true });
  }
}

async function describe(path: string) {
  const { size, ctimeMs } = await stat(path);
  return { path, size, changedAt: ctimeMs };
}
