/** The clock of a place: which moments a day of its calendar has, and when its clocks change. Rules come from the IANA database that Node carries. */

export interface ClockChange {
  /** The first moment with the new offset. */
  readonly at: Date;
  /** Minutes ahead of UTC. */
  readonly before: number;
  readonly after: number;
}

/** One day of the calendar. A day of more than one change has never been. */
export interface ZoneDay {
  /** Minutes ahead of UTC at its beginning. */
  readonly offset: number;
  readonly change: ClockChange | null;
}

const minute = 60_000;
const hour = 60 * minute;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  const made = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', era: 'short', ...fields });
  formats.set(zone, made);
  return made;
}

/** `Europe/Berlin`, `UTC`; names only: an offset such as `+01:00` knows no summer time, and says so by being refused. */
export function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

/** Minutes ahead of UTC. */
export function offsetAt(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour: hours = 0, minute: minutes = 0, second = 0 } = parts;
  return Math.round((Date.UTC(year, month - 1, day, hours, minutes, second) - at) / minute);
}

/** What the clock on the wall shows, as the milliseconds that UTC would have when its clock shows the same. */
export function wallAt(zone: string, at: Date): number {
  return at.getTime() + offsetAt(zone, at.getTime()) * minute;
}

/** `wallDay`: midnight on the wall. Changes that belong to the day before or after by the wall are told too; they do no harm. */
export function readDay(zone: string, wallDay: number): ZoneDay {
  if (zone === 'UTC') return { offset: 0, change: null };
  // No place is further from UTC than 14 hours.
  const [change] = changesBetween(zone, wallDay - 14 * hour, wallDay + 38 * hour);
  return change ? { offset: change.before, change } : { offset: offsetAt(zone, wallDay), change: null };
}

/**
 * The moments at which the clock shows this: one as a rule. `first`: where it shows it twice, only the first time; where it passes over it,
 * the moment right after the gap. `every`: twice where it shows it twice, never where it passes over it.
 */
export function momentsOf({ offset, change }: ZoneDay, wall: number, which: 'first' | 'every'): readonly number[] {
  const early = wall - offset * minute;
  if (change === null) return [early];
  const changedAt = change.at.getTime();
  const late = wall - change.after * minute;
  const found = [...(early < changedAt ? [early] : []), ...(late >= changedAt ? [late] : [])];
  if (which === 'every') return found;
  return [found[0] ?? changedAt];
}

/** In order; to the minute, as all changes are. */
export function changesBetween(zone: string, from: number, to: number): readonly ClockChange[] {
  if (zone === 'UTC') return [];
  const changes: ClockChange[] = [];
  // Summer times and Ramadan's pauses of them last for weeks.
  const stride = 7 * 24 * hour;
  for (let start = from; start < to; start += stride) {
    const end = Math.min(start + stride, to);
    const before = offsetAt(zone, start);
    const after = offsetAt(zone, end);
    if (before === after) continue;
    let [low, high] = [start, end];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (offsetAt(zone, middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ at: new Date(high), before, after });
  }
  return changes;
}
