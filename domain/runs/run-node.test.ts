import { expect, test } from 'vitest';
import { explainFailure, readNodeState } from './run-node.ts';

const node = (name: string, state: 'succeeded' | 'failed' | 'warned' | 'skipped', message: string | null = null) => ({
  name,
  resourceType: 'model',
  state,
  message,
});

test.each([
  ['success', 'succeeded'],
  ['pass', 'succeeded'],
  ['warn', 'warned'],
  ['error', 'failed'],
  ['fail', 'failed'],
  ['runtime error', 'failed'],
  ['partial success', 'failed'],
  ['skipped', 'skipped'],
  ['something new', 'failed'],
])('dbt says %s: the node has %s', (word, state) => {
  expect(readNodeState(word)).toBe(state);
});

test('warnings and skipped nodes do not fail a command that ended well', () => {
  const nodes = [node('a', 'succeeded'), node('b', 'warned'), node('c', 'skipped')];
  expect(explainFailure({ command: 'dbt build', exitCode: 0, nodes, lastError: 'old' })).toBeNull();
});

test('a failed node fails the command whatever the exit code says', () => {
  const nodes = [node('a', 'succeeded'), node('b', 'failed', 'Database Error in model b\n\n  no such column: x\n  at line 3\n  and more')];
  expect(explainFailure({ command: 'dbt build', exitCode: 0, nodes, lastError: null })).toBe(
    '`dbt build` failed: 1 node of 2 did.\nmodel b: Database Error in model b no such column: x at line 3',
  );
});

test('a bad exit without a failed node is told by the last error', () => {
  expect(explainFailure({ command: 'dbt run', exitCode: 2, nodes: [], lastError: 'Compilation Error\n  x' })).toBe(
    '`dbt run` ended with code 2: Compilation Error x',
  );
  expect(explainFailure({ command: 'dbt run', exitCode: null, nodes: [], lastError: null })).toBe('`dbt run` was ended by a signal.');
});

test('of many failures the first three are told', () => {
  const nodes = [1, 2, 3, 4, 5].map((n) => node(`m${n}`, 'failed', 'no'));
  expect(explainFailure({ command: 'dbt test', exitCode: 1, nodes, lastError: null })?.split('\n').at(-1)).toBe('and 2 more');
});
