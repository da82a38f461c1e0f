/** Every code of a fault has its line in docs/faults.md, with its kind, and every line a code. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const rooms = ['base', 'host', 'dbt', 'engine', 'domain', 'surface', 'apps/server'];
const files = rooms.flatMap((room) =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && !/(^|\/)(dist|node_modules|fixtures)\//.test(name))
    .map((name) => join(root, room, name)),
);
const source = files.map((file) => readFileSync(file, 'utf8')).join('\n');
const listed = [...readFileSync(join(root, 'docs/faults.md'), 'utf8').matchAll(/^\| `([a-z0-9_]+\.[a-z0-9_]+)` \| (\w+) \|/gm)].map(
  ([, code = '', kind = '']) => ({ code, kind }),
);

test('every code that is thrown has its line', () => {
  const thrown = [...source.matchAll(/new Fault\(\s*'(\w+)',\s*'([a-z0-9_]+\.[a-z0-9_]+)'/g)].map(([, kind, code]) => `${code} ${kind}`);
  const known = new Set(listed.map(({ code, kind }) => `${code} ${kind}`));
  expect([...new Set(thrown)].filter((it) => !known.has(it)).sort()).toEqual([]);
  expect(thrown.length).toBeGreaterThan(100);
});

test('every line has a code that is in the sources, once, in order', () => {
  const codes = listed.map(({ code }) => code);
  expect(codes.filter((code) => !source.includes(code))).toEqual([]);
  expect(codes).toEqual([...new Set(codes)].sort());
});
