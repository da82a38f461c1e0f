import { expect, test } from 'vitest';
import { type SearchSegment, SegmentBuilder } from './search-segment.ts';
import { makeScratch, searchSegments } from './search-segments.ts';
import { encodeWords, type SearchTexts, searchFields } from './search-words.ts';
import { isOneOff } from './segment-words.ts';

const none: SearchTexts = { name: [], column: [], tag: [], owner: [], description: [], path: [], code: [] };
const nodes: readonly Partial<SearchTexts>[] = [
  { name: ['fct_orders'], column: ['order_id', 'totalAmount'], description: ['All orders, once they are paid'], tag: ['nightly'] },
  { name: ['stg_orders'], path: ['models/staging/stg_orders.sql'], code: ['select * from raw_landing.orders'] },
  { name: ['dim_customers'], owner: ['Sales sales@example.com'], description: ['Kunden mit Straße und Größe'] },
  { name: ['payments'], description: ['orders that were paid'] },
  { name: ['顧客'], description: ['名前'] },
];

function segmentOf(texts: readonly Partial<SearchTexts>[]): SearchSegment {
  const builder = new SegmentBuilder(texts.length);
  builder.add(
    Buffer.from(texts.map((node) => encodeWords({ ...none, ...node })).join('\n')),
    texts.map((_, at) => at),
  );
  return builder.finish();
}

interface Seeing {
  readonly sees?: 'offer' | 'everything';
  readonly isOffered?: (node: number) => boolean;
}

/** The best first. */
function search(segment: SearchSegment, text: string, { sees = 'everything', isOffered = () => true }: Seeing = {}) {
  const numbers = Uint32Array.from({ length: segment.nodeCount }, (_, node) => node);
  const offered = Uint8Array.from(numbers, (node) => (isOffered(node) ? 1 : 0));
  const parts = [{ segment, numbers, sees }];
  const { scores, fields, ...hits } = searchSegments({ text, parts, offered, fields: new Set(searchFields) }, makeScratch(numbers.length));
  const found = [...hits.numbers.subarray(0, hits.count)];
  return found
    .map((node) => ({ node, score: scores[node] ?? 0, field: searchFields[fields[node] ?? 0] }))
    .sort((a, b) => b.score - a.score || a.node - b.node);
}

const segment = segmentOf(nodes);

function found(text: string, seeing: Seeing = {}): (string | undefined)[] {
  return search(segment, text, seeing).map(({ node }) => nodes[node]?.name?.[0]);
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

test('what is not offered is not found by who sees offers alone, and code only by who sees everything', () => {
  expect(found('orders', { sees: 'offer', isOffered: (node) => node !== 0 })).toEqual(['stg_orders', 'payments']);
  expect(found('raw_landing', { sees: 'offer' })).toEqual([]);
  expect(found('stg_orders', { sees: 'offer' })).toEqual(['stg_orders']);
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
  // `fct_orders` is a name that one may not see: its parts are looked for, as if there were no such name.
  const names = [{ name: ['fct_orders'] }, { name: ['old_fct_orders'] }];
  expect(search(segmentOf(names), 'fct_orders', { sees: 'offer', isOffered: (node) => node === 1 })).toMatchObject([
    { node: 1, field: 'name' },
  ]);
});

test('of several environments a word is looked for inside of others, or misspelt, only where none has it', () => {
  const parts = [nodes, [{ name: ['reorders'] }, { name: ['order'] }]].map((texts, at) => ({
    segment: segmentOf(texts),
    numbers: Uint32Array.from(texts, (_, node) => 10 * at + node),
    sees: 'everything' as const,
  }));
  const query = { parts, offered: new Uint8Array(20), fields: new Set(searchFields) };
  const scratch = makeScratch(20);
  const numbers = (text: string) => {
    const hits = searchSegments({ ...query, text }, scratch);
    return [...hits.numbers.subarray(0, hits.count)].sort((a, b) => a - b);
  };
  expect(numbers('orders')).toEqual([0, 1, 3]);
  expect(numbers('order')).toEqual([0, 1, 3, 11]);
  expect(numbers('eorder')).toEqual([10]);
  // What was found before is forgotten.
  expect(numbers('nothing at all')).toEqual([]);
  expect(numbers('顧客 名前')).toEqual([4]);
});

test('a dictionary of thousands of words that begin alike is sorted, and each is found where it is', () => {
  const texts = Array.from({ length: 3_000 }, (_, node) => ({ name: [`customer_orders_of_${(node * 7919) % 3_000}`] }));
  const large = segmentOf(texts);
  const words = Array.from({ length: large.wordCount }, (_, word) =>
    large.text.toString('utf8', large.starts[word], large.starts[word + 1]),
  );
  expect(words).toEqual([...new Set(words)].sort());
  expect(search(large, 'customer_orders_of_2999').map(({ node }) => texts[node]?.name[0])).toEqual(['customer_orders_of_2999']);
  expect(search(large, 'customer_orders_of_299')).toHaveLength(11);
  expect(search(large, 'orders 17').map(({ node }) => texts[node]?.name[0])).toContain('customer_orders_of_17');
});
