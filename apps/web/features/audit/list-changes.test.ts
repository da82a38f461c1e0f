import { expect, test } from 'vitest';
import { listChanges } from './list-changes.ts';

test('only what differs is listed, inside too, and times of change are left out', () => {
  const before = { name: 'A', same: 1, deep: { on: true, list: ['x'] }, updated_at: '1', gone: 'g', none: null };
  const after = { name: 'B', same: 1, deep: { on: false, list: ['x', 'y'] }, updated_at: '2' };
  expect(listChanges(before, after)).toEqual([
    { path: 'name', before: 'A', after: 'B' },
    { path: 'deep.on', before: 'true', after: 'false' },
    { path: 'gone', before: 'g', after: null },
    { path: 'deep.list.1', before: null, after: 'y' },
  ]);
});

test('a thing that was made or taken away is listed whole, without its empty fields', () => {
  expect(listChanges(null, { name: 'A', none: null })).toEqual([{ path: 'name', before: null, after: 'A' }]);
  expect(listChanges({ name: 'A' }, null)).toEqual([{ path: 'name', before: 'A', after: null }]);
});
