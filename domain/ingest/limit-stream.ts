/** Reads a request's body chunk by chunk, within limits of size and of silence: dbt's uploader has none of its own. */
import type { Readable } from 'node:stream';
import { Fault } from '@weft/base/fault';
import { tooLarge } from './model.ts';

export interface StreamLimits {
  readonly bytesMax: number;
  /** Without a single byte. A slow line is no fault, a silent one is. */
  readonly idleMilliseconds: number;
}

/**
 * The body is left as it is when this ends early, so that there can still be an answer.
 * Faults: too_large `upload.too_large`; unavailable `upload.stalled`, `upload.broken_off`.
 */
export async function* limitStream(body: Readable, { bytesMax, idleMilliseconds }: StreamLimits): AsyncGenerator<Buffer, void> {
  let wake = () => {};
  const look = () => wake();
  let isIdle = false;
  const timer = setTimeout(() => {
    isIdle = true;
    wake();
  }, idleMilliseconds);
  for (const event of ['readable', 'end', 'error', 'close']) body.on(event, look);
  let received = 0;
  try {
    for (;;) {
      const chunk: unknown = body.read();
      if (Buffer.isBuffer(chunk)) {
        timer.refresh();
        received += chunk.length;
        if (received > bytesMax) throw tooLarge();
        yield chunk;
      } else if (body.readableEnded) return;
      else if (body.errored || body.destroyed) throw brokenOff();
      else if (isIdle) throw stalled(idleMilliseconds);
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearTimeout(timer);
    for (const event of ['readable', 'end', 'error', 'close']) body.off(event, look);
    // What comes after an early end must not be an unhandled error.
    body.on('error', () => {});
  }
}

function stalled(idleMilliseconds: number): Fault {
  return new Fault(
    'unavailable',
    'upload.stalled',
    `Nothing more of the upload arrived for ${idleMilliseconds / 1000} seconds. Send it again.`,
  );
}

function brokenOff(): Fault {
  return new Fault('unavailable', 'upload.broken_off', 'The connection broke off in the middle of the upload. Send it again.');
}
