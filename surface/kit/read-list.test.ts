import { expect, test } from 'vitest';
import { amongNumbers, asksForDeleted, listedFrom, pageSchema, readFlag, readNumbers, readRange, readWords } from './read-list.ts';

test.each([
  ['run_steps,job', ['run_steps', 'job']],
  ['["run_steps","job"]', ['run_steps', 'job']],
  ["['job']", ['job']],
  ['[environment]', ['environment']],
  [
    ['run_steps', 'job'],
    ['run_steps', 'job'],
  ],
  [['run_steps,job'], ['run_steps', 'job']],
  [
    ['["a", "b"]', 'c'],
    ['a', 'b', 'c'],
  ],
  ['', []],
  ['[]', []],
  [undefined, []],
])('related things are read from %j', (given, words) => {
  expect(readWords(given)).toEqual(words);
});

test.each([
  ['[1, 2, 3]', [1, 2, 3]],
  ['1,2', [1, 2]],
  ['7', [7]],
  [
    ['1', '2'],
    [1, 2],
  ],
  ['', null],
  [undefined, null],
])('numbers are read from %j', (given, numbers) => {
  expect(readNumbers('status', given)).toEqual(numbers);
});

test.each(['x', '1.5', '99999999999999999999', '[1,"two"]'])('%j is refused where numbers are wanted', (given) => {
  expect(() => readNumbers('status', given)).toThrow(/is not a whole number/);
});

test.each([
  ['["2026-01-02T03:04:05.678+00:00","9999-12-31T23:59:59.999999"]', '2026-01-02T03:04:05.678Z', '9999-12-31T23:59:59.999Z'],
  ['["2026-01-02 03:04:05","2026-01-03"]', '2026-01-02T03:04:05.000Z', '2026-01-03T00:00:00.000Z'],
  ['["2026-01-02T03:04:05","2026-01-02T03:04:05-0500"]', '2026-01-02T03:04:05.000Z', '2026-01-02T08:04:05.000Z'],
  // The plus signs of these were not escaped by who sent them.
  ['["2026-01-02T03:04:05 02:00","2026-01-02 03:04:05.678901 00:00"]', '2026-01-02T01:04:05.000Z', '2026-01-02T03:04:05.678Z'],
])('the range %s is read', (given, from, to) => {
  const range = readRange('finished_at__range', given);
  expect([range?.from.toISOString(), range?.to.toISOString()]).toEqual([from, to]);
});

test.each(['["2026-01-02"]', '["yesterday","today"]', '["2026-13-45","2026-01-01"]', '{}', '[1,2]'])('the range %s is refused', (given) => {
  expect(() => readRange('finished_at__range', given)).toThrow();
});

test('states are asked for by number or by name', () => {
  expect(['1', 'active', 'all', undefined, ''].map(asksForDeleted)).toEqual([false, false, false, false, false]);
  expect(['2', 2, 'deleted'].map(asksForDeleted)).toEqual([true, true, true]);
});

test('flags are read in the spellings of several languages, and nothing else is taken for one', () => {
  expect(['true', 'True', '1', 'false', '0', '', undefined].map((flag) => readFlag('x', flag))).toEqual([
    true,
    true,
    true,
    false,
    false,
    null,
    null,
  ]);
  expect(() => readFlag('x', 'maybe')).toThrow();
});

test('a filter that is not asked lets everything through, also what has no such number', () => {
  expect([1, null].map(amongNumbers('pk', undefined))).toEqual([true, true]);
  expect([1, 2, null].map(amongNumbers('pk', '[2,3]'))).toEqual([false, true, false]);
});

test('a list is ordered by the field that is asked for, in both directions, and what lacks it comes last', () => {
  const at = (text: string) => new Date(text);
  const things = [
    { id: 1, name: 'b', finishedAt: at('2026-01-02') },
    { id: 2, name: 'a', finishedAt: null },
    { id: 3, name: 'b', finishedAt: at('2026-01-01') },
  ];
  const ids = (order_by?: string) => listedFrom(things, { limit: 10, offset: 0, order_by }, ({ id }) => id).items;
  expect(ids()).toEqual([1, 2, 3]);
  expect(ids('-id')).toEqual([3, 2, 1]);
  expect(ids('name')).toEqual([2, 1, 3]);
  expect(ids('-name')).toEqual([3, 1, 2]);
  expect(ids('finished_at')).toEqual([3, 1, 2]);
  expect(ids('-finished_at')).toEqual([1, 3, 2]);
  expect(ids('no_such_field')).toEqual([1, 2, 3]);
});

test('a page says the limit that was applied and how many there are in all', () => {
  const things = [1, 2, 3, 4, 5].map((id) => ({ id }));
  const page = listedFrom(things, pageSchema.parse({ limit: '2', offset: '1' }), ({ id }) => id);
  expect(page).toMatchObject({ items: [2, 3], totalCount: 5, limit: 2, offset: 1 });
  expect(pageSchema.parse({})).toMatchObject({ limit: 100, offset: 0 });
  expect(pageSchema.parse({ limit: '5000' }).limit).toBe(5000);
  expect(pageSchema.safeParse({ limit: '-1' }).success).toBe(false);
  expect(pageSchema.safeParse({ limit: '10001' }).success).toBe(false);
});
