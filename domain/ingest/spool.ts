/** The bytes of an upload on disk while they are received: to be read again when the zip needs its directory first, or kept when it is refused. */
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { storageFault } from '@weft/host/blob';
import type { Host } from '@weft/host/host';
import type { Receipt } from './model.ts';

/** Written at once: each write is a hand-over to another thread and back, which costs more than the copying. */
const writeBytes = 1024 * 1024;

export class Spool {
  sizeBytes = 0;
  private crc = 0;
  private waiting: Buffer[] = [];
  private waitingBytes = 0;
  private writing: Promise<void> = Promise.resolve();

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async open(host: Host, name: string): Promise<Spool> {
    await mkdir(host.paths.spool, { recursive: true, mode: 0o700 });
    const path = join(host.paths.spool, name);
    // Never synced: after a crash nobody reads it.
    return new Spool(path, await open(path, 'w', 0o600));
  }

  get receipt(): Receipt {
    return { sizeBytes: this.sizeBytes, crc32: this.crc };
  }

  /** `bytes` must not change afterwards. Faults of `storageFault`, such as `storage.full`. */
  async append(bytes: Buffer): Promise<void> {
    this.sizeBytes += bytes.length;
    this.crc = crc32(bytes, this.crc);
    this.waiting.push(bytes);
    this.waitingBytes += bytes.length;
    if (this.waitingBytes >= writeBytes) await this.flush();
  }

  /** The file is whole: whoever opens it now reads everything. */
  async close(): Promise<void> {
    await this.flush();
    await this.writing;
    await this.file.close();
  }

  /** Also when it was closed before. */
  async remove(): Promise<void> {
    await this.writing.catch(() => {});
    await this.file.close().catch(() => {});
    await rm(this.path, { force: true });
  }

  /** One write under way while the next is gathered. */
  private async flush(): Promise<void> {
    await this.writing;
    const { waiting } = this;
    this.waiting = [];
    this.waitingBytes = 0;
    if (waiting.length > 0) this.writing = this.write(waiting);
    // Told by the next call.
    this.writing.catch(() => {});
  }

  private async write(pieces: readonly Buffer[]): Promise<void> {
    try {
      let left = pieces;
      while (left.length > 0) {
        const { bytesWritten } = await this.file.writev(left);
        left = after(left, bytesWritten);
      }
    } catch (error) {
      throw storageFault(error);
    }
  }
}

/** The pieces without their first bytes. */
function after(pieces: readonly Buffer[], bytes: number): readonly Buffer[] {
  const left: Buffer[] = [];
  for (const piece of pieces) {
    if (bytes < piece.length) left.push(piece.subarray(bytes));
    bytes = Math.max(0, bytes - piece.length);
  }
  return left;
}
