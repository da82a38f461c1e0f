/** One log of one step as a page sees it: how long it is, and the pages of it that are in sight or were. */
import type { RunLogEvent } from '@weft/wire/weft/live-events';
import type { WireLogHits, WireLogLines } from '@weft/wire/weft/run-log';
import { get, query } from '../../kit/api.ts';

export type LogKind = 'plain' | 'debug';

export const pageLines = 500;
/** Of so many pages the lines are kept: a million lines would be hundreds of megabytes. */
const pagesKept = 40;
/** A log that grows fast is asked for so often. */
const everyMs = 250;

export class StepLog {
  readonly path: string;
  readonly kind: LogKind;
  readonly #listeners = new Set<() => void>();
  /** By number, oldest use first. A page that is not full is asked for again when the log has grown. */
  readonly #pages = new Map<number, readonly string[]>();
  readonly #asked = new Set<number>();
  #version = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #looking: Promise<void> | null = null;
  #isBehind = false;
  lineCount = 0;
  sizeBytes = 0;
  isComplete = false;
  isLoaded = false;
  error: Error | null = null;

  constructor(runPath: string, stepIndex: number, kind: LogKind) {
    this.path = `${runPath}steps/${stepIndex}/log/`;
    this.kind = kind;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes with every change: what React compares. */
  readonly version = (): number => this.#version;

  /** From 0; undefined: not here yet (see `need`). */
  line(index: number): string | undefined {
    return this.#pages.get(Math.floor(index / pageLines))?.[index % pageLines];
  }

  /** Asks for what is not here of lines `from` to `to` (not itself). */
  need(from: number, to: number): void {
    const last = Math.min(to, this.lineCount);
    for (let page = Math.floor(Math.max(0, from) / pageLines); page * pageLines < last; page++) {
      const lines = this.#pages.get(page);
      const length = Math.min(pageLines, this.lineCount - page * pageLines);
      if (lines !== undefined && lines.length >= length) this.#use(page, lines);
      else void this.#fetchPage(page);
    }
  }

  /** There is more of it; it is looked at soon. */
  hear(): void {
    if (this.isLoaded) this.#timer ??= setTimeout(() => void this.look(), everyMs);
  }

  /** How long is it now? Its last page comes along, since it is what most want to see. Several callers share one asking. */
  look(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isBehind = true;
    this.#looking ??= this.#lookAgain().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  find(what: { readonly text: string } | { readonly errors: true }): Promise<WireLogHits> {
    const asked = 'text' in what ? { text: what.text } : { errors: 'true' };
    return get(`${this.path}search/${query({ kind: this.kind, ...asked })}`);
  }

  /** The lines from 0 as one text; for logs and parts of them that a clipboard can take. */
  async text(from: number, to: number): Promise<string> {
    const lines: string[] = [];
    while (from + lines.length < to) {
      const some = await this.#ask(from + lines.length, Math.min(2000, to - from - lines.length));
      if (some.lines.length === 0) break;
      lines.push(...some.lines);
    }
    return lines.join('\n');
  }

  get downloadPath(): string {
    return `${this.path}download/${query({ kind: this.kind })}`;
  }

  async #lookAgain(): Promise<void> {
    while (this.#isBehind) {
      this.#isBehind = false;
      await this.#fetchPage(Math.floor(Math.max(0, this.lineCount - 1) / pageLines));
    }
  }

  async #fetchPage(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      this.#take(page, await this.#ask(page * pageLines, pageLines));
      this.error = null;
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
    } finally {
      this.#asked.delete(page);
    }
    this.#tell();
  }

  #ask(from: number, count: number): Promise<WireLogLines> {
    return get(`${this.path}lines/${query({ kind: this.kind, from: from + 1, count })}`);
  }

  #take(page: number, { lines, line_count, size_bytes, is_complete }: WireLogLines): void {
    this.isLoaded = true;
    // Answers may overtake each other; a log never gets shorter.
    if (size_bytes >= this.sizeBytes) {
      this.lineCount = line_count;
      this.sizeBytes = size_bytes;
      this.isComplete = is_complete;
    }
    if (lines.length >= (this.#pages.get(page)?.length ?? 0)) this.#use(page, lines);
  }

  #use(page: number, lines: readonly string[]): void {
    this.#pages.delete(page);
    this.#pages.set(page, lines);
    for (const oldest of this.#pages.keys()) {
      if (this.#pages.size <= pagesKept) break;
      this.#pages.delete(oldest);
    }
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}

/** The logs of a run, each made when it is first looked at. */
export class RunLogs {
  readonly #runPath: string;
  readonly #logs = new Map<string, { readonly step: number; readonly log: StepLog }>();

  constructor(accountId: number, runId: number) {
    this.#runPath = `/api/weft/accounts/${accountId}/runs/${runId}/`;
  }

  of(step: number, kind: LogKind): StepLog {
    const key = `${step} ${kind}`;
    const known = this.#logs.get(key)?.log;
    if (known !== undefined) return known;
    const log = new StepLog(this.#runPath, step, kind);
    this.#logs.set(key, { step, log });
    return log;
  }

  hear(event: RunLogEvent): void {
    for (const { step, log } of this.#logs.values()) if (step === event.step_index) log.hear();
  }

  /** After a gap in the stream, and when the run is over: whatever is open must be whole. */
  catchUp(): void {
    for (const { log } of this.#logs.values()) if (log.isLoaded) void log.look();
  }
}
