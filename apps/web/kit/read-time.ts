/** Times as the wire has them, and as people read them. */

/** `2026-01-02 03:04:05.678901+00:00` or ISO with T. */
export function readTime(text: string): Date {
  return new Date(text.replace(' ', 'T').replace(/(\.\d{3})\d+/, '$1'));
}

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** "3 min. ago"; less than a minute is "just now", in either direction, since clocks differ. */
export function relativeTime(at: Date, nowMs: number): string {
  const seconds = (at.getTime() - nowMs) / 1000;
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit);
  }
  return 'just now';
}

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** In the reader's zone, and said to be; UTC beside it, since dbt's logs are. */
export function absoluteTime(at: Date): string {
  return `${absolute.format(at)} (${at.toISOString().slice(0, 19).replace('T', ' ')} UTC)`;
}

/** `4.2s`, `1m 05s`, `2h 03m`: as narrow as it can be said. */
export function shortDuration(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, seconds).toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const pad = (part: number) => String(part).padStart(2, '0');
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor(whole / 60) % 60)}m`;
}

export function shortSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}
