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
  expect(readRunsSearch({ status: 20, project: '3', page: 'x', environment: -1, cause: 'ingest' })).toEqual({
    status: 20,
    project: 3,
    cause: 'ingest',
  });
});
