/** The live logs of one step: two files that grow, read by any number of pages while they do. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Id } from '@weft/base/id';
import type { LogLine } from '@weft/engine/events/render-log-line';
import type { Host } from '@weft/host/host';
import { cutLines } from './cut-lines.ts';
import { signalRun } from './events.ts';

/** plain: what a person wants to read; debug: everything that dbt said. */
export const logKinds = ['plain', 'debug'] as const;
export type LogKind = (typeof logKinds)[number];

export interface StepPlace {
  readonly runId: Id<'run'>;
  readonly stepIndex: number;
}

const signalMilliseconds = 150;

/** What is printed while a write is under way goes into the next one. */
const heldBytesMax = 256 * 1024;

/** Lines that come in one turn of the loop are written as one: a write for each would cost more than all else that is done with it. */
const gatheredLengthMax = 32 * 1024;

export function liveLogFile(host: Pick<Host, 'paths'>, place: StepPlace, kind: LogKind): string {
  return join(host.paths.logs, String(place.runId), `${place.stepIndex}.${kind}.log`);
}

export function storedLogKey(place: StepPlace, kind: LogKind): string {
  return `runs/${place.runId}/steps/${place.stepIndex}/${kind}.log`;
}

export class StepLog {
  readonly #host: Host;
  readonly #place: StepPlace;
  readonly #scrub: (text: string) => string;
  readonly #streams: Record<LogKind, WriteStream>;
  readonly #told: Record<LogKind, number> = { plain: 0, debug: 0 };
  readonly #gathered: Record<LogKind, string> = { plain: '', debug: '' };
  #isFlushDue = false;
  #timer: NodeJS.Timeout | null = null;

  private constructor(host: Host, place: StepPlace, scrub: (text: string) => string) {
    this.#host = host;
    this.#place = place;
    this.#scrub = scrub;
    const open = (kind: LogKind) => createWriteStream(liveLogFile(host, place, kind), { flags: 'a', highWaterMark: heldBytesMax });
    this.#streams = { plain: open('plain'), debug: open('debug') };
    for (const stream of Object.values(this.#streams))
      stream.on('error', (error) => host.log.error('run.log_not_written', { ...place, reason: error.message }));
  }

  /** `scrub` takes the secrets out of every line before it is written. */
  static async open(host: Host, place: StepPlace, scrub: (text: string) => string): Promise<StepLog> {
    await mkdir(join(host.paths.logs, String(place.runId)), { recursive: true });
    return new StepLog(host, place, scrub);
  }

  /** To both logs, with the time. */
  say(text: string): void {
    const line = `${this.#host.clock.now().toISOString().slice(11, 19)}  ${text}`;
    this.write('plain', line);
    this.write('debug', line);
  }

  /** A promise: the disk is behind, and who prints waits for it, so that what is not written yet never piles up. */
  write(kind: LogKind, line: string): Promise<void> | null {
    return this.#gather(kind, `${cutLines(this.#scrub(line))}\n`);
  }

  /** A line of dbt's: what is only for who looks for a fault goes into the debug log alone. Answers as `write`. */
  hear({ level, text, debugText }: LogLine): Promise<unknown> | null {
    const whole = `${cutLines(this.#scrub(debugText))}\n`;
    const debug = this.#gather('debug', whole);
    if (level === 'debug') return debug;
    const plain = text === debugText ? this.#gather('plain', whole) : this.write('plain', text);
    return plain && debug ? Promise.all([plain, debug]) : (plain ?? debug);
  }

  /** Resolves when all is in the files. */
  async close(): Promise<void> {
    this.#flushAll();
    for (const stream of Object.values(this.#streams)) stream.end();
    // Its failure has been told; a run does not fail for want of a log.
    await Promise.all(Object.values(this.#streams).map((stream) => finished(stream).catch(() => {})));
    this.#signal();
  }

  #gather(kind: LogKind, text: string): Promise<void> | null {
    this.#gathered[kind] += text;
    if (this.#gathered[kind].length >= gatheredLengthMax) return this.#flush(kind);
    if (!this.#isFlushDue) {
      this.#isFlushDue = true;
      setImmediate(() => this.#flushAll());
    }
    return this.#streams[kind].writableNeedDrain ? untilRoom(this.#streams[kind]) : null;
  }

  #flushAll(): void {
    this.#isFlushDue = false;
    for (const kind of logKinds) this.#flush(kind);
  }

  #flush(kind: LogKind): Promise<void> | null {
    const text = this.#gathered[kind];
    const stream = this.#streams[kind];
    this.#gathered[kind] = '';
    // Its failure has been told.
    if (text === '' || stream.destroyed || stream.writableEnded) return null;
    const hasRoom = stream.write(text);
    this.#timer ??= setTimeout(() => this.#signal(), signalMilliseconds);
    return hasRoom ? null : untilRoom(stream);
  }

  #signal(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    for (const log of logKinds) {
      const offset = this.#streams[log].bytesWritten;
      if (offset === this.#told[log]) continue;
      this.#told[log] = offset;
      signalRun(this.#host, { kind: 'log', ...this.#place, log, offset });
    }
  }
}

/** Also when there will never be any: a file that fails closes. */
function untilRoom(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}
