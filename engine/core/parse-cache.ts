/** Carries dbt's parse of a project from one workspace to the next: parsing costs more than running a small project. */

import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import type { WrittenArtifacts } from './written-artifacts.ts';

const cacheName = 'partial_parse.msgpack';

export interface ParseCache {
  readonly file: string;
  /**
   * The folder of this workspace, with all links followed, among others whose names are as long: what dbt remembers of the workspace before, such as
   * where the file of an unchanged seed lies, is told to be here instead.
   */
  readonly workspace: string;
}

/** dbt itself finds out what of it still holds: another version, profile or variable makes it parse anew. An own one is never replaced. */
export async function offerParseCache(cache: ParseCache | null, cwd: string): Promise<void> {
  if (cache === null) return;
  const place = join(cwd, 'target', cacheName);
  if ((await isThere(place)) || !(await isThere(cache.file))) return;
  await mkdir(dirname(place), { recursive: true });
  const parse = await readFile(cache.file).catch(() => null);
  if (parse === null) return;
  moveTo(parse, cache.workspace);
  await writeFile(place, parse, { mode: 0o600 }).catch(() => rm(place, { force: true }));
}

/** In place, since texts of another length would need their lengths in the file changed too. */
function moveTo(parse: Buffer, workspace: string): void {
  const before = Buffer.from(`${dirname(workspace)}${sep}`);
  const name = Buffer.from(basename(workspace));
  for (let at = parse.indexOf(before); at >= 0; at = parse.indexOf(before, at + before.length)) {
    const start = at + before.length;
    const old = parse.subarray(start, start + name.length);
    if (parse[start + name.length] === sep.charCodeAt(0) && !old.includes(sep)) name.copy(old);
  }
}

/** It lies beside the manifest, wherever the project puts that. A cache that cannot be kept costs time only. */
export async function keepParseCache(cache: ParseCache | null, artifacts: WrittenArtifacts): Promise<void> {
  if (cache === null || artifacts.manifest === undefined) return;
  const { file: cacheFile } = cache;
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
