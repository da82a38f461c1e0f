/** When a schedule that is being written would start its job: in its zone and in UTC, with the changes of the clock between. */
import type { WireClockChange, WireSchedulePreview } from '@weft/wire/weft/schedule-preview';
import type { ReactNode } from 'react';
import { readTime } from '../../kit/read-time.ts';
import classes from './job-triggers.module.css';

export function NextTimes({ preview }: { readonly preview: WireSchedulePreview }): ReactNode {
  const { cron, timezone, next, clock_changes } = preview;
  const isUtc = timezone === 'UTC';
  if (next.length === 0) return <p className={classes.next}>This line ({cron}) names no time that will ever come.</p>;
  const last = readTime(next.at(-1) ?? '').getTime();
  const rows = [
    ...next.map((at) => ({ at, change: null as WireClockChange | null })),
    ...clock_changes.map((change) => ({ at: change.at, change })),
  ].sort((a, b) => readTime(a.at).getTime() - readTime(b.at).getTime());
  return (
    <table className={classes.times} aria-live="polite">
      <caption>
        Next five times (<code>{cron}</code>)
      </caption>
      <thead>
        <tr>
          <th scope="col">{timezone}</th>
          {isUtc ? null : <th scope="col">UTC</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ at, change }) =>
          change === null ? (
            <tr key={at}>
              <td>{timeIn(timezone, at)}</td>
              {isUtc ? null : <td className="weft-dim">{timeIn('UTC', at)}</td>}
            </tr>
          ) : (
            <tr key={`change ${at}`} data-change>
              <td colSpan={2}>
                The clocks change on {dayIn(timezone, at)}: {sayChange(change)}
                {readTime(at).getTime() > last ? ' (after these)' : ''}
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

/** "Sun, 29 Mar 2026, 06:00". */
export function timeIn(zone: string, at: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  }).format(readTime(at));
}

function dayIn(zone: string, at: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone: zone, day: 'numeric', month: 'long', year: 'numeric' }).format(readTime(at));
}

/** "02:00 becomes 03:00, from UTC+1 to UTC+2". */
function sayChange({ at, minutes_before: before, minutes_after: after }: WireClockChange): string {
  const wall = (minutes: number) => new Date(readTime(at).getTime() + minutes * 60_000).toISOString().slice(11, 16);
  return `${wall(before)} becomes ${wall(after)}, from ${sayOffset(before)} to ${sayOffset(after)}`;
}

function sayOffset(minutes: number): string {
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`;
}
