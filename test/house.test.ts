import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { expect, test } from 'vitest';

/** Each floor may use what is named beside it, and nothing else. To change a floor is to change the design: write a decision first. */
const floors: Record<string, readonly string[]> = {
  base: [],
  host: ['base'],
  dbt: ['base'],
  wire: ['base'],
  engine: ['base', 'host', 'dbt'],
  domain: ['base', 'host', 'dbt', 'engine'],
  surface: ['base', 'host', 'dbt', 'wire', 'domain'],
  'apps/server': ['base', 'host', 'engine', 'domain', 'surface'],
  'apps/web': ['base', 'dbt', 'wire'],
  'apps/cli': ['base', 'host', 'dbt', 'wire', 'engine'],
  'apps/lsp': ['base', 'dbt', 'wire'],
  'apps/vscode': ['base', 'wire'],
};

/** The modules of the domain, from the ground up: each may use those before it. */
const modules =
  'identity access network projects connections variables git ingest mesh catalog governance lineage semantic runs jobs ci studio canvas notify audit'.split(
    ' ',
  );

/** What may be written in one file only. */
const solo: readonly [RegExp, string][] = [
  [/\bprocess\.env\b/, 'host/config.ts'],
  [/\bDate\.now\(|\bnew Date\(\)/, 'host/clock.ts'],
];

const shapeless = /^(index|types|utils?|helpers?|common|shared|constants|misc)\.tsx?$/;

const root = join(import.meta.dirname, '..');
/** Rooms that are not built yet have no folder. */
const files = Object.keys(floors).flatMap((floor) => (existsSync(join(root, floor)) ? sources(join(root, floor)) : []));
const imports = files.flatMap(importsOf);

test('no arrow runs up', () => {
  const up = imports.filter(({ from, to }) => floorOf(from) !== floorOf(to) && !floors[floorOf(from)]?.includes(floorOf(to)));
  expect(up.map(say)).toEqual([]);
});

test('a module of the domain knows only the modules below it', () => {
  const inside = imports.filter(({ from, to }) => floorOf(from) === 'domain' && floorOf(to) === 'domain');
  expect(inside.filter(({ from, to }) => rank(to) > rank(from)).map(say)).toEqual([]);
});

test('a store is opened only by its own module', () => {
  expect(imports.filter(({ from, to }) => to.endsWith('/store.ts') && dirname(from) !== dirname(to)).map(say)).toEqual([]);
});

test('no files import each other in a circle', () => {
  expect(circle(imports)).toEqual([]);
});

test('every file has a name that says what is in it, and hands on nothing of another', () => {
  expect(files.filter((file) => shapeless.test(basename(file))).map(name)).toEqual([]);
  expect(files.filter((file) => /^export .* from '/m.test(read(file))).map(name)).toEqual([]);
});

test.each(solo)('%s is written only in %s', (pattern, home) => {
  expect(files.filter((file) => name(file) !== home && pattern.test(read(file))).map(name)).toEqual([]);
});

interface Import {
  from: string;
  to: string;
}

function importsOf(file: string): Import[] {
  return [...read(file).matchAll(/\bfrom '([^']+)'/g)].flatMap(([, target = '']) => {
    if (target.startsWith('.')) return [{ from: name(file), to: name(normalize(join(dirname(file), target))) }];
    if (target.startsWith('@weft/')) return [{ from: name(file), to: `${target.slice('@weft/'.length)}.ts` }];
    return [];
  });
}

/** Files that lie on a circle: strike every arrow out of a file nobody uses, or into one that uses nobody, until none can be struck. */
function circle(all: readonly Import[]): string[] {
  let left = all;
  for (;;) {
    const users = new Set(left.map(({ from }) => from));
    const used = new Set(left.map(({ to }) => to));
    const next = left.filter(({ from, to }) => used.has(from) && users.has(to));
    if (next.length === left.length) return [...new Set(next.map(({ from }) => from))].sort();
    left = next;
  }
}

function sources(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return entries
    .filter((entry) => !/(^|\/)(dist|node_modules)\//.test(entry) && /\.tsx?$/.test(entry) && !entry.includes('.test.'))
    .map((entry) => join(folder, entry));
}

function floorOf(file: string): string {
  return file
    .split('/')
    .slice(0, file.startsWith('apps/') ? 2 : 1)
    .join('/');
}

function rank(file: string): number {
  const position = modules.indexOf(file.split('/')[1] ?? '');
  if (position < 0) throw new Error(`${file}: name its module in the list above`);
  return position;
}

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function name(file: string): string {
  return relative(root, file);
}

function say({ from, to }: Import): string {
  return `${from} may not use ${to}`;
}
