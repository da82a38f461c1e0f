/** Zones of schedules, over the API: what is kept, what is answered, and what the form's preview says. */
import { type AppHouse, openAppHouse } from '@weft/kit/app';
import { makeRunnable, type Runnable } from '@weft/kit/runnable';
import { afterAll, beforeAll, expect, test } from 'vitest';

let house: AppHouse;
let place: Runnable;
let jobs: string;
let preview: string;

beforeAll(async () => {
  house = await openAppHouse({ at: '2026-03-27T12:00:00Z' });
  place = await makeRunnable(house, house.accountId);
  jobs = `/api/v2/accounts/${house.accountId}/jobs/`;
  preview = `/api/weft/accounts/${house.accountId}/schedule-preview/`;
});
afterAll(() => house.close());

const atSix = { date: { type: 'every_day' }, time: { type: 'at_exact_hours', hours: [6] } };
const ask = async (url: string, body: unknown, token?: string) => house.ask('POST', url, { body, ...(token ? { token } : {}) });

async function make(schedule: object) {
  const body = { project_id: place.project.id, environment_id: place.environment.id, name: 'Nightly', execute_steps: ['dbt build'] };
  return (await ask(jobs, { ...body, triggers: { schedule: true }, schedule })).json().data;
}

test('a schedule without a zone is in UTC, and nothing of a zone is answered', async () => {
  const job = await make(atSix);
  expect(job.schedule).toEqual({ ...atSix, cron: '0 6 * * *' });
  expect(job.next_run).toMatch(/^2026-03-28 06:00:00/);
});

test('a zone is kept, moves the next time, and outlives a client that knows none', async () => {
  const job = await make({ ...atSix, timezone: 'Europe/Berlin' });
  expect(job.schedule).toEqual({ ...atSix, cron: '0 6 * * *', timezone: 'Europe/Berlin' });
  expect(job.next_run).toMatch(/^2026-03-28 05:00:00/);
  const atSeven = { ...atSix, time: { type: 'at_exact_hours', hours: [7] } };
  const changed = (await ask(`${jobs}${job.id}/`, { schedule: atSeven })).json().data;
  expect([changed.schedule.timezone, changed.next_run]).toEqual(['Europe/Berlin', expect.stringMatching(/^2026-03-28 06:00:00/)]);
  for (const timezone of [null, 'UTC']) {
    await ask(`${jobs}${job.id}/`, { schedule: { ...atSix, timezone: 'Europe/Berlin' } });
    const cleared = (await ask(`${jobs}${job.id}/`, { schedule: { ...atSix, timezone } })).json().data;
    expect(cleared.schedule).toEqual({ ...atSix, cron: '0 6 * * *' });
  }
});

test('a zone that is none is refused by its name', async () => {
  const answer = await ask(preview, { schedule: { ...atSix, timezone: 'Europe/Berlim' } });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().status.user_message).toContain('"Europe/Berlim"');
});

test('the preview says the next five times and where the clocks change', async () => {
  const answer = await ask(preview, { schedule: { ...atSix, timezone: 'Europe/Berlin' } });
  expect(answer.json().data).toMatchObject({
    cron: '0 6 * * *',
    timezone: 'Europe/Berlin',
    next: ['28 05', '29 04', '30 04', '31 04']
      .map((time) => expect.stringContaining(`2026-03-${time}:00`))
      .concat(expect.stringContaining('2026-04-01 04:00')),
    clock_changes: [{ at: expect.stringContaining('2026-03-29 01:00'), minutes_before: 60, minutes_after: 120 }],
  });
});

test.each([
  ['61 6 * * *', '"61" is no minute'],
  ['0 6 * * 8', '"8" is no day of the week'],
  ['0 6 * *', '4 fields instead of five'],
])('a bad cron line %s is told by its part', async (cron, part) => {
  const answer = await ask(preview, { schedule: { date: { type: 'custom_cron', cron } } });
  expect([answer.statusCode, answer.json().status.user_message]).toEqual([400, expect.stringContaining(part)]);
});

test('who may not read jobs is not told', async () => {
  expect((await ask(preview, { schedule: atSix }, await house.token('metadata_only'))).statusCode).toBe(403);
  expect((await ask(preview, { schedule: atSix }, house.strangerToken)).statusCode).toBe(404);
});
