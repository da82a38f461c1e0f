import type { WireNodeTiming, WireRunNode } from '@weft/wire/weft/run-node';
import { expect, test } from 'vitest';
import { criticalPath, nodeKey, planLanes } from './plan-lanes.ts';

const at = (second: number) => `2026-01-02 03:04:${String(second).padStart(2, '0')}.000000+00:00`;

function node(unique_id: string, from: number, to: number | null): WireRunNode {
  return {
    ...{ step_index: 4, unique_id, name: unique_id, resource_type: 'model', materialized: 'table', state: 'success' },
    ...{ started_at: at(from), finished_at: to === null ? null : at(to), message: null, relation_name: null },
    execution_seconds: to === null ? null : to - from,
  };
}

function timing(told: Readonly<Record<string, readonly [string | null, readonly string[]]>>): ReadonlyMap<string, WireNodeTiming> {
  return new Map(
    Object.entries(told).map(([unique_id, [thread, depends_on]]) => [
      nodeKey({ step_index: 4, unique_id }),
      { step_index: 4, unique_id, thread, phases: [], rows_affected: null, failures: null, depends_on },
    ]),
  );
}

test('nodes lie on their threads', () => {
  const told = timing({ a: ['Thread-1', []], b: ['Thread-2', []], c: ['Thread-1', []] });
  const { bars, names } = planLanes([node('c', 3, 4), node('a', 0, 3), node('b', 0, 2)], told, 0);
  expect(names).toEqual(['Thread-1', 'Thread-2']);
  expect(bars.map(({ node: { name }, lane }) => [name, lane])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
  ]);
});

test('while nobody knows the threads, nodes lie where there is room', () => {
  const now = Date.parse('2026-01-02T03:04:09Z');
  const { bars, names } = planLanes([node('a', 0, 3), node('b', 1, null), node('c', 3, 4)], new Map(), now);
  expect(bars.map(({ lane }) => lane)).toEqual([0, 1, 0]);
  expect(names).toHaveLength(2);
});

test('the critical path is the chain that takes longest, not the one with most nodes', () => {
  const nodes = [node('a', 0, 1), node('b', 1, 2), node('c', 2, 3), node('slow', 0, 8), node('end', 8, 9)];
  const told = timing({ b: ['t', ['a']], c: ['t', ['b']], slow: ['t', []], end: ['t', ['c', 'slow', 'elsewhere']] });
  expect(criticalPath(nodes, told)).toEqual({ keys: ['4 slow', '4 end'], seconds: 9 });
});

test('a circle in what was uploaded ends somewhere', () => {
  const told = timing({ a: ['t', ['b']], b: ['t', ['a']] });
  expect(criticalPath([node('a', 0, 1), node('b', 1, 2)], told).seconds).toBeGreaterThan(0);
  expect(criticalPath([], new Map())).toEqual({ keys: [], seconds: 0 });
});
