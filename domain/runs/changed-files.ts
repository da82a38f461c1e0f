/** Tells which files of a folder a step wrote: dbt leaves the files of earlier steps lying in its target folder. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { findInside } from '@weft/host/inside-folder';

/** Path relative to the folder → what changes when the file is written. */
export type FolderState = ReadonlyMap<string, string>;

/** Empty for a folder that is not inside `within`: a project says itself where its target folder is, and that may be anywhere. */
export async function readFolderState(folder: string, within: string): Promise<FolderState> {
  const state = new Map<string, string>();
  const found = await findInside(within, folder);
  if (found !== null) await visit(found, '', state);
  return state;
}

/** Sorted. */
export function changedFiles(before: FolderState, after: FolderState): readonly string[] {
  return [...after].flatMap(([path, mark]) => (before.get(path) === mark ? [] : [path])).sort();
}

async function visit(folder: string, below: string, state: Map<string, string>): Promise<void> {
  const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
  await Promise.all(
    entries.map(async (entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return visit(folder, path, state);
      // A link could lead out of the workspace.
      if (!entry.isFile()) return undefined;
      const { mtimeMs, size, ino } = await stat(join(folder, path));
      state.set(path, `${mtimeMs} ${size} ${ino}`);
    }),
  );
}
