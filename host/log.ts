/** Log lines are events with fields; every value is scrubbed of known secrets before it is written. */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { messageOf } from '@weft/base/fault';
import { pino } from 'pino';
import type { Clock } from './clock.ts';
import type { Scrubber } from './scrub.ts';

export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  /** Somebody must act. */
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

export interface LogOptions {
  /** Gets every line as JSON; its folder must be there. Reopened under the same name when it has grown too long, the one before kept as `.1`. */
  readonly file: string;
  /** Gets a short line for each warning and error. */
  readonly terminal: Writable;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly clock: Clock;
  readonly scrubber: Scrubber;
  /** Default 32 MiB. */
  readonly fileBytesMax?: number;
}

/** Lines are written before the call returns: the last words of a process that dies are the ones that matter. Logging never throws. */
export function openLog(options: LogOptions): Log & { close(): void } {
  const { clock, scrubber, terminal } = options;
  const sink = openSink(options.file, options.fileBytesMax ?? 32 * 1024 * 1024, (reason) => say('error', 'log.file_lost', { reason }));
  const writer = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => sink.write(scrubber.scrub(line)) },
  );
  return {
    debug: (event, fields = {}) => writer.debug(readable(fields), event),
    info: (event, fields = {}) => writer.info(readable(fields), event),
    warn(event, fields = {}) {
      writer.warn(readable(fields), event);
      say('warn', event, fields);
    },
    error(event, fields = {}) {
      writer.error(readable(fields), event);
      say('error', event, fields);
    },
    close: sink.close,
  };

  function say(level: 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>>): void {
    const told = Object.entries(fields).map(([name, value]) => ` ${name}=${brief(value)}`);
    terminal.write(`${scrubber.scrub(`weft ${level} ${event}${told.join('')}`)}\n`);
  }
}

/** An Error's own fields are not enumerable: JSON of it would be `{}`. */
function readable(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? tellError(value) : value]));
}

function tellError(error: Error): Record<string, unknown> {
  const cause = error.cause instanceof Error ? { cause: tellError(error.cause) } : {};
  return { ...error, message: error.message, stack: error.stack, ...cause };
}

function brief(value: unknown): string {
  const text = typeof value === 'string' || value instanceof Error ? messageOf(value) : (inJson(value) ?? String(value));
  const line = text.replace(/\s*\n\s*/g, ' ⏎ ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function inJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return '(not JSON)';
  }
}

/** `lost` hears once when the file cannot be written; each line tries anew, since a full disk may be emptied. */
function openSink(file: string, bytesMax: number, lost: (reason: string) => void): { write(line: string): void; close(): void } {
  let isLost = false;
  let isClosed = false;
  let open: { descriptor: number; bytes: number } | null = null;
  return {
    write(line) {
      if (isClosed) return;
      try {
        open ??= reopen();
        if (open.bytes > bytesMax) {
          closeSync(open.descriptor);
          open = null;
          renameSync(file, `${file}.1`);
          open = reopen();
        }
        open.bytes += writeSync(open.descriptor, line);
        isLost = false;
      } catch (error) {
        if (!isLost) lost(messageOf(error));
        isLost = true;
      }
    },
    close() {
      isClosed = true;
      if (open) closeSync(open.descriptor);
      open = null;
    },
  };

  function reopen(): { descriptor: number; bytes: number } {
    const descriptor = openSync(file, 'a', 0o600);
    return { descriptor, bytes: fstatSync(descriptor).size };
  }
}
