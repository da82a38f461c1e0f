import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import { type Contender, decideClaims, duckdbKey } from './decide-claims.ts';
import type { Wait } from './model.ts';

const file = duckdbKey('/data/warehouse.duckdb');

function run(id: number, facts: { job?: number; warehouse?: string | null; isCi?: boolean; hold?: Wait } = {}): Contender {
  return {
    id: asId<'run'>(id),
    jobId: asId<'job'>(facts.job ?? id + 100),
    jobName: `J${facts.job ?? id + 100}`,
    isCi: facts.isCi ?? false,
    warehouseKey: facts.warehouse ?? null,
    hold: facts.hold ?? null,
  };
}

function decide(queued: Contender[], active: Contender[] = [], freeSlots = 2) {
  const { chosen, waits } = decideClaims({ queued, active, freeSlots, slots: 2 });
  return { chosen, waits: Object.fromEntries([...waits].map(([id, wait]) => [id, [wait.reason, ...wait.blockedBy]])) };
}

test('runs that share nothing start together, as many as there are slots', () => {
  expect(decide([run(1), run(2), run(3)])).toEqual({
    chosen: [1, 2],
    waits: { 3: ['Waits for a free slot: this Weft runs 2 runs at a time.', 1, 2] },
  });
});

test('runs on one DuckDB file start one after the other, in order, and say so', () => {
  expect(decide([run(2, { warehouse: file }), run(3, { warehouse: file })], [run(1, { warehouse: file })])).toEqual({
    chosen: [],
    waits: {
      2: ['Waits for run 1 (job J101): the DuckDB file warehouse.duckdb has one writer at a time.', 1],
      3: ['Waits for run 2 (job J102): the DuckDB file warehouse.duckdb has one writer at a time.', 2],
    },
  });
});

test('a job has one run at a time', () => {
  expect(decide([run(2, { job: 7 })], [run(1, { job: 7 })])).toEqual({
    chosen: [],
    waits: { 2: ['Waits for run 1 (job J7): a job has one run at a time.', 1] },
  });
});

test('runs of one CI job do not wait for each other', () => {
  expect(decide([run(2, { job: 7, isCi: true })], [run(1, { job: 7, isCi: true })]).chosen).toEqual([2]);
});

test('a run that waits keeps its place in every line it stands in', () => {
  // 2 waits for its job, so 3 must not take the file before it; 4 needs neither.
  const { chosen, waits } = decide([run(2, { job: 7, warehouse: file }), run(3, { warehouse: file }), run(4)], [run(1, { job: 7 })], 1);
  expect(chosen).toEqual([4]);
  expect(waits[3]).toEqual(['Waits for run 2 (job J7): the DuckDB file warehouse.duckdb has one writer at a time.', 2]);
});

test('a run of the same job on the same file names its predecessor once', () => {
  expect(decide([run(2, { job: 7, warehouse: file })], [run(1, { job: 7, warehouse: file })]).waits[2]).toEqual([
    'Waits for run 1 (job J7): the DuckDB file warehouse.duckdb has one writer at a time.',
    1,
  ]);
});

test('a run behind two others names both', () => {
  expect(decide([run(3, { job: 7, warehouse: file })], [run(1, { job: 7 }), run(2, { warehouse: file })]).waits[3]).toEqual([
    'Waits for run 2 (job J102): the DuckDB file warehouse.duckdb has one writer at a time, and for run 1 (job J7): a job has one run at a time.',
    2,
    1,
  ]);
});

test('no slot, no start', () => {
  expect(decide([run(3)], [run(1), run(2)], 0).waits[3]).toEqual(['Waits for a free slot: this Weft runs 2 runs at a time.', 1, 2]);
});

test('a run that is held back is not chosen, says why, and nobody waits behind it', () => {
  const hold: Wait = { reason: 'Waits for dim_customers of the project core.', blockedBy: [] };
  expect(decide([run(1, { job: 7, warehouse: file, hold }), run(2, { job: 7 }), run(3, { warehouse: file })])).toEqual({
    chosen: [2, 3],
    waits: { 1: [hold.reason] },
  });
});
