/** Collects one JSON value from chunks: in place when one chunk holds it all, else in a buffer of its own. */
import { tooDeep, unfinished, ValueScanner } from './scan-value.ts';

/** Answer of `take` beside `tooDeep`: the value has more bytes than allowed, and no more of it is kept. */
export const tooLong = -3;

const empty = Buffer.alloc(0);
const sizeMin = 64 * 1024;
/** A buffer that one giant value needed is given back. */
const keptMax = 1024 * 1024;

export class ValueCapture {
  isOpen = false;
  /** Once `take` has closed the value: it is `bytes` from `start` to before `end`, until the next `begin`. */
  bytes: Buffer = empty;
  start = 0;
  end = 0;
  private readonly scanner: ValueScanner;
  private bytesMax = 0;
  /** What earlier chunks held; grown by doubling, so that each byte is copied a bounded number of times however small the chunks are. */
  private tail: Buffer = empty;
  private tailLength = 0;

  constructor(depthMax: number) {
    this.scanner = new ValueScanner(depthMax);
  }

  begin(first: number, bytesMax: number, marking: boolean): void {
    this.isOpen = true;
    this.bytesMax = bytesMax;
    this.tailLength = 0;
    if (this.tail.length > keptMax) this.tail = empty;
    this.scanner.start(first, marking);
  }

  /** Reads on in `chunk`; answers the index to go on from, or `tooDeep`, or `tooLong`. */
  take(chunk: Buffer, from: number): number {
    const scanned = this.scanner.scan(chunk, from);
    if (scanned === tooDeep) return tooDeep;
    const end = scanned === unfinished ? chunk.length : scanned;
    if (this.tailLength + end - from > this.bytesMax) return tooLong;
    if (scanned !== unfinished) this.isOpen = false;
    if (this.isOpen || this.tailLength > 0) this.keep(chunk, from, end);
    if (!this.isOpen) this.close(chunk, from, end);
    return end;
  }

  volatileRanges(): readonly number[] {
    return this.scanner.volatileRanges(this.bytes, this.start);
  }

  private keep(chunk: Buffer, from: number, end: number): void {
    const length = this.tailLength + end - from;
    if (length > this.tail.length) {
      const grown = Buffer.allocUnsafe(Math.max(sizeMin, Math.min(this.bytesMax, length * 2)));
      this.tail.copy(grown, 0, 0, this.tailLength);
      this.tail = grown;
    }
    chunk.copy(this.tail, this.tailLength, from, end);
    this.tailLength = length;
  }

  private close(chunk: Buffer, from: number, end: number): void {
    const isInPlace = this.tailLength === 0;
    this.bytes = isInPlace ? chunk : this.tail;
    this.start = isInPlace ? from : 0;
    this.end = isInPlace ? end : this.tailLength;
  }
}
