/** Where artifacts, packs and logs rest: a folder by default, an S3 bucket by URL; one suite holds both to the same behaviour. */
import type { Readable } from 'node:stream';

/** Keys are relative paths of `[A-Za-z0-9._-]` segments. Writes appear whole or not at all. */
export interface BlobStore {
  /** Writes the stream and resolves once it is durable; answers its size in bytes. */
  put(key: string, body: Readable | Buffer): Promise<number>;
  /** The whole blob, or the inclusive-exclusive byte range; null when there is none. */
  read(key: string, range?: { readonly start: number; readonly end: number }): Promise<Buffer | null>;
  stream(key: string): Promise<Readable | null>;
  size(key: string): Promise<number | null>;
  remove(key: string): Promise<void>;
  /** Keys that begin with the prefix, sorted. */
  list(prefix: string): Promise<readonly string[]>;
}
