/** Carries dbt's parse of a project from one workspace to the next: parsing costs more than running a small project. */

import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { WrittenArtifacts } from './written-artifacts.ts';

const cacheName = 'partial_parse.msgpack';

/** dbt itself finds out what of it still holds: another version, profile or variable makes it parse anew. An own one is never replaced. */
export async function offerParseCache(cacheFile: string | null, cwd: string): Promise<void> {
  if (cacheFile === null) return;
  const place = join(cwd, 'target', cacheName);
  if ((await isThere(place)) || !(await isThere(cacheFile))) return;
  await mkdir(dirname(place), { recursive: true });
  await copyFile(cacheFile, place).catch(() => rm(place, { force: true }));
}

/** It lies beside the manifest, wherever the project puts that. A cache that cannot be kept costs time only. */
export async function keepParseCache(cacheFile: string | null, artifacts: WrittenArtifacts): Promise<void> {
  if (cacheFile === null || artifacts.manifest === undefined) return;
  const temporary = `${cacheFile}.${randomUUID()}.tmp`;
  try {
    // It holds the code and the variables of the project.
    await mkdir(dirname(cacheFile), { recursive: true, mode: 0o700 });
    await copyFile(join(dirname(artifacts.manifest), cacheName), temporary);
    await rename(temporary, cacheFile);
  } catch {
    await rm(temporary, { force: true });
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
