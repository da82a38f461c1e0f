/** Inflates one deflated entry of a zip that is being received, and leaves the source at the first byte after it. */
import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { Fault, messageOf } from '@weft/base/fault';
import type { ByteSource } from './byte-source.ts';

export interface InflateLimits {
  /**
   * How many times larger than its compressed bytes an entry may become. Deflate itself ends at 1,032. Measured: a small project's manifest
   * 8, a generated one of repeated cells 16 to 60, one node over and over 155. So 400 lets every manifest pass and stops a bomb soon.
   */
  readonly ratio: number;
  /** Up to so many bytes the ratio is not looked at, since a short text of blanks is no attack. */
  readonly ratioFromBytes: number;
}

/**
 * Yields inflated bytes with back-pressure: no more is inflated than the consumer takes.
 * @param compressedSize null when unknown: deflate marks its own end. When known, the data must end exactly there.
 */
export async function* inflateEntry(
  source: ByteSource,
  compressedSize: number | null,
  path: string,
  limits: InflateLimits,
): AsyncGenerator<Buffer, { readonly compressedSize: number }> {
  const engine = createInflateRaw({ chunkSize: 64 * 1024 });
  const feeding = feed(engine, source, compressedSize, path);
  // Its failure also destroys the engine, which ends the loop below by throwing.
  feeding.catch(() => {});
  let inflated = 0;
  try {
    for await (const bytes of engine) {
      inflated += bytes.length;
      if (inflated > limits.ratioFromBytes && inflated > engine.bytesWritten * limits.ratio) {
        throw new Fault(
          'too_large',
          'zip.too_large',
          `${path} in the zip inflates to more than ${limits.ratio} times its size, as no artifact does.`,
        );
      }
      yield bytes;
    }
    const { fed, last } = await feeding;
    const excess = fed - engine.bytesWritten;
    if (compressedSize !== null && excess > 0) throw damaged(path, 'its data ends before its stated size');
    if (last) source.giveBack(last.subarray(last.length - excess));
    return { compressedSize: engine.bytesWritten };
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw damaged(path, messageOf(error));
  }
}

/** Feeds the engine until its data ends; answers how much it was given and the last piece, of which some may belong to what follows. */
async function feed(engine: InflateRaw, source: ByteSource, compressedSize: number | null, path: string) {
  let fed = 0;
  let last: Buffer | null = null;
  try {
    while (engine.bytesWritten === fed && (compressedSize === null || fed < compressedSize)) {
      last = await source.take(compressedSize === null ? Number.MAX_SAFE_INTEGER : compressedSize - fed);
      if (!last) throw new Fault('invalid', 'zip.truncated', `The zip breaks off inside ${path}. Upload the whole file.`);
      fed += last.length;
      await write(engine, last);
    }
    // An entry whose own end was met needs no flush, and one that is cut short fails by it.
    if (engine.bytesWritten === fed) engine.end();
    return { fed, last };
  } catch (error) {
    engine.destroy(error instanceof Error ? error : new Error(messageOf(error)));
    throw error;
  }
}

function write(engine: InflateRaw, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    engine.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}

function damaged(path: string, why: string): Fault {
  return new Fault('invalid', 'zip.damaged', `${path} in the zip is damaged: ${why}. Upload it again.`);
}
