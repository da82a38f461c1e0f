/** A job's schedule as the form holds it, read from a job and written back in the API's own form. */
import type { WireJob } from '@weft/wire/v2/job';
import { browserZone } from './zone-field.tsx';

export interface ScheduleDraft {
  readonly isOn: boolean;
  readonly kind: 'interval' | 'hours' | 'cron';
  /** Every so many hours. */
  readonly interval: number;
  /** `0, 12`, as typed. */
  readonly hours: string;
  /** 0 is Sunday; all or none: every day. */
  readonly days: readonly number[];
  readonly cron: string;
  /** An IANA name. */
  readonly zone: string;
}

const scheduleNew: ScheduleDraft = { isOn: false, kind: 'interval', interval: 1, hours: '6', days: [], cron: '0 6 * * 1-5', zone: 'UTC' };

export function scheduleDraftOf(job: WireJob | null): ScheduleDraft {
  if (job === null) return { ...scheduleNew, zone: browserZone() };
  const { date, time, cron, timezone } = job.schedule;
  const zone = typeof timezone === 'string' ? timezone : 'UTC';
  const isOn = job.triggers.schedule === true;
  const dateType = field(date, 'type');
  const days = numbers(field(date, 'days'));
  if (dateType === 'custom_cron' || dateType === 'interval_cron')
    return { ...scheduleNew, isOn, zone, kind: 'cron', cron: String(cron ?? '') };
  if (field(time, 'type') === 'at_exact_hours')
    return { ...scheduleNew, isOn, zone, days, kind: 'hours', hours: numbers(field(time, 'hours')).join(', ') };
  return { ...scheduleNew, isOn, zone, days, interval: Number(field(time, 'interval') ?? 1) };
}

/** As the official API has it; what is wrong is told by the server. */
export function scheduleOf(draft: ScheduleDraft): Readonly<Record<string, unknown>> {
  // null takes a zone away that was there.
  return { ...timesOf(draft), timezone: draft.zone === 'UTC' ? null : draft.zone };
}

function timesOf(draft: ScheduleDraft): Readonly<Record<string, unknown>> {
  if (draft.kind === 'cron') return { date: { type: 'custom_cron', cron: draft.cron.trim() }, time: { type: 'every_hour', interval: 1 } };
  const isSomeDays = draft.days.length > 0 && draft.days.length < 7;
  const date = isSomeDays ? { type: 'days_of_week', days: draft.days } : { type: 'every_day' };
  if (draft.kind === 'interval') return { date, time: { type: 'every_hour', interval: draft.interval } };
  return {
    date,
    time: {
      type: 'at_exact_hours',
      hours: draft.hours
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number),
    },
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : [];
}
