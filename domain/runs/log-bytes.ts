/** The bytes of a step's log wherever they lie: the file that grows while the run is under way, the blob store after. */
import { open, stat } from 'node:fs/promises';
import type { Host } from '@weft/host/host';
import type { LogKind, StepPlace } from './step-log.ts';
import { liveLogFile, storedLogKey } from './step-log.ts';

export interface LogBytes {
  readonly sizeBytes: number;
  /** What there is of the range; less at the end. */
  read(start: number, end: number): Promise<Buffer>;
}

/**
 * The file is looked for first: a log is put into the store before its file is removed, so what has no file has a blob, or was never written
 * (or is written on another machine's disk).
 */
export async function findLogBytes(host: Host, place: StepPlace, kind: LogKind): Promise<LogBytes> {
  const file = liveLogFile(host, place, kind);
  const key = storedLogKey(place, kind);
  const live = await stat(file).catch(() => null);
  const sizeBytes = live?.size ?? (await host.blobs.size(key)) ?? 0;
  return {
    sizeBytes,
    async read(start, end) {
      if (start >= end) return Buffer.alloc(0);
      return (await readFilePart(file, start, end)) ?? (await host.blobs.read(key, { start, end })) ?? Buffer.alloc(0);
    },
  };
}

/** Of a log that is made when it is read. */
export function bytesOf(whole: Buffer): LogBytes {
  return { sizeBytes: whole.length, read: async (start, end) => whole.subarray(start, end) };
}

async function readFilePart(path: string, start: number, end: number): Promise<Buffer | null> {
  const file = await open(path).catch(() => null);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(end - start), 0, end - start, start);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
