import { expect, test } from 'vitest';
import { figure, limitRow, medianOf, percentile, ratioRow } from './row.ts';
import { printTable, replaceTable } from './table.ts';

const page = `# Benchmarks
<!-- measured: written by \`npm run bench\` -->
old facts

| benchmark | what |
| --- | --- |
| ingest | whole | 1 s | 2 s | 0.5 | ≤ 1 | yes | 2026-01-01 | |
| start | whole | 9 s | | | ≤ 3 s | **missed** | 2026-01-01 | |
<!-- end of measured -->
What follows.
`;
const start = limitRow({ name: 'start', what: 'whole', ours: medianOf([2, 1, 9], 's'), atMost: 3 });

test('rows that were measured take the place of older ones, others stay, and so does what is written around them', () => {
  const replaced = replaceTable(page, { rows: [start], day: '2026-02-03', facts: 'new facts' }, ['ingest', 'start']);
  expect(replaced.split('\n').slice(0, 3)).toEqual(['# Benchmarks', '<!-- measured: written by `npm run bench` -->', 'new facts']);
  expect(replaced).toContain('| ingest | whole | 1 s | 2 s | 0.5 | ≤ 1 | yes | 2026-01-01 | |');
  expect(replaced).toContain('| start | whole | 2 s (1 to 9, n = 3) |  |  | ≤ 3 s | yes | 2026-02-03 |  |');
  expect(replaced).not.toContain('9 s |');
  expect(replaced.endsWith('<!-- end of measured -->\nWhat follows.\n')).toBe(true);
});

test('a goal that was missed is told as missed', () => {
  const row = ratioRow({ name: 'ingest', what: 'whole', ours: figure(3, 's'), peer: figure(2, 's'), atMost: 1 });
  expect(row).toMatchObject({ ratio: 1.5, isMet: false });
  expect(printTable([row])).toContain('missed');
});

test('a percentile is a value that was measured', () => {
  const samples = Array.from({ length: 200 }, (_, i) => 200 - i);
  expect(percentile(samples, 95)).toBe(190);
  expect(percentile(samples, 50)).toBe(100);
});
