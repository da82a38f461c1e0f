/** Finds the end of one JSON value whose bytes arrive in pieces, reading every byte once, and marks where a `created_at` may stand. */
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const letterC = 0x63;

const volatileKey = 'created_at';
/** More marks than dbt ever needs (a disabled entry lists the nodes of one id); a cap, so that hostile input cannot grow the list. */
const marksMax = 256;

/** Answers of `scan` that are no index: the value goes on in the next piece; the value is nested deeper than allowed. */
export const unfinished = -1;
export const tooDeep = -2;

/**
 * Scans one value: `start` it at its first byte, then `scan` each piece.
 * Brackets are counted, not matched by kind: a value whose brackets are of the wrong kind is refused by the JSON.parse of its slice,
 * and a value that JSON.parse accepts has ended where the count said.
 */
export class ValueScanner {
  private depth = 0;
  private markDepth = -1;
  private isScalar = false;
  private inString = false;
  private isEscaped = false;
  /** Bytes of the value in earlier pieces. */
  private seen = 0;
  /** Where the open string's content begins, counted from the value's first byte. */
  private stringStart = 0;
  private marks: number[] = [];

  constructor(private readonly depthMax: number) {}

  /** @param marking whether strings that may be the key `created_at` are worth marking */
  start(first: number, marking: boolean): void {
    this.depth = 0;
    this.isScalar = first !== quote && first !== openBrace && first !== openBracket;
    this.markDepth = !marking ? -1 : first === openBrace ? 1 : first === openBracket ? 2 : -1;
    this.inString = false;
    this.isEscaped = false;
    this.seen = 0;
    if (this.marks.length > 0) this.marks = [];
  }

  /** Reads on from `from`; answers the index after the value's last byte, or `unfinished`, or `tooDeep`. */
  scan(bytes: Buffer, from: number): number {
    const end = this.isScalar ? scalarEnd(bytes, from) : this.scanNested(bytes, from);
    if (end === unfinished) this.seen += bytes.length - from;
    return end;
  }

  /**
   * Byte ranges [start, end, start, end, …] of the numbers under `created_at` at the top of the value, or of each object in a list.
   * The whole value must be in `bytes` from `start` on. Anything but a plain number stays part of the value, so that nothing hides there.
   */
  volatileRanges(bytes: Buffer, start: number): readonly number[] {
    if (this.marks.length === 0) return noRanges;
    const ranges: number[] = [];
    for (const mark of this.marks) {
      const keyStart = start + mark;
      const keyEnd = keyStart + volatileKey.length;
      if (bytes.toString('latin1', keyStart, keyEnd) !== volatileKey) continue;
      let at = afterSpace(bytes, keyEnd + 1);
      if (bytes[at] !== colon) continue;
      at = afterSpace(bytes, at + 1);
      const numberEnd = scalarEnd(bytes, at);
      const isShort = numberEnd > at && numberEnd - at <= 64;
      if (isShort && plainNumber.test(bytes.toString('latin1', at, numberEnd))) ranges.push(at, numberEnd);
    }
    return ranges;
  }

  /** The loop that reads every byte of a manifest; one function, since calls and shared state here would halve its speed. */
  private scanNested(bytes: Buffer, from: number): number {
    const length = bytes.length;
    const base = this.seen - from;
    const markDepth = this.markDepth;
    let depth = this.depth;
    let i = from;
    if (this.inString) {
      i = this.resumeString(bytes, from);
      if (i < 0) return unfinished;
      if (depth === 0) return i;
    }
    while (i < length) {
      const byte = bytes[i];
      if (byte === quote) {
        const end = stringEnd(bytes, i + 1);
        if (end < 0) {
          this.depth = depth;
          this.leaveInString(bytes, i + 1, base);
          return unfinished;
        }
        if (depth === markDepth && end - i === 11 && bytes[i + 1] === letterC) this.mark(base + i + 1);
        i = end + 1;
        if (depth === 0) return i;
      } else if (byte === openBrace || byte === openBracket) {
        if (++depth > this.depthMax) return tooDeep;
        i++;
      } else if (byte === closeBrace || byte === closeBracket) {
        i++;
        if (--depth === 0) return i;
      } else i++;
    }
    this.depth = depth;
    return unfinished;
  }

  private resumeString(bytes: Buffer, from: number): number {
    const contentFrom = this.isEscaped ? from + 1 : from;
    const end = stringEnd(bytes, contentFrom);
    if (end < 0) {
      this.isEscaped = endsEscaped(bytes, contentFrom);
      return -1;
    }
    this.inString = false;
    this.isEscaped = false;
    if (this.depth === this.markDepth && this.seen - from + end - this.stringStart === volatileKey.length) this.mark(this.stringStart);
    return end + 1;
  }

  private leaveInString(bytes: Buffer, contentStart: number, base: number): void {
    this.inString = true;
    this.isEscaped = endsEscaped(bytes, contentStart);
    this.stringStart = base + contentStart;
  }

  private mark(position: number): void {
    if (this.marks.length < marksMax) this.marks.push(position);
  }
}

/** The ranges of a whole value that lies in memory, such as a stored body. */
export function volatileRangesOf(body: Buffer): readonly number[] {
  const scanner = new ValueScanner(Number.MAX_SAFE_INTEGER);
  scanner.start(body[0] ?? 0, true);
  scanner.scan(body, 0);
  return scanner.volatileRanges(body, 0);
}

const noRanges: readonly number[] = [];
const plainNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Index of the closing quote, or -1. Short strings are read byte by byte, long ones by the native search, which costs a call. */
function stringEnd(bytes: Buffer, from: number): number {
  const length = bytes.length;
  let i = from;
  for (;;) {
    const near = i + 24 < length ? i + 24 : length;
    while (i < near) {
      const byte = bytes[i];
      if (byte === quote) return i;
      i += byte === backslash ? 2 : 1;
    }
    if (i >= length) return -1;
    const found = bytes.indexOf(quote, i);
    if (found < 0) return -1;
    let before = found;
    while (before > i && bytes[before - 1] === backslash) before--;
    if (((found - before) & 1) === 0) return found;
    i = found + 1;
  }
}

/** Whether the piece ends on a backslash that escapes the next piece's first byte. */
function endsEscaped(bytes: Buffer, contentStart: number): boolean {
  let at = bytes.length;
  while (at > contentStart && bytes[at - 1] === backslash) at--;
  return ((bytes.length - at) & 1) === 1;
}

/** Index of the first byte after a number or literal, or -1 when the piece ends before it. */
function scalarEnd(bytes: Buffer, from: number): number {
  for (let i = from; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === comma || byte === closeBrace || byte === closeBracket || isSpace(byte)) return i;
  }
  return -1;
}

function afterSpace(bytes: Buffer, from: number): number {
  let at = from;
  while (isSpace(bytes[at])) at++;
  return at;
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
