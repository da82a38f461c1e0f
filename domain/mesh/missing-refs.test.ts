import { expect, test } from 'vitest';
import { findMissingRefs } from './missing-refs.ts';

test.each([
  [
    "Compilation Error\n  Model 'model.finance.m' (models/m.sql) depends on a node named 'fct_order' in package or project 'foundational_project' which was not found",
    [{ project: 'foundational_project', model: 'fct_order', version: null }],
  ],
  [
    "depends on a node named 'fct_orders' with version '9' in package or\nproject 'foundational_project' which was not found",
    [{ project: 'foundational_project', model: 'fct_orders', version: '9' }],
  ],
  ["Ref 'x' not found in project. Searched for 'producer.x'", [{ project: 'producer', model: 'x', version: null }]],
  ["depends on a node named 'local' which was not found", []],
])('%s', (text, refs) => {
  expect(findMissingRefs(text)).toEqual(refs);
});

test('the same ref in two models is told once', () => {
  const line = "depends on a node named 'a' in package or project 'p' which was not found";
  expect(findMissingRefs(`${line}\n${line}`)).toHaveLength(1);
});
