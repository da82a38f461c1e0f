/** When a schedule that is only being written would start its job: the form's preview. */
import { idSchema } from '@weft/base/id';
import { nextRuns, readSchedule } from '@weft/domain/jobs/schedule';
import { changesBetween } from '@weft/domain/jobs/zone';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireSchedulePreview } from '@weft/wire/weft/schedule-preview';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const shown = 5;
/** A change that is near is worth knowing, even if the last time shown comes before it. */
const lookedAhead = 7 * 24 * 3_600_000;

export const schedulePreviewRoute: AnyRoute = route({
  method: 'POST',
  path: '/api/weft/accounts/:accountId/schedule-preview/',
  summary: 'Say when a schedule would start a job',
  needs: 'jobs:read',
  isList: true,
  input: z.object({ accountId: idSchema<'account'>(), body: z.object({ schedule: z.record(z.string(), z.unknown()) }) }),
  changes: null,
  answer: async (host, { body }): Promise<WireSchedulePreview> => {
    const schedule = readSchedule(body.schedule);
    const now = host.clock.now();
    const next = nextRuns(schedule, now, shown);
    const zone = schedule.timezone ?? 'UTC';
    const last = next.at(-1);
    const changes = last ? changesBetween(zone, now.getTime(), last.getTime() + lookedAhead) : [];
    return {
      cron: schedule.cron,
      timezone: zone,
      next: next.map(wireTimestamp),
      clock_changes: changes
        .slice(0, shown)
        .map(({ at, before, after }) => ({ at: wireTimestamp(at), minutes_before: before, minutes_after: after })),
    };
  },
});
