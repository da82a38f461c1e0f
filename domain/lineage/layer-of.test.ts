import { expect, test } from 'vitest';
import { layerOf } from './layer-of.ts';

test.each([
  ['model', 'stg_orders', ['shop', 'stg_orders'], 'staging'],
  ['model', 'base_orders', ['shop', 'base_orders'], 'staging'],
  ['model', 'int_orders_pivoted', ['shop', 'marts', 'int_orders_pivoted'], 'intermediate'],
  ['model', 'FCT_ORDERS', ['shop', 'FCT_ORDERS'], 'mart'],
  ['model', 'orders', ['shop', 'marts', 'finance', 'orders'], 'mart'],
  ['model', 'orders', ['shop', 'marts', 'staging', 'orders'], 'staging'],
  ['model', 'orders', ['shop', 'finance', 'orders'], null],
  ['model', 'staging', ['staging', 'staging'], null],
  ['source', 'orders', ['shop', 'raw', 'orders'], 'source'],
  ['exposure', 'fct_board', ['shop', 'fct_board'], 'consumer'],
  ['test', 'stg_test', ['shop', 'stg_test'], null],
] as const)('%s %s is of its layer', (resourceType, name, fqn, layer) => {
  expect(layerOf({ resourceType, name, fqn })).toBe(layer);
});
