/** Reads cron lines of five fields and finds the times that they name, by the clock of a zone. `L` as a day of the month is its last one. */
import { momentsOf, readDay, wallAt } from './zone.ts';

export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly isLastDay: boolean;
  readonly months: ReadonlySet<number>;
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>;
  /** Where both a day of the month and a day of the week are named, either is enough: the old rule of cron. */
  readonly isEitherDay: boolean;
  /** It names no hour: it goes by time that passes, and not by what the clock shows. */
  readonly isEveryHour: boolean;
}

export type CronRead = { readonly value: Cron } | { readonly problem: string };

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const weekdayNames = 'sun mon tue wed thu fri sat'.split(' ');
const aliases: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

export function readCron(text: string): CronRead {
  const trimmed = text.trim().toLowerCase();
  const fields = (aliases[trimmed] ?? trimmed).split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined || fields.length > 5)
    return { problem: `"${text}" is not a cron line: it has ${trimmed === '' ? 0 : fields.length} fields instead of five` };
  const dayParts = day.split(',');
  const plainDays = dayParts.filter((part) => part !== 'l');
  try {
    const days = plainDays.length === 0 ? new Set<number>() : readField('day', plainDays.join(','), 1, 31);
    const weekdays = readField('day of the week', weekday, 0, 7, weekdayNames);
    return {
      value: {
        minutes: readField('minute', minute, 0, 59),
        hours: readField('hour', hour, 0, 23),
        days,
        isLastDay: plainDays.length < dayParts.length,
        months: readField('month', month, 1, 12, monthNames, 1),
        weekdays: new Set([...weekdays].map((number) => number % 7)),
        isEitherDay: !isOpen(day) && !isOpen(weekday),
        isEveryHour: isOpen(hour) || hour === '*/1',
      },
    };
  } catch (error) {
    return { problem: `"${text}" is not a cron line: ${error instanceof RangeError ? error.message : String(error)}` };
  }
}

/**
 * Strictly after; in order. Fewer than asked for where the line names no more within eight years (a 29 February comes within that).
 * Where the clocks change: a time that is passed over is the first moment after the gap, one that comes twice is meant once, the first time. A line
 * without an hour goes on as time passes: an hour that comes twice is two hours, one that is passed over is none.
 */
export function nextTimes(cron: Cron, after: Date, count: number, zone = 'UTC'): readonly Date[] {
  const found: number[] = [];
  const since = after.getTime();
  const wall = new Date(wallAt(zone, after));
  // From the day before: where an hour comes twice at midnight, it is of that day.
  let day = Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate() - 1);
  for (let passed = 0; passed < 8 * 366 && found.length < count; passed++, day += 86_400_000) {
    if (!isDay(cron, new Date(day))) continue;
    const last = found.at(-1) ?? since;
    found.push(...momentsOn(cron, zone, day).filter((at) => at > last));
  }
  return found.slice(0, count).map((at) => new Date(at));
}

function momentsOn(cron: Cron, zone: string, wallDay: number): readonly number[] {
  const which = cron.isEveryHour ? 'every' : 'first';
  const day = readDay(zone, wallDay);
  const moments = new Set<number>();
  for (const hour of cron.hours)
    for (const minute of cron.minutes)
      for (const moment of momentsOf(day, wallDay + (hour * 60 + minute) * 60_000, which)) moments.add(moment);
  return [...moments].sort((a, b) => a - b);
}

function isDay(cron: Cron, day: Date): boolean {
  if (!cron.months.has(day.getUTCMonth() + 1)) return false;
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate();
  const isOfMonth = cron.days.has(day.getUTCDate()) || (cron.isLastDay && day.getUTCDate() === last);
  const isOfWeek = cron.weekdays.has(day.getUTCDay());
  return cron.isEitherDay ? isOfMonth || isOfWeek : isOfMonth && isOfWeek;
}

function isOpen(field: string): boolean {
  return field === '*' || field === '?';
}

/** `*`, `?`, `5`, `1-5`, `MON-FRI`, each with `/step`, joined by commas. Throws RangeError. */
function readField(noun: string, text: string, least: number, most: number, names: readonly string[] = [], firstName = 0): Set<number> {
  const values = new Set<number>();
  const readNumber = (word: string): number => {
    const named = names.indexOf(word);
    const number = named >= 0 ? named + firstName : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
    if (!(number >= least && number <= most)) throw new RangeError(`"${word}" is no ${noun} (${least} to ${most})`);
    return number;
  };
  for (const part of text.split(',')) {
    const [range = '', step, ...rest] = part.split('/');
    const by = step === undefined ? 1 : /^\d{1,2}$/.test(step) ? Number(step) : 0;
    if (by < 1 || rest.length > 0) throw new RangeError(`"${part}" has no step that one could take`);
    const [from = '', to, ...more] = range.split('-');
    if (more.length > 0) throw new RangeError(`"${part}" is no range`);
    const first = isOpen(from) ? least : readNumber(from);
    const last = isOpen(from) ? most : to !== undefined ? readNumber(to) : step === undefined ? first : most;
    if (first > last) throw new RangeError(`"${part}" runs backwards`);
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return values;
}
