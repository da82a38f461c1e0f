import type { WireRunNode } from '@weft/wire/weft/run-node';
import { expect, test } from 'vitest';
import { countStates, nodeSpan, placeInSpan, wholeSpan } from './node-times.ts';

const blank: WireRunNode = {
  step_index: 4,
  unique_id: 'model.shop.a',
  name: 'a',
  resource_type: 'model',
  materialized: 'table',
  state: 'queued',
  started_at: null,
  finished_at: null,
  execution_seconds: null,
  message: null,
  relation_name: null,
};
const done = { ...blank, state: 'success', started_at: '2026-01-01 12:00:00+00:00', finished_at: '2026-01-01 12:00:04+00:00' } as const;
const running = { ...blank, state: 'running', started_at: '2026-01-01 12:00:02+00:00' } as const;
const now = Date.parse('2026-01-01T12:00:10Z');

test('the line reaches from the first start to now while a node runs', () => {
  expect(wholeSpan([blank, done, running], now)).toEqual({ fromMs: now - 10_000, toMs: now });
});

test('a run in which nothing began has no line', () => {
  expect(wholeSpan([blank], now)).toBeNull();
});

test('a bar never leaves the line, and is never too small to see', () => {
  const whole = { fromMs: 0, toMs: 1000 };
  expect(placeInSpan({ fromMs: 1000, toMs: 1000 }, whole)).toEqual({ start: 0.994, length: 0.006 });
  expect(nodeSpan(blank, now)).toBeNull();
});

test('what went wrong is counted first', () => {
  expect(countStates([done, running, { ...done, state: 'error' }]).map(([state]) => state)).toEqual(['error', 'running', 'success']);
});
