/** A log that keeps its lines for the test that asks, and prints none. */
import type { Log } from '@weft/host/log';

export interface LogLine {
  readonly level: keyof Log;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function keptLog(): Log & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const write =
    (level: keyof Log) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      lines.push({ level, event, fields });
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error'), lines };
}

export const quietLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
