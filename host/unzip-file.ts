/** Unpacks a zip that lies in a file, by its central directory: the way left for zips that cannot be read while they arrive. */
import { crc32 } from 'node:zlib';
import { Fault, messageOf } from '@weft/base/fault';
import { type Entry, openPromise, type ZipFile } from 'yauzl';

/** The same events as of a zip that is read while it arrives, so that one consumer takes both. */
export type UnzipFileEvent =
  | { readonly kind: 'entry'; readonly name: string }
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end'; readonly name: string; readonly sizeBytes: number }
  | { readonly kind: 'left-out'; readonly name: string };

export interface UnzipFileLimits {
  readonly entries: number;
  /** Of all wanted entries together, unpacked; also what bounds entries that overlap in the file. */
  readonly totalBytes: number;
}

const defaultLimits: UnzipFileLimits = { entries: 1000, totalBytes: 8 * 1024 ** 3 };

/**
 * `name` is the basename of an entry's path. Checks checksums and stated sizes.
 * Throws a Fault: `zip.damaged`, `zip.too_large`, `zip.same_name`. The file is closed when the generator ends, however it ends.
 */
export async function* unzipFile(
  path: string,
  wanted: (name: string) => boolean,
  limits: Partial<UnzipFileLimits> = {},
): AsyncGenerator<UnzipFileEvent, void> {
  const { entries, totalBytes } = { ...defaultLimits, ...limits };
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false }).catch(rethrow);
  const names = new Set<string>();
  let left = totalBytes;
  try {
    if (zip.entryCount > entries) throw new Fault('too_large', 'zip.too_large', `The zip has more than ${entries} entries.`);
    for await (const entry of zip.eachEntry()) {
      const name = basename(entry);
      if (!wanted(name)) {
        yield { kind: 'left-out', name };
        continue;
      }
      if (names.has(name)) throw new Fault('invalid', 'zip.same_name', `The zip holds two files named ${name}. Upload one of each.`);
      names.add(name);
      left -= entry.uncompressedSize;
      if (left < 0) throw new Fault('too_large', 'zip.too_large', `The zip unpacks to more than ${totalBytes} bytes.`);
      yield { kind: 'entry', name };
      yield* contents(zip, entry, name);
      yield { kind: 'end', name, sizeBytes: entry.uncompressedSize };
    }
  } catch (error) {
    rethrow(error);
  } finally {
    zip.close();
  }
}

async function* contents(zip: ZipFile, entry: Entry, name: string): AsyncGenerator<UnzipFileEvent, void> {
  let crc = 0;
  // The stream itself fails when it gives more or fewer bytes than the entry's stated size.
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    const bytes = Buffer.from(chunk);
    crc = crc32(bytes, crc);
    yield { kind: 'data', bytes };
  }
  if (crc !== entry.crc32) throw new Error(`${name} does not match its checksum`);
}

function basename(entry: Entry): string {
  const path = entry.fileNameRaw.toString('utf8');
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}

/** What the file system says is not the zip's fault. */
function rethrow(error: unknown): never {
  if (error instanceof Fault || (error instanceof Error && 'syscall' in error)) throw error;
  throw new Fault('invalid', 'zip.damaged', `The zip is damaged: ${messageOf(error)}. Upload it again.`);
}
