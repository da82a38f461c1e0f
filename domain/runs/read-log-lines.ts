/** Reads a step's log by line numbers, and looks for text and for errors in it, without ever holding more than a piece of it. */
import type { Id } from '@weft/base/id';
import { mayTellOfError, toneOfLine } from '@weft/dbt/log/tone-of-line';
import { stripAnsi } from '@weft/engine/events/strip-ansi';
import type { Host } from '@weft/host/host';
import type { LogBytes } from './log-bytes.ts';
import { GrowingIndex, type LogIndex, spanOf } from './log-index.ts';
import { findStepLog, type WantedLog } from './read-step-log.ts';

/** Lines are counted from 0. */
export interface LogLines {
  readonly from: number;
  readonly lines: readonly string[];
  /** Of the whole log as it is now, a line that is not yet whole among them. */
  readonly lineCount: number;
  readonly sizeBytes: number;
  /** Nothing will be added. */
  readonly isComplete: boolean;
}

const chunkBytes = 1024 * 1024;
/** What a screen shows of one line: an engine may print megabytes without an end of line. */
const lineBytesMax = 10_000;

/** Faults: not_found `run.not_found`, `run.step_not_found`. */
export async function readLogLines(
  host: Host,
  accountId: Id<'account'>,
  wanted: WantedLog & { readonly from: number; readonly count: number },
): Promise<LogLines> {
  const { bytes, hasEnded } = await findStepLog(host, accountId, wanted);
  const index = await indexOf(host, wanted, bytes);
  const to = Math.min(index.lineCount, wanted.from + wanted.count);
  const lines = wanted.from < to ? await readSpan(bytes, index, wanted.from, to) : [];
  return { from: wanted.from, lines, lineCount: index.lineCount, sizeBytes: index.sizeBytes, isComplete: hasEnded };
}

/** The last lines, none after them. Faults as `readLogLines`. */
export async function readLastLines(host: Host, accountId: Id<'account'>, wanted: WantedLog, count: number): Promise<string> {
  const { bytes } = await findStepLog(host, accountId, wanted);
  const index = await indexOf(host, wanted, bytes);
  const lines = await readSpan(bytes, index, Math.max(0, index.lineCount - count), index.lineCount);
  return lines.join('\n');
}

export interface LogHits {
  /** Numbers of lines, ascending; at most `hitsMax`. */
  readonly lines: readonly number[];
  /** False: there are more, further down. */
  readonly isWhole: boolean;
}

export const hitsMax = 5000;

/** `text`: looked for in any case, colours left out; null: lines that tell of an error. Faults as `readLogLines`. */
export async function searchLog(
  host: Host,
  accountId: Id<'account'>,
  wanted: WantedLog & { readonly text: string | null },
): Promise<LogHits> {
  const { bytes } = await findStepLog(host, accountId, wanted);
  const find = wanted.text === null ? findErrors : findText(wanted.text.toLowerCase());
  const hits: number[] = [];
  let line = 0;
  for await (const text of wholeLines(bytes)) {
    for (const at of find(text)) {
      if (hits.length >= hitsMax) return { lines: hits, isWhole: false };
      hits.push(line + at);
    }
    line += countLines(text);
  }
  return { lines: hits, isWhole: true };
}

type Find = (text: string) => Generator<number, void>;

/** Numbers within the text, each line once. */
function findText(needle: string): Find {
  return function* (text) {
    const plain = stripAnsi(text).toLowerCase();
    let line = 0;
    let counted = 0;
    for (let at = plain.indexOf(needle); at >= 0; ) {
      for (let end = plain.indexOf('\n', counted); end >= 0 && end < at; end = plain.indexOf('\n', counted)) {
        line += 1;
        counted = end + 1;
      }
      yield line;
      const end = plain.indexOf('\n', at);
      if (end < 0) return;
      at = plain.indexOf(needle, end + 1);
    }
  };
}

