/** A blob store in a folder: written beside, made durable, renamed into place. */
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { type BlobStore, checkKey, checkPrefix, storageFault } from './blob.ts';
import { syncFolder } from './write-whole.ts';

/** Makes the folder. One process uses it at a time: what an earlier one left half-written is removed. */
export async function openFolderStore(folder: string): Promise<BlobStore> {
  const root = resolve(folder);
  const incoming = join(root, '.incoming');
  await told(async () => {
    await rm(incoming, { recursive: true, force: true });
    await mkdir(incoming, { recursive: true, mode: 0o700 });
  });
  const fileOf = (key: string) => {
    checkKey(key);
    return join(root, key);
  };
  return {
    async put(key, body) {
      const file = fileOf(key);
      const temporary = join(incoming, randomUUID());
      try {
        const size = await told(() => writeDurably(temporary, body));
        await told(() => moveDurably(temporary, file, root));
        return size;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async read(key, range) {
      const file = fileOf(key);
      return told(() => withFile(file, (handle) => readRange(handle, range)));
    },
    async stream(key) {
      const file = fileOf(key);
      return told(() => streamFile(file));
    },
    async size(key) {
      const file = fileOf(key);
      const found = await told(() => orNull(stat(file)));
      return found?.isFile() ? found.size : null;
    },
    async remove(key) {
      const file = fileOf(key);
      await told(async () => {
        await orNull(rm(file));
        await removeEmptyFolders(dirname(file), root);
      });
    },
    async list(prefix) {
      checkPrefix(prefix);
      return told(() => listBelow(root, prefix));
    },
  };
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageFault(error);
  }
}

async function writeDurably(file: string, body: Readable | Buffer): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  try {
    if (Buffer.isBuffer(body)) await handle.writeFile(body);
    else for await (const chunk of body) await handle.writeFile(chunk);
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

async function moveDurably(temporary: string, file: string, root: string): Promise<void> {
  const folder = dirname(file);
  const firstMade = await moveInto(folder, temporary, file);
  // The new name, and the names of all folders that were made for it. A folder that is gone by now was emptied by a `remove` after us.
  const last = firstMade === null ? folder : dirname(firstMade);
  for (let at = folder; at.length >= Math.max(last.length, root.length); at = dirname(at)) await orNull(syncFolder(at));
}

/** Answers the topmost folder that had to be made. */
async function moveInto(folder: string, temporary: string, file: string): Promise<string | null> {
  for (let attempt = 1; ; attempt++) {
    try {
      const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(temporary, file);
      return firstMade ?? null;
    } catch (error) {
      // `remove` takes away folders that became empty, maybe this one, maybe just now.
      if (attempt === 10 || !isMissing(error)) throw error;
    }
  }
}

async function withFile<T>(file: string, work: (handle: FileHandle) => Promise<T>): Promise<T | null> {
  const handle = await orNull(open(file, 'r'));
  if (handle === null) return null;
  try {
    return await orNull(work(handle));
  } finally {
    await handle.close();
  }
}

async function readRange(handle: FileHandle, range: { readonly start: number; readonly end: number } | undefined): Promise<Buffer> {
  if (range === undefined) return handle.readFile();
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, Math.min(range.end, size) - range.start));
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, range.start + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

async function streamFile(file: string): Promise<Readable | null> {
  const handle = await orNull(open(file, 'r'));
  if (handle === null) return null;
  if ((await handle.stat()).isFile()) return handle.createReadStream({ highWaterMark: 256 * 1024 });
  await handle.close();
  return null;
}

async function listBelow(root: string, prefix: string): Promise<readonly string[]> {
  const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const keys: string[] = [];
  const left = [folder];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    for (const entry of (await orNull(readdir(join(root, at), { withFileTypes: true }))) ?? []) {
      const key = `${at}${entry.name}`;
      if (entry.isFile() && key.startsWith(prefix)) keys.push(key);
      const below = `${key}/`;
      if (entry.isDirectory() && (below.startsWith(prefix) || prefix.startsWith(below)) && !below.startsWith('.')) left.push(below);
    }
  }
  return keys.sort();
}

async function removeEmptyFolders(from: string, root: string): Promise<void> {
  for (let folder = from; folder.length > root.length; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch {
      return;
    }
  }
}

/** A folder of that name is no blob either. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR';
}
