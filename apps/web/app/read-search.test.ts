import { expect, test } from 'vitest';
import { readRunsSearch, readSignInSearch } from './read-search.ts';

test.each(['//example.org', '/\\example.org', 'https://example.org', 'javascript:alert(1)', 7])(
  '%s is no place to go after signing in',
  (next) => {
    expect(readSignInSearch({ next }).next).toBeUndefined();
  },
);

test('a path of our own is', () => {
  expect(readSignInSearch({ next: '/deploy/1/runs?status=20' }).next).toBe('/deploy/1/runs?status=20');
});

test('a filter that cannot be read is no filter', () => {
  const raw = {
    status: 20,
    project: '3',
    environment: -1,
    cause: 'ingest',
    sort: 'name',
    behind: '1;2',
    front: 'last',
    since: 'soon',
    branch: 2026,
  };
  expect(readRunsSearch(raw)).toEqual({ status: 20, project: 3, cause: 'ingest', front: 'last', branch: '2026' });
  expect(readRunsSearch({ behind: '-1.7', sort: '-duration', until: '2026-01-01T00:00' })).toEqual({
    ...{ behind: '-1.7', sort: '-duration', until: '2026-01-01T00:00' },
  });
});
