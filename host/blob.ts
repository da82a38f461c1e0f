/** Where artifacts, packs and logs rest: a folder by default, an S3 bucket by URL; one suite holds both to the same behaviour. */
import type { Readable } from 'node:stream';
import { Fault, messageOf } from '@weft/base/fault';

/**
 * Keys are relative paths of `[A-Za-z0-9._-]` segments; no key is the folder of another. Writes appear whole or not at all, and the
 * last one wins. Faults of every method: invalid `blob.key_refused`; unavailable `storage.full`, `storage.refused`, `storage.unreachable`.
 */
export interface BlobStore {
  /** Writes the stream and resolves once it is durable; answers its size in bytes. Rejects as the stream does, and then nothing was written. */
  put(key: string, body: Readable | Buffer): Promise<number>;
  /** The whole blob, or what there is of the inclusive-exclusive byte range; null when there is no such blob. */
  read(key: string, range?: { readonly start: number; readonly end: number }): Promise<Buffer | null>;
  stream(key: string): Promise<Readable | null>;
  size(key: string): Promise<number | null>;
  /** What is not there is removed already. */
  remove(key: string): Promise<void>;
  /** Keys that begin with the prefix, sorted. The prefix may end within a segment. */
  list(prefix: string): Promise<readonly string[]>;
}

/** Names in keys come from people's files too: nothing that leads out of the store, or that a file system or S3 would change, gets in. */
export function checkKey(key: string): void {
  const segments = key.split('/');
  if (key.length > 900 || !segments.every(isSegment) || isOwn(key)) throw keyRefused(key);
}

/** A prefix is the beginning of a key: its last segment may be cut, or empty. */
export function checkPrefix(prefix: string): void {
  const segments = prefix.split('/');
  if (prefix.length > 900 || !segments.slice(0, -1).every(isSegment) || !/^[A-Za-z0-9._-]*$/.test(segments.at(-1) ?? ''))
    throw keyRefused(prefix);
}

/** Names that begin with a point stand for the store's own things at its top, but `.publication.json` is an artifact like others below. */
function isOwn(key: string): boolean {
  return key.startsWith('.');
}

function isSegment(segment: string): boolean {
  return /^[A-Za-z0-9._-]{1,200}$/.test(segment) && segment !== '.' && segment !== '..';
}

function keyRefused(key: string): Fault {
  return new Fault('invalid', 'blob.key_refused', `${JSON.stringify(key.slice(0, 200))} cannot be the name of a stored file.`);
}

/** What an error of the file system means for who stores: also for uploads that are spooled. Anything unknown is given back as it is. */
export function storageFault(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return storageFull();
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return storageRefused(messageOf(error));
    case 'EIO':
    case 'ESTALE':
      return storageUnreachable(messageOf(error));
    default:
      return error;
  }
}

export function storageFull(): Fault {
  return new Fault('unavailable', 'storage.full', 'There is no room left where Weft stores its files. Make room, then try again.');
}

export function storageRefused(reason: string): Fault {
  return new Fault(
    'unavailable',
    'storage.refused',
    `Weft may not use the place where it stores its files (${reason}). Look at its rights and, with S3, at WEFT_STORAGE_URL and the credentials.`,
  );
}

export function storageUnreachable(reason: string): Fault {
  return new Fault(
    'unavailable',
    'storage.unreachable',
    `The place where Weft stores its files does not answer (${reason}). Try again in a moment.`,
  );
}
