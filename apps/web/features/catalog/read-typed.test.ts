import { expect, test } from 'vitest';
import { looksLikeSelector } from './read-typed.ts';

test.each([
  ['+fct_orders', true],
  ['fct_orders+', true],
  ['2+fct_orders+3', true],
  ['@fct_orders', true],
  ['tag:nightly', true],
  ['config.materialized:table', true],
  ['stg_*', true],
  ['path:models/staging,tag:nightly', true],
  ['orders tag:nightly', true],
  ['state:modified+', true],
  ['orders', false],
  ['net amount', false],
  ['ada@example.com', false],
  ['note: paid', false],
  ['', false],
])('%s', (text, expected) => {
  expect(looksLikeSelector(text)).toBe(expected);
});
