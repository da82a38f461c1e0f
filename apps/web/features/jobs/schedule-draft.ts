/** A job's schedule as the form holds it, read from a job and written back in the API's own form. */
import type { WireJob } from '@weft/wire/v2/job';

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
}

const scheduleNew: ScheduleDraft = { isOn: false, kind: 'interval', interval: 1, hours: '6', days: [], cron: '0 6 * * 1-5' };

export function scheduleDraftOf(job: WireJob | null): ScheduleDraft {
  if (job === null) return scheduleNew;
  const { date, time, cron } = job.schedule;
  const isOn = job.triggers.schedule === true;
  const dateType = field(date, 'type');
  const days = numbers(field(date, 'days'));
  if (dateType === 'custom_cron' || dateType === 'interval_cron') return { ...scheduleNew, isOn, kind: 'cron', cron: String(cron ?? '') };
  if (field(time, 'type') === 'at_exact_hours')
    return { ...scheduleNew, isOn, days, kind: 'hours', hours: numbers(field(time, 'hours')).join(', ') };
  return { ...scheduleNew, isOn, days, interval: Number(field(time, 'interval') ?? 1) };
}

/** As the official API has it; what is wrong is told by the server. */
export function scheduleOf(draft: ScheduleDraft): Readonly<Record<string, unknown>> {
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
