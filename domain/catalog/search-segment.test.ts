import { expect, test } from 'vitest';
import { type SearchTexts, SegmentBuilder, searchFields } from './search-segment.ts';
import { isOneOff, searchSegment } from './search-segment-query.ts';

const none: SearchTexts = { name: [], column: [], tag: [], owner: [], description: [], path: [], code: [] };
const nodes: readonly Partial<SearchTexts>[] = [
  { name: ['fct_orders'], column: ['order_id', 'totalAmount'], description: ['All orders, once they are paid'], tag: ['nightly'] },
  { name: ['stg_orders'], path: ['models/staging/stg_orders.sql'], code: ['select * from raw_landing.orders'] },
  { name: ['dim_customers'], owner: ['Sales sales@example.com'], description: ['Kunden mit Straße und Größe'] },
  { name: ['payments'], description: ['orders that were paid'] },
  { name: ['顧客'], description: ['名前'] },
];

const builder = new SegmentBuilder();
for (const node of nodes) builder.add({ ...none, ...node });
const segment = builder.finish();

function found(text: string, sees: (node: number) => 'nothing' | 'offer' | 'everything' = () => 'everything'): (string | undefined)[] {
  const hits = searchSegment(segment, { text, sees, fields: new Set(searchFields) });
  return [...hits].sort((a, b) => b.score - a.score || a.node - b.node).map(({ node }) => nodes[node]?.name?.[0]);
}

test.each([
  ['a whole name first', 'fct_orders', ['fct_orders']],
  ['a word of a name before a word of a description', 'orders', ['fct_orders', 'stg_orders', 'payments']],
  ['the beginning of a word', 'cust', ['dim_customers']],
  ['the inside of a word', 'ustome', ['dim_customers']],
  ['one wrong letter', 'custonmers', ['dim_customers']],
  ['swapped letters', 'paymetns', ['payments']],
  ['a column', 'order_id', ['fct_orders']],
  ['a hump of a column', 'amount', ['fct_orders']],
  ['a tag', 'NIGHTLY', ['fct_orders']],
  ['an owner', 'sales@example.com', ['dim_customers']],
  ['code', 'raw_landing', ['stg_orders']],
  ['letters beyond ASCII', 'größe', ['dim_customers']],
  ['another script', '顧客', ['顧客']],
  ['all words, in any field', 'orders paid', ['fct_orders', 'payments']],
  ['a name with one part unknown: nothing', 'orders zebra', []],
  ['nothing for an empty text', '  ', []],
  ['nothing for marks', '%%', []],
])('%s', (_, text, names) => {
  expect(found(text)).toEqual(names);
});

test('what one may not see is not found, and code only by who sees everything', () => {
  expect(found('orders', (node) => (node === 0 ? 'nothing' : 'everything'))).toEqual(['stg_orders', 'payments']);
  expect(found('raw_landing', () => 'offer')).toEqual([]);
  expect(found('stg_orders', () => 'offer')).toEqual(['stg_orders']);
});

test.each([
  ['order', 'order', true],
  ['order', 'ordr', true],
  ['order', 'orrder', true],
  ['order', 'oader', true],
  ['order', 'rodre', false],
  ['order', 'roder', true],
  ['order', 'or', false],
  ['', 'a', true],
])('%s and %s', (one, other, expected) => {
  expect(isOneOff(one, other)).toBe(expected);
  expect(isOneOff(other, one)).toBe(expected);
});

test('what lies inside of a part of a name is found by it, and what lies across parts by the name', () => {
  expect(found('rder')).toEqual(['fct_orders', 'stg_orders', 'payments']);
  expect(found('tot')).toEqual(['fct_orders']);
  // `fct_orders` begins a name that one may not see, so it is looked for inside of others.
  const more = new SegmentBuilder();
  for (const name of ['fct_orders', 'old_fct_orders']) more.add({ ...none, name: [name] });
  const hits = searchSegment(more.finish(), {
    ...{ text: 'fct_orders', sees: (node: number) => (node === 0 ? 'nothing' : 'everything'), fields: new Set(searchFields) },
  });
  expect(hits).toMatchObject([{ node: 1, field: 'name' }]);
});
