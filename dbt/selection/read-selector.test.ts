import { expect, test } from 'vitest';
import { readSelector } from './read-selector.ts';

const infinity = Number.POSITIVE_INFINITY;

test.each([
  ['orders', { method: 'fqn', value: 'orders', parentsDepth: null, childrenDepth: null, isWithChildrensParents: false }],
  ['+orders', { value: 'orders', parentsDepth: infinity, childrenDepth: null }],
  ['2+orders+1', { value: 'orders', parentsDepth: 2, childrenDepth: 1 }],
  ['@orders', { value: 'orders', isWithChildrensParents: true }],
  ['state:modified.body+', { method: 'state', value: 'modified.body', childrenDepth: infinity }],
  ['config.meta.owner:sales', { method: 'config', methodArguments: ['meta', 'owner'], value: 'sales' }],
  ['models/staging', { method: 'path', value: 'models/staging' }],
  ['ORDERS.SQL', { method: 'file', value: 'ORDERS.SQL' }],
])('%s', (text, expected) => {
  expect(readSelector(text)).toMatchObject({ value: [[expected]], problems: [] });
});

test('blanks join, commas narrow', () => {
  const { value } = readSelector('  a,tag:b\t c ');
  expect(value.map((part) => part.map(({ raw }) => raw))).toEqual([['a', 'tag:b'], ['c']]);
});

test('an empty text selects nothing and is no mistake', () => {
  expect(readSelector('  ')).toEqual({ value: [], problems: [] });
});

test.each([
  ['a tags:b', 2, /"tags" is no method .* tag,/],
  ['a @b+', 2, /do not go together/],
  ['a,,b', 2, /nothing beside this comma/],
  ['tag:', 0, /names nothing/],
  ['state:changed', 0, /modified\.body/],
  ['config:table', 0, /config\.materialized:table/],
  ['source:a.b.c.d', 0, /at most 3/],
  ['version:newest', 0, /latest, prerelease, old, none/],
])('%s is told with its place', (text, at, message) => {
  expect(readSelector(text).problems).toEqual([{ part: expect.any(String), at, message: expect.stringMatching(message) }]);
});

test('an intersection that is half understood selects nothing, the rest of the union is kept', () => {
  const { value } = readSelector('a,nope:b c');
  expect(value.map((part) => part.map(({ raw }) => raw))).toEqual([['c']]);
});
