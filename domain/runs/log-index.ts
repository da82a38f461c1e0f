/** Where the lines of a log begin: every five-hundredth is noted when the log is first looked into, so that any page of a million lines is one short read. */
import type { LogBytes } from './log-bytes.ts';

/** Lines between two notes; pages that begin at a multiple of it are the cheapest. */
export const lineStride = 500;
const chunkBytes = 1024 * 1024;

export interface LogIndex {
  /** Whole lines, and the last one even if its end has not been written. */
  readonly lineCount: number;
  /** Of what was looked into. */
  readonly sizeBytes: number;
  /** Offset of line 0, `lineStride`, 2 × `lineStride`, … as far as they have begun. */
  readonly starts: readonly number[];
}

/** Grows with the log; a log only ever gets longer, so what was noted stays true. */
export class GrowingIndex {
  readonly #starts: number[] = [0];
  #wholeLines = 0;
  /** Where the line begins that has no end yet. */
  #lastStart = 0;
  #scanned = 0;
  #growing: Promise<unknown> = Promise.resolve();

  /** Looks at what is new. Several at once look one after the other. */
  async reach(bytes: LogBytes): Promise<LogIndex> {
    const scanning = this.#growing.catch(() => {}).then(() => this.#scan(bytes));
    this.#growing = scanning;
    await scanning;
    const lineCount = this.#wholeLines + (this.#lastStart < this.#scanned ? 1 : 0);
    return { lineCount, sizeBytes: this.#scanned, starts: this.#starts };
  }

  async #scan(bytes: LogBytes): Promise<void> {
    while (this.#scanned < bytes.sizeBytes) {
      const base = this.#scanned;
      const chunk = await bytes.read(base, Math.min(bytes.sizeBytes, base + chunkBytes));
      if (chunk.length === 0) return;
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) {
        this.#wholeLines += 1;
        this.#lastStart = base + at + 1;
        if (this.#wholeLines % lineStride === 0) this.#starts.push(this.#lastStart);
      }
      this.#scanned = base + chunk.length;
    }
  }
}

/** Offsets of the bytes that lines `from` to `to` (not itself) lie in; begins at a noted line, `firstLine`. */
export function spanOf(
  index: LogIndex,
  from: number,
  to: number,
): { readonly firstLine: number; readonly start: number; readonly end: number } {
  const first = Math.floor(from / lineStride);
  const behind = Math.ceil(to / lineStride);
  return { firstLine: first * lineStride, start: index.starts[first] ?? index.sizeBytes, end: index.starts[behind] ?? index.sizeBytes };
}
