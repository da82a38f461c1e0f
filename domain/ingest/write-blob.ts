/** Writes one blob piece by piece, with back-pressure; what is given up leaves nothing behind. */
import { once } from 'node:events';
import { PassThrough, type Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { BlobStore } from '@weft/host/blob';

export class BlobWriter {
  private readonly stream: Transform;
  private readonly putting: Promise<number>;

  /** `gzip` at level 1: five times as quick as the default for some percent more bytes. */
  constructor(blobs: BlobStore, key: string, encoding: 'as it is' | 'gzip') {
    this.stream = encoding === 'gzip' ? createGzip({ level: 1 }) : new PassThrough({ highWaterMark: 1024 * 1024 });
    this.putting = blobs.put(key, this.stream);
    // Told by whichever call awaits it first; the stream's own error is the same one.
    this.putting.catch(() => this.stream.destroy());
    this.stream.on('error', () => {});
  }

  /** `bytes` must not change until the blob is finished. */
  async append(bytes: Buffer): Promise<void> {
    if (this.stream.destroyed) await this.putting;
    if (this.stream.write(bytes)) return;
    // Nobody drains a stream whose writing to the store failed.
    await Promise.race([once(this.stream, 'drain'), this.putting]);
  }

  /** Durable, or it throws. */
  async finish(): Promise<void> {
    this.stream.end();
    await this.putting;
  }

  async abandon(): Promise<void> {
    this.stream.destroy(new Error('given up'));
    await this.putting.catch(() => {});
  }
}
