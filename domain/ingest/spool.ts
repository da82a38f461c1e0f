/** The bytes of an upload on disk while they are received: to be read again when the zip needs its directory first, or kept when it is refused. */
import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { storageFault } from '@weft/host/blob';
import type { Host } from '@weft/host/host';
import type { Receipt } from './model.ts';

export class Spool {
  sizeBytes = 0;
  private crc = 0;
  private failure: unknown = null;

  private constructor(
    readonly path: string,
    private readonly stream: WriteStream,
  ) {
    stream.on('error', (error) => {
      this.failure ??= storageFault(error);
    });
  }

  static async open(host: Host, name: string): Promise<Spool> {
    const path = join(host.paths.spool, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // Never synced: after a crash nobody reads it.
    return new Spool(path, createWriteStream(path, { highWaterMark: 4 * 1024 * 1024, mode: 0o600 }));
  }

  get receipt(): Receipt {
    return { sizeBytes: this.sizeBytes, crc32: this.crc };
  }

  /** `bytes` must not change afterwards. Fault `storage.full` and others of `storageFault`. */
  async append(bytes: Buffer): Promise<void> {
    this.sizeBytes += bytes.length;
    this.crc = crc32(bytes, this.crc);
    if (this.failure !== null) throw this.failure;
    if (!this.stream.write(bytes)) await once(this.stream, 'drain').catch(() => {});
    if (this.failure !== null) throw this.failure;
  }

  /** The file is whole: whoever opens it now reads everything. */
  async close(): Promise<void> {
    this.stream.end();
    await finished(this.stream).catch((error: unknown) => {
      throw storageFault(error);
    });
  }

  async remove(): Promise<void> {
    this.stream.destroy();
    await rm(this.path, { force: true });
  }
}