function* findErrors(text: string): Generator<number, void> {
  if (!mayTellOfError(text)) return;
  for (const [line, each] of stripAnsi(text).split('\n').entries()) if (toneOfLine(each) === 'bad') yield line;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

/** The log in pieces that end with a line; of a line longer than a piece, its beginning. */
async function* wholeLines(bytes: LogBytes): AsyncGenerator<string, void> {
  let rest: Buffer = Buffer.alloc(0);
  let isSkipping = false;
  for (let at = 0; at < bytes.sizeBytes; ) {
    const chunk = await bytes.read(at, Math.min(bytes.sizeBytes, at + chunkBytes));
    if (chunk.length === 0) break;
    at += chunk.length;
    const fresh = isSkipping ? chunk.subarray(Math.max(0, chunk.indexOf(10))) : chunk;
    if (isSkipping && chunk.indexOf(10) < 0) continue;
    const whole: Buffer = rest.length === 0 ? fresh : Buffer.concat([rest, fresh]);
    const end = whole.lastIndexOf(10) + 1;
    isSkipping = end === 0 && whole.length >= chunkBytes;
    // What stands before a line that never ends is looked through now, and its end when it comes.
    const upTo = isSkipping ? whole.length : end;
    if (upTo > 0) yield whole.toString('utf8', 0, upTo);
    rest = whole.subarray(upTo);
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

/** `to` is not among them. */
async function readSpan(bytes: LogBytes, index: LogIndex, from: number, to: number): Promise<string[]> {
  const { firstLine, start, end } = spanOf(index, from, to);
  const cut = new LineCutter(firstLine, from, to);
  for (let at = start; at < end && !cut.isDone; ) {
    const chunk = await bytes.read(at, Math.min(end, at + chunkBytes));
    if (chunk.length === 0) break;
    at += chunk.length;
    cut.take(chunk);
  }
  return cut.finish();
}

/** Cuts chunks into lines and keeps those asked for, each up to `lineBytesMax`. */
class LineCutter {
  readonly #lines: string[] = [];
  readonly #from: number;
  readonly #to: number;
  #line: number;
  #parts: Buffer[] = [];
  #kept = 0;
  #length = 0;

  constructor(line: number, from: number, to: number) {
    this.#line = line;
    this.#from = from;
    this.#to = to;
  }

  get isDone(): boolean {
    return this.#line >= this.#to;
  }

  take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.isDone) {
      const end = chunk.indexOf(10, at);
      this.#keep(chunk.subarray(at, end < 0 ? chunk.length : end));
      if (end < 0) return;
      this.#endLine();
      at = end + 1;
    }
  }

  finish(): string[] {
    if (this.#length > 0 && !this.isDone) this.#endLine();
    return this.#lines;
  }

  #keep(part: Buffer): void {
    this.#length += part.length;
    if (this.#line < this.#from || this.#kept >= lineBytesMax) return;
    const kept = part.subarray(0, lineBytesMax - this.#kept);
    this.#parts.push(kept);
    this.#kept += kept.length;
  }

  #endLine(): void {
    if (this.#line >= this.#from) this.#lines.push(shown(Buffer.concat(this.#parts), this.#length));
    this.#line += 1;
    this.#parts = [];
    this.#kept = 0;
    this.#length = 0;
  }
}

function shown(kept: Buffer, length: number): string {
  const text = kept.toString('utf8').replace(/\r$/, '');
  if (kept.length === length) return text;
  return `${text.replace(/\uFFFD+$/, '')} … (${length - kept.length} bytes more: download the log to see them)`;
}

const indexesMax = 200;
const indexes = new WeakMap<Host, Map<string, GrowingIndex>>();

/** Kept for the logs that were looked at last. */
function indexOf(host: Host, { runId, stepIndex, kind }: WantedLog, bytes: LogBytes): Promise<LogIndex> {
  const known = indexes.get(host) ?? new Map<string, GrowingIndex>();
  indexes.set(host, known);
  const key = `${runId} ${stepIndex} ${kind}`;
  const index = known.get(key) ?? new GrowingIndex();
  known.delete(key);
  known.set(key, index);
  for (const oldest of known.keys()) {
    if (known.size <= indexesMax) break;
    known.delete(oldest);
  }
  return index.reach(bytes);
}
