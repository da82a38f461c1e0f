import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import { findCriticalPath, type TimedRun } from './critical-path.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 2, minute));

function run(id: number, [created, began, finished]: readonly [number, number, number], given: Partial<TimedRun> = {}): TimedRun {
  const times = { createdAt: at(created), beganAt: at(began), finishedAt: at(finished) };
  return { id: asId<'run'>(id), jobId: asId<'job'>(id), ...times, warehouseKey: null, isCi: false, after: null, ...given };
}
const after = (id: number, by: 'completion' | 'upstream' = 'completion') => ({ after: { runId: asId<'run'>(id), by } });
const told = (runs: readonly TimedRun[]) =>
  findCriticalPath(runs).map((leg) => [leg.runId, leg.after?.by ?? null, leg.waitedSeconds / 60, leg.tookSeconds / 60]);

test.each<[string, readonly TimedRun[], unknown]>([
  ['nothing ran', [], []],
  ['one run', [run(1, [0, 1, 5])], [[1, null, 1, 4]]],
  [
    'a chain across jobs, with the gaps between',
    [run(1, [0, 0, 10]), run(2, [10, 12, 20], after(1)), run(3, [20, 20, 25], after(2, 'upstream')), run(4, [0, 0, 24])],
    [
      [1, null, 0, 10],
      [2, 'completion', 2, 8],
      [3, 'upstream', 0, 5],
    ],
  ],
  [
    'what held it up in the queue ended later than what started it',
    [run(1, [0, 0, 10]), run(2, [5, 5, 30], { warehouseKey: 'file' }), run(3, [10, 30, 40], { ...after(1), warehouseKey: 'file' })],
    [
      [2, null, 0, 25],
      [3, 'warehouse', 0, 10],
    ],
  ],
  [
    'its own job was still running',
    [run(1, [0, 0, 10]), run(2, [3, 11, 20], { jobId: asId<'job'>(1) })],
    [
      [1, null, 0, 10],
      [2, 'job', 1, 9],
    ],
  ],
  [
    'runs of pull requests do not wait for each other',
    [run(1, [0, 0, 10]), run(2, [3, 11, 20], { jobId: asId<'job'>(1), isCi: true })],
    [[2, null, 8, 9]],
  ],
  ['a cause before the window is not looked for', [run(2, [10, 12, 20], after(1))], [[2, null, 2, 8]]],
  [
    'causes that name each other end',
    [run(1, [0, 0, 10], after(2)), run(2, [0, 0, 9], after(1))],
    [
      [2, 'completion', 0, 9],
      [1, 'completion', 0, 10],
    ],
  ],
])('%s', (_, runs, expected) => {
  expect(told(runs)).toEqual(expected);
});
