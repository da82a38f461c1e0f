/** One log of one step as it grows: what is loaded, what the stream adds, and what must be fetched because it was missed. */
import type { RunLogEvent } from '@weft/wire/weft/live-events';
import { getText, query } from '../../kit/api.ts';

export type LogKind = 'plain' | 'debug';

export class StepLog {
  readonly path: string;
  readonly #kind: LogKind;
  readonly #listeners = new Set<() => void>();
  #lines: string[] = [''];
  #nextOffset = 0;
  #version = 0;
  #catchingUp: Promise<void> | null = null;
  #isBehind = false;
  isLoaded = false;
  error: Error | null = null;

  constructor(runPath: string, stepIndex: number, kind: LogKind) {
    this.path = `${runPath}steps/${stepIndex}/log/`;
    this.#kind = kind;
  }

  /** A copy, so that React sees a change; without the empty line that follows a whole one. */
  get lines(): readonly string[] {
    const last = this.#lines.length - 1;
    return this.#lines.slice(0, this.#lines[last] === '' ? last : undefined);
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Changes with every change: what React compares. */
  readonly version = (): number => this.#version;

  /** The stream carries the plain log only; for the debug log it is a sign that there is more. */
  hear(event: RunLogEvent): void {
    if (!this.isLoaded) return;
    if (this.#kind === 'plain' && this.#catchingUp === null && event.offset === this.#nextOffset) {
      this.#append(event.text, event.next_offset);
    } else if (this.#kind === 'debug' || event.next_offset > this.#nextOffset) void this.catchUp();
  }

  /** Fetches until nothing is left; several callers share one fetching. */
  catchUp(): Promise<void> {
    this.#isBehind = true;
    this.#catchingUp ??= this.#fetchRest().finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  async #fetchRest(): Promise<void> {
    try {
      while (this.#isBehind) {
        this.#isBehind = false;
        const { text, nextOffset } = await getText(`${this.path}${query({ kind: this.#kind, offset: this.#nextOffset })}`);
        this.isLoaded = true;
        this.error = null;
        if (text !== '' && nextOffset !== null && nextOffset > this.#nextOffset) {
          this.#isBehind = true;
          this.#append(text, nextOffset);
        }
      }
    } catch (error) {
      this.error = error instanceof Error ? error : new Error(String(error));
    }
    this.#tell();
  }

  #append(text: string, nextOffset: number): void {
    const [first = '', ...rest] = text.split('\n');
    const last = this.#lines.length - 1;
    this.#lines[last] = (this.#lines[last] ?? '') + first;
    for (const line of rest) this.#lines.push(line);
    this.#nextOffset = nextOffset;
    this.#tell();
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
    for (const { step, log } of this.#logs.values()) if (step === event.step_index) log.hear(event);
  }

  /** After a gap in the stream, and when the run is over: whatever is open must be whole. */
  catchUp(): void {
    for (const { log } of this.#logs.values()) if (log.isLoaded) void log.catchUp();
  }
}
