/** When a job runs by itself: the forms in which people and tools say it, the cron line that each comes to, and the zone whose clock it goes by. */
import { Fault } from '@weft/base/fault';
import { z } from 'zod';
import { type Cron, nextTimes, readCron } from './cron.ts';
import { isZone } from './zone.ts';

/**
 * As it was sent, with the cron line that it comes to: clients compare it field by field with what they wrote. `timezone`, an IANA name, is Weft's
 * own: it is there only where somebody set it, and without it the clock is that of UTC, as in the official API.
 */
export type Schedule = Readonly<Record<string, unknown>> & { readonly cron: string; readonly timezone?: string };

const sentSchema = z.object({
  cron: z.string().max(255).nullish(),
  date: z
    .object({
      type: z.enum(['every_day', 'days_of_week', 'custom_cron', 'interval_cron']),
      days: z.array(z.number().int().min(0).max(6)).max(7).nullish(),
      cron: z.string().max(255).nullish(),
    })
    .nullish(),
  time: z
    .object({
      type: z.enum(['every_hour', 'at_exact_hours']),
      interval: z.number().int().min(1).max(24).nullish(),
      hours: z.array(z.number().int().min(0).max(23)).max(24).nullish(),
    })
    .nullish(),
  timezone: z.string().max(64).nullish(),
});
type Sent = z.infer<typeof sentSchema>;

/** What a job has that nobody gave a schedule. */
export const scheduleDefault: Schedule = {
  cron: '0 * * * *',
  date: { type: 'every_day' },
  time: { type: 'every_hour', interval: 1 },
};

/** The official server's own words for a missing interval, which tools look for in `data`. */
const intervalMissing = { schedule: { time: { interval: 'required key not provided' } } };

/** Faults: invalid `job.schedule_invalid`, `job.zone_unknown`. */
export function readSchedule(sent: Readonly<Record<string, unknown>>): Schedule {
  const read = sentSchema.safeParse(sent);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(`schedule.${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`);
  }
  const { date, time } = read.data;
  if (time?.type === 'every_hour' && time.interval == null)
    throw new Fault('invalid', 'job.schedule_invalid', 'schedule.time.interval is missing: say every how many hours.', {
      data: intervalMissing,
    });
  const cron = cronOf(read.data);
  const parsed = readCron(cron);
  if ('problem' in parsed) throw invalid(`${parsed.problem}.`);
  // A tool that knows nothing but cron is answered in the form that others read.
  const form = { date: date ?? { type: 'custom_cron', cron }, time: time ?? { type: 'every_hour', interval: 1 } };
  const { timezone: _, ...rest } = sent;
  return { ...rest, ...form, cron, ...zoneOf(read.data.timezone) };
}

/** Nothing for UTC: it goes without saying. */
function zoneOf(sent: string | null | undefined): { readonly timezone?: string } {
  const zone = sent?.trim() ?? '';
  if (zone === '' || /^(etc\/)?utc$/i.test(zone)) return {};
  if (isZone(zone)) return { timezone: zone };
  throw new Fault(
    'invalid',
    'job.zone_unknown',
    `schedule.timezone: "${zone}" is no time zone. Give the name that the IANA database has for it, such as Europe/Berlin; without one the schedule is in UTC.`,
  );
}

/** A client that knows nothing of zones sends a schedule without one, and must not take it away by that. */
export function keepZone(sent: Schedule, before: Schedule | null): Schedule {
  return before?.timezone === undefined ? sent : { timezone: before.timezone, ...sent };
}

/** null and UTC take a zone away; saying nothing does not. */
export function clearsZone(sent: Readonly<Record<string, unknown>>): boolean {
  return 'timezone' in sent && readSchedule(sent).timezone === undefined;
}

/** The next times strictly after `after`. */
export function nextRuns(schedule: Schedule, after: Date, count: number): readonly Date[] {
  const cron = parsedCron(schedule.cron);
  return cron === null ? [] : nextTimes(cron, after, count, schedule.timezone);
}

function parsedCron(text: string): Cron | null {
  const read = readCron(text);
  return 'value' in read ? read.value : null;
}

// On the full hour, since that is what people mean by every two hours.
function cronOf({ cron, date, time }: Sent): string {
  if (!date) {
    if (cron) return cron.trim();
    throw invalid('A schedule needs a date (every_day, days_of_week, custom_cron or interval_cron).');
  }
  if (date.type === 'custom_cron' || date.type === 'interval_cron') {
    const own = date.cron ?? cron;
    if (own) return own.trim();
    throw invalid(`A schedule of the type ${date.type} needs date.cron, such as "0 6 * * 1-5".`);
  }
  if (date.type === 'days_of_week' && !date.days?.length)
    throw invalid('A schedule of the type days_of_week needs date.days: 0 is Sunday.');
  const days = date.type === 'days_of_week' ? [...new Set(date.days ?? [])].sort((a, b) => a - b).join(',') : '*';
  return `0 ${hoursOf(time)} * * ${days}`;
}

function hoursOf(time: Sent['time']): string {
  if (!time) throw invalid('A schedule needs a time: every_hour with an interval, or at_exact_hours with hours.');
  if (time.type === 'every_hour') {
    const interval = time.interval ?? 1;
    return interval === 1 ? '*' : interval === 24 ? '0' : `*/${interval}`;
  }
  if (!time.hours?.length) throw invalid('A schedule of the type at_exact_hours needs time.hours, from 0 to 23.');
  return [...new Set(time.hours)].sort((a, b) => a - b).join(',');
}

function invalid(message: string): Fault {
  return new Fault('invalid', 'job.schedule_invalid', message);
}
