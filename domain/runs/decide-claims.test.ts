import { asId } from '@weft/base/id';
import { expect, test } from 'vitest';
import { type Contender, connectionKey, decideClaims, duckdbKey, type Room } from './decide-claims.ts';
import type { Wait } from './model.ts';

const file = duckdbKey('/data/warehouse.duckdb');

function run(
  id: number,
  facts: { job?: number; warehouse?: string | null; isCi?: boolean; account?: number; project?: number; limit?: number; hold?: Wait } = {},
): Contender {
  return {
    id: asId<'run'>(id),
    accountId: asId<'account'>(facts.account ?? 1),
    projectId: asId<'project'>(facts.project ?? 1),
    jobId: asId<'job'>(facts.job ?? id + 100),
    jobName: `J${facts.job ?? id + 100}`,
    isCi: facts.isCi ?? false,
    warehouseKey: facts.warehouse ?? null,
    warehouseLimit: facts.limit ?? 1,
    hold: facts.hold ?? null,
  };
}

function decide(queued: Contender[], active: Contender[] = [], free = 2, room: Partial<Room> = {}, accountSlots: [number, number][] = []) {
  const { chosen, waits, places } = decideClaims({
    ...{ queued, active, room: { slots: 2, free, ciSlots: 2, ciFree: 2, fits: 99, ...room } },
    accountSlots: new Map(accountSlots.map(([id, slots]) => [asId<'account'>(id), slots])),
  });
  return {
    chosen,
    places: Object.fromEntries(places),
    waits: Object.fromEntries([...waits].map(([id, wait]) => [id, [wait.reason, ...wait.blockedBy]])),
  };
}

test('runs that share nothing start together, as many as there are slots', () => {
  expect(decide([run(1), run(2), run(3)])).toMatchObject({
    chosen: [1, 2],
    waits: { 3: ['Waits for a free slot: this Weft runs 2 runs at a time.', 1, 2] },
  });
});

test('runs on one DuckDB file start one after the other, in order, and say so', () => {
  expect(decide([run(2, { warehouse: file }), run(3, { warehouse: file })], [run(1, { warehouse: file })])).toMatchObject({
    chosen: [],
    waits: {
      2: ['Waits for run 1 (job J101): the DuckDB file warehouse.duckdb has one writer at a time.', 1],
      3: ['Waits for run 2 (job J102): the DuckDB file warehouse.duckdb has one writer at a time.', 2],
    },
  });
});

test('a job has one run at a time', () => {
  expect(decide([run(2, { job: 7 })], [run(1, { job: 7 })])).toMatchObject({
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
  expect(decide([run(1, { job: 7, warehouse: file, hold }), run(2, { job: 7 }), run(3, { warehouse: file })])).toMatchObject({
    chosen: [2, 3],
    waits: { 1: [hold.reason] },
  });
});

test('who waits for a slot stands behind the one before it, and knows its place', () => {
  const { waits, places } = decide([run(3), run(4), run(5)], [run(1), run(2)], 0);
  expect([waits[4], waits[5]]).toEqual([
    ['Waits for a free slot behind run 3 (job J103): this Weft runs 2 runs at a time.', 3],
    ['Waits for a free slot behind run 4 (job J104): this Weft runs 2 runs at a time.', 4],
  ]);
  expect(places).toEqual({ 3: 1, 4: 2, 5: 3 });
});

test('CI has slots of its own, in both directions', () => {
  const ci = { isCi: true };
  expect(decide([run(3, ci), run(4)], [run(1), run(2)], 0).chosen).toEqual([3]);
  const full = decide([run(3, ci), run(4)], [run(1, ci), run(2, ci)], 1, { ciFree: 0 });
  expect([full.chosen, full.waits[3]]).toEqual([[4], ['Waits for a free slot: this Weft runs 2 CI runs at a time.', 1, 2]]);
});

test('an account with a limit waits for its own runs only, CI does not count, and other accounts pass by', () => {
  const { chosen, waits } = decide(
    [run(3, { account: 7 }), run(4, { account: 8 }), run(5, { account: 7, isCi: true })],
    [run(1, { account: 7 }), run(2, { account: 7, isCi: true })],
    5,
    {},
    [[7, 1]],
  );
  expect(chosen).toEqual([4, 5]);
  expect(waits[3]).toEqual(['Waits for a free slot: this account runs one run at a time.', 1]);
});

test('no more runs start than the memory takes', () => {
  const { chosen, waits } = decide([run(2), run(3, { isCi: true })], [run(1)], 5, { fits: 1 });
  expect([chosen, waits[3]]).toEqual([[2], ['Waits for a free slot: this machine has no memory for another one now.', 1, 2]]);
});

test('a connection with a limit takes so many runs, and says so', () => {
  const warehouse = connectionKey({ id: asId<'connection'>(5), name: 'Sales warehouse' });
  const at = { warehouse, limit: 2 };
  const { chosen, waits, places } = decide([run(2, at), run(3, at), run(4, at)], [run(1, at)], 9);
  expect(chosen).toEqual([2]);
  expect(waits[3]).toEqual(['Waits for run 1 (job J101) or run 2 (job J102): the connection Sales warehouse has 2 runs at a time.', 1, 2]);
  expect([waits[4]?.slice(1), places[4]]).toEqual([[2, 3], 3]);
});

test('a run of another project is not told by the name of its job, and one of another account not at all', () => {
  const { waits } = decide(
    [run(2, { warehouse: file, project: 2 }), run(3, { warehouse: file, account: 9 })],
    [run(1, { warehouse: file })],
  );
  expect(waits).toEqual({
    2: ['Waits for run 1 of another project: the DuckDB file warehouse.duckdb has one writer at a time.', 1],
    3: ['Waits for a run of another account: the DuckDB file warehouse.duckdb has one writer at a time.'],
  });
});
