import { expect, test } from 'vitest';
import { nextTimes, readCron } from './cron.ts';
import { nextRuns, readSchedule } from './schedule.ts';

const at = (text: string) => new Date(`${text}Z`);
const times = (line: string, after: string, count = 3) => {
  const read = readCron(line);
  if ('problem' in read) throw new Error(read.problem);
  return nextTimes(read.value, at(after), count).map((time) => time.toISOString().slice(0, 16));
};

test.each([
  ['0 * * * *', '2026-01-01T12:00:00', ['2026-01-01T13:00', '2026-01-01T14:00', '2026-01-01T15:00']],
  ['*/20 6 * * *', '2026-01-01T06:10:00', ['2026-01-01T06:20', '2026-01-01T06:40', '2026-01-02T06:00']],
  ['4 */9 * * 1-5', '2026-01-02T17:00:00', ['2026-01-02T18:04', '2026-01-05T00:04', '2026-01-05T09:04']],
  ['0 0 L * *', '2026-01-31T00:00:00', ['2026-02-28T00:00', '2026-03-31T00:00', '2026-04-30T00:00']],
  ['0 0 L,15 * ?', '2026-02-01T00:00:00', ['2026-02-15T00:00', '2026-02-28T00:00', '2026-03-15T00:00']],
  ['0 9 * * SUN', '2026-01-01T00:00:00', ['2026-01-04T09:00', '2026-01-11T09:00', '2026-01-18T09:00']],
  ['0 9 * * 7', '2026-01-01T00:00:00', ['2026-01-04T09:00', '2026-01-11T09:00', '2026-01-18T09:00']],
  ['0 0 13 * 5', '2026-02-01T00:00:00', ['2026-02-06T00:00', '2026-02-13T00:00', '2026-02-20T00:00']],
  ['0 0 29 2 *', '2026-01-01T00:00:00', ['2028-02-29T00:00', '2032-02-29T00:00']],
  ['30 5/6 * jan *', '2026-01-31T17:00:00', ['2026-01-31T17:30', '2026-01-31T23:30', '2027-01-01T05:30']],
  ['0 0 31 2 *', '2026-01-01T00:00:00', []],
  ['@daily', '2026-12-31T23:59:59', ['2027-01-01T00:00', '2027-01-02T00:00', '2027-01-03T00:00']],
])('%s after %s', (line, after, expected) => {
  expect(times(line, after)).toEqual(expected);
});

test.each([
  '',
  '* * * *',
  '* * * * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '*/0 * * * *',
  '5-1 * * * *',
  'x * * * *',
  '1-2-3 * * * *',
  '1/2/3 * * * *',
])('%j is no cron line', (line) => {
  expect(readCron(line)).toHaveProperty('problem');
});

test.each([
  [{ date: { type: 'every_day' }, time: { type: 'every_hour', interval: 1 } }, '0 * * * *'],
  [{ date: { type: 'every_day' }, time: { type: 'every_hour', interval: 6 } }, '0 */6 * * *'],
  [{ date: { type: 'days_of_week', days: [3, 1] }, time: { type: 'at_exact_hours', hours: [17, 9] } }, '0 9,17 * * 1,3'],
  [{ date: { type: 'custom_cron', cron: '5 4 * * L' }, time: { type: 'every_hour', interval: 1 } }, null],
  [{ date: { type: 'custom_cron', cron: '5 4 L * *' }, time: { type: 'every_hour', interval: 1 } }, '5 4 L * *'],
  [{ date: { type: 'interval_cron', cron: '4 */2 * * 0,6' } }, '4 */2 * * 0,6'],
  [{ cron: '0 14 * * *' }, '0 14 * * *'],
  // What a client sends back beside the form it came from is computed anew.
  [{ cron: '1 1 1 1 1', date: { type: 'every_day' }, time: { type: 'every_hour', interval: 2 } }, '0 */2 * * *'],
  [{ date: { type: 'days_of_week', days: [] }, time: { type: 'every_hour', interval: 1 } }, null],
  [{ date: { type: 'every_day' }, time: { type: 'at_exact_hours' } }, null],
  [{ date: { type: 'sometimes' } }, null],
  [{}, null],
])('the schedule %j comes to the cron line %j', (sent, cron) => {
  if (cron === null) expect(() => readSchedule(sent)).toThrow(expect.objectContaining({ code: 'job.schedule_invalid' }));
  else expect(readSchedule(sent)).toMatchObject({ ...sent, cron });
});

test('a missing interval is told in the official words', () => {
  const sent = { date: { type: 'every_day' }, time: { type: 'every_hour' } };
  expect(() => readSchedule(sent)).toThrow(
    expect.objectContaining({ details: { data: { schedule: { time: { interval: 'required key not provided' } } } } }),
  );
});

test('the next runs are in UTC, whatever the clocks of people do', () => {
  const schedule = readSchedule({ date: { type: 'every_day' }, time: { type: 'at_exact_hours', hours: [2] } });
  expect(nextRuns(schedule, at('2026-03-28T12:00:00'), 2).map((time) => time.toISOString())).toEqual([
    '2026-03-29T02:00:00.000Z',
    '2026-03-30T02:00:00.000Z',
  ]);
});
