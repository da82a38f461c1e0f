/** When a schedule that is only being written would start its job: the form's preview. */
import { idSchema } from '@weft/base/id';
import { nextRuns, readSchedule } from '@weft/domain/jobs/schedule';
import { wireTimestamp } from '@weft/wire/envelope';
import type { WireSchedulePreview } from '@weft/wire/weft/schedule-preview';
import { z } from 'zod';
import type { AnyRoute } from '../kit/route.ts';
import { route } from '../kit/route.ts';

const shown = 5;

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
    return { cron: schedule.cron, next: nextRuns(schedule, host.clock.now(), shown).map(wireTimestamp) };
  },
});
