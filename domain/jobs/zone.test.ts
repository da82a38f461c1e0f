import { expect, test } from 'vitest';
import { nextTimes, readCron } from './cron.ts';
import { changesBetween, isZone } from './zone.ts';

const times = (line: string, zone: string, after: string, count = 3) => {
  const read = readCron(line);
  if ('problem' in read) throw new Error(read.problem);
  return nextTimes(read.value, new Date(`${after}Z`), count, zone).map((time) => time.toISOString().slice(5, 16));
};

test.each([
  // A fixed time keeps its place on the wall, whatever that is in UTC.
  ['0 6 * * *', 'Europe/Berlin', '2026-03-28T00:00:00', ['03-28T05:00', '03-29T04:00', '03-30T04:00']],
  ['0 6 * * *', 'Asia/Kolkata', '2026-03-28T00:00:00', ['03-28T00:30', '03-29T00:30', '03-30T00:30']],
  ['0 6 * * *', 'America/New_York', '2026-03-07T00:00:00', ['03-07T11:00', '03-08T10:00', '03-09T10:00']],
  // Passed over in spring: the first moment after the gap, and only there.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00', ['03-29T01:00', '03-30T00:30', '03-31T00:30']],
  ['30 2 * * *', 'America/New_York', '2026-03-07T12:00:00', ['03-08T07:00', '03-09T06:30', '03-10T06:30']],
  ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00', ['10-03T15:30', '10-04T15:15', '10-05T15:15']],
  ['*/30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00', ['03-29T01:00', '03-30T00:00', '03-30T00:30']],
  // Two times that come to one moment are one start.
  ['0 1,2,3 * * *', 'Europe/Berlin', '2026-03-28T23:30:00', ['03-29T00:00', '03-29T01:00', '03-29T23:00']],
  ['0 0 * * *', 'Africa/Cairo', '2026-04-23T12:00:00', ['04-23T22:00', '04-24T21:00', '04-25T21:00']],
  // Twice in autumn: once, the first time.
  ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00', ['10-25T00:30', '10-26T01:30', '10-27T01:30']],
  ['30 1 * * *', 'America/New_York', '2026-10-31T12:00:00', ['11-01T05:30', '11-02T06:30', '11-03T06:30']],
  ['45 1 * * *', 'Australia/Lord_Howe', '2026-04-04T00:00:00', ['04-04T14:45', '04-05T15:15', '04-06T15:15']],
  ['30 23 * * *', 'Africa/Cairo', '2026-10-29T00:00:00', ['10-29T20:30', '10-30T21:30', '10-31T21:30']],
  // Without an hour, time goes on: both passes of the doubled hour, nothing in the skipped one.
  ['15 * * * *', 'Europe/Berlin', '2026-10-24T23:30:00', ['10-25T00:15', '10-25T01:15', '10-25T02:15']],
  ['15 * * * *', 'Europe/Berlin', '2026-03-28T23:30:00', ['03-29T00:15', '03-29T01:15', '03-29T02:15']],
  ['0 * * * *', 'Australia/Lord_Howe', '2026-04-04T13:30:00', ['04-04T14:00', '04-04T15:30', '04-04T16:30']],
  // Every few hours means those hours of the zone's day, each once.
  ['0 */2 * * *', 'Europe/Berlin', '2026-03-28T22:30:00', ['03-28T23:00', '03-29T01:00', '03-29T02:00']],
  ['0 */2 * * *', 'Europe/Berlin', '2026-10-24T21:30:00', ['10-24T22:00', '10-25T00:00', '10-25T03:00']],
  // Days are the zone's: Sunday in Kolkata begins on Saturday in UTC.
  ['0 1 * * 0', 'Asia/Kolkata', '2026-01-01T00:00:00', ['01-03T19:30', '01-10T19:30', '01-17T19:30']],
  ['0 22 L * *', 'America/New_York', '2026-01-31T00:00:00', ['02-01T03:00', '03-01T03:00', '04-01T02:00']],
  ['0 12 29 2 *', 'Europe/Berlin', '2026-01-01T00:00:00', ['02-29T11:00', '02-29T11:00']],
  ['0 0 * * *', 'Pacific/Kiritimati', '2026-01-01T09:00:00', ['01-01T10:00', '01-02T10:00', '01-03T10:00']],
  ['59 23 * * *', 'Pacific/Pago_Pago', '2026-01-01T09:00:00', ['01-01T10:59', '01-02T10:59', '01-03T10:59']],
])('%s in %s after %s', (line, zone, after, expected) => {
  expect(times(line, zone, after)).toEqual(expected);
});

test('asked again and again, a schedule names each time once and goes on', () => {
  const read = readCron('*/30 1-3 * * *');
  if ('problem' in read) throw new Error(read.problem);
  const walked: string[] = [];
  let at = new Date('2026-10-24T12:00:00Z');
  for (let count = 0; count < 8; count++) {
    const [next] = nextTimes(read.value, at, 1, 'Europe/Berlin');
    if (!next) throw new Error('it ended');
    walked.push(next.toISOString());
    at = next;
  }
  expect(walked).toEqual(nextTimes(read.value, new Date('2026-10-24T12:00:00Z'), 8, 'Europe/Berlin').map((time) => time.toISOString()));
  expect(new Set(walked).size).toBe(8);
});

test('the changes of a year are found to the minute', () => {
  const year = [Date.parse('2026-01-01T00:00:00Z'), Date.parse('2027-01-01T00:00:00Z')] as const;
  expect(changesBetween('Europe/Berlin', ...year)).toEqual([
    { at: new Date('2026-03-29T01:00:00Z'), before: 60, after: 120 },
    { at: new Date('2026-10-25T01:00:00Z'), before: 120, after: 60 },
  ]);
  expect(changesBetween('Australia/Lord_Howe', ...year)).toEqual([
    { at: new Date('2026-04-04T15:00:00Z'), before: 660, after: 630 },
    { at: new Date('2026-10-03T15:30:00Z'), before: 630, after: 660 },
  ]);
  expect(changesBetween('Asia/Kolkata', ...year)).toEqual([]);
});

test.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Europe/Berlim', false],
  ['+01:00', false],
  ['', false],
  ['Etc/GMT+5', true],
])('%j is a zone: %s', (name, expected) => {
  expect(isZone(name)).toBe(expected);
});
