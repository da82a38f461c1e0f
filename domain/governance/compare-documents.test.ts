/** What of a changed node breaks its readers, case by case, by dbt's own rules. */
import { readNodeDocument } from '@weft/dbt/artifacts/node-document';
import { expect, test } from 'vitest';
import { breaksByRemoval, compareDocuments } from './compare-documents.ts';

function document(more: object = {}) {
  const base = {
    ...{ name: 'orders', resource_type: 'model', package_name: 'shop', unique_id: 'model.shop.orders', access: 'public' },
    ...{ contract: { enforced: true }, config: { materialized: 'table', contract: { enforced: true } }, tags: [] },
    ...{ database: 'd', schema: 's', alias: 'orders', relation_name: 'd.s.orders', description: '', depends_on: { nodes: [], macros: [] } },
    columns: {
      id: { name: 'id', data_type: 'integer', constraints: [{ type: 'not_null' }] },
      amount: { name: 'amount', data_type: 'numeric', constraints: [] },
    },
  };
  const read = readNodeDocument('nodes', 'model.shop.orders', { ...base, ...more });
  if (!read) throw new Error('no document');
  return read.document;
}

const without = { contract: { enforced: false }, config: { materialized: 'table' } };
const column = (name: string, type: string, constraints: readonly object[] = []) => ({ [name]: { name, data_type: type, constraints } });
const id = column('id', 'integer', [{ type: 'not_null' }]);
const amount = column('amount', 'numeric');

test.each([
  ['a column that is gone', {}, { columns: id }, [['column', 'amount', 'numeric', null, 'contract']]],
  [
    'a column of another type',
    {},
    { columns: { ...id, ...column('amount', 'text') } },
    [['column', 'amount', 'numeric', 'text', 'contract']],
  ],
  ['a column more', {}, { columns: { ...id, ...amount, ...column('at', 'date') } }, [['column', 'at', null, 'date', null]]],
  [
    'a constraint that is gone',
    {},
    { columns: { ...column('id', 'integer'), ...amount } },
    [['constraint', 'id', 'not_null', null, 'contract']],
  ],
  [
    'a constraint that is gone from a view, which never had it',
    { config: { materialized: 'view' } },
    { config: { materialized: 'view' }, columns: { ...column('id', 'integer'), ...amount } },
    [['constraint', 'id', 'not_null', null, null]],
  ],
  ['a contract that is taken off', {}, without, [['contract', null, 'enforced', 'not enforced', 'contract']]],
  ['a contract that is put on', without, {}, [['contract', null, 'not enforced', 'enforced', null]]],
  ['a column that is gone where nothing was promised', without, { ...without, columns: id }, [['column', 'amount', 'numeric', null, null]]],
  ['a public model that is so no more', {}, { access: 'protected' }, [['access', null, 'public', 'protected', 'reference']]],
  ['a model that becomes public', { access: 'protected' }, {}, [['access', null, 'protected', 'public', null]]],
  [
    'a table with constraints that becomes a view',
    {},
    { config: { materialized: 'view' } },
    [['materialization', null, 'table', 'view', 'contract']],
  ],
  ['a deprecation', {}, { deprecation_date: '2027-01-01' }, [['deprecation date', null, null, '2027-01-01', null]]],
  ['nothing', {}, {}, []],
])('%s', (_, before, after, expected) => {
  const changes = compareDocuments(document(before), document(after));
  expect(changes.map((it) => [it.field, it.name, it.before, it.after, it.breaks])).toEqual(expected);
});

test('a model that is gone breaks its contract, or the refs to a public one, or nobody', () => {
  expect(breaksByRemoval(document())).toBe('contract');
  expect(breaksByRemoval(document(without))).toBe('reference');
  expect(breaksByRemoval(document({ ...without, access: 'protected' }))).toBe(null);
});
