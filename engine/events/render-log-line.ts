/** Writes dbt's events as dbt's own log does: plain lines for people, and the debug form of `dbt.log`. */
import type { DbtEvent, DbtLine, EventLevel } from './read-dbt-event.ts';

export interface LogLine {
  readonly level: EventLevel;
  /** As `dbt` prints it: `09:48:15  1 of 3 START …`. */
  readonly text: string;
  /** As in `dbt.log`: time to the thousandth, level, thread. */
  readonly debugText: string;
}

const separator = '='.repeat(30);

export function renderLogLine(line: DbtLine): LogLine {
  if ('text' in line) return { level: 'info', text: line.text, debugText: line.text };
  const { event } = line;
  return { level: event.level, text: plain(event), debugText: debug(event) };
}

/** What a macro prints stands alone in dbt's output too. */
function isPrinted(event: DbtEvent): boolean {
  return event.name === 'PrintEvent' || event.name === 'ListCmdOut' || event.name === 'ShowNode' || event.name === 'CompiledNode';
}

function plain(event: DbtEvent): string {
  return isPrinted(event) ? event.message : `${clock(event.at)}  ${event.message}`;
}

function debug(event: DbtEvent): string {
  const time = `${clock(event.at)}.${String(event.at.getUTCMilliseconds()).padStart(3, '0')}`;
  const head = event.name === 'MainReportVersion' ? `${separator} ${time} | ${event.invocationId} ${separator}\n` : '';
  return `${head}${time} [${event.level.padEnd(5)}] [${event.thread.slice(0, 10).padEnd(10)}]: ${event.message}`;
}

let last = { second: Number.NaN, text: '' };

/** Thousands of lines have the same second. */
function clock(at: Date): string {
  const second = Math.floor(at.getTime() / 1000);
  if (second !== last.second) last = { second, text: at.toISOString().slice(11, 19) };
  return last.text;
}
