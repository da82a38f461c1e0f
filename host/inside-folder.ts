/** Paths in other people's folders: whatever links say, only what truly lies inside is looked at. */
import { readFile, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';

/** The path with all links followed; null when it leads out of the folder, or there is nothing. */
export async function findInside(folder: string, path: string): Promise<string | null> {
  const [whole, found] = await Promise.all([folder, path].map((it) => realpath(it).catch(() => null)));
  if (whole == null || found == null) return null;
  return found === whole || found.startsWith(`${whole}${sep}`) ? found : null;
}

/** The text of a plain file inside the folder; null for anything else: a device would never end, and a pipe never begin. */
export async function readTextInside(folder: string, path: string, bytesMax: number): Promise<string | null> {
  const file = await findInside(folder, path);
  if (file === null) return null;
  const found = await stat(file);
  return found.isFile() && found.size <= bytesMax ? readFile(file, 'utf8') : null;
}
