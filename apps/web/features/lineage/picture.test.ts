import type { WireColumnTrace } from '@weft/wire/weft/columns';
import { expect, test } from 'vitest';
import { makeColumnPicture } from './column-picture.ts';
import { isLit } from './draw-scene.ts';
import { makeSvg } from './export-picture.ts';
import { boxAt, makeGrid } from './grid.ts';
import { layOut } from './layout/lay-out.ts';
import { tint } from './lenses.ts';
import { askedOf, readLineageSearch, withoutNode, withTerm } from './lineage-search.ts';
import { describeNode, litAround, makePicture, type Picture, type PictureNode } from './picture.ts';
import { heightsOf, makeScene, nodeWidth } from './scene.ts';
import { fitView, readView, showBox, showsAll, writeView, zoomView } from './view.ts';
import { firstNode, stepFrom } from './walk-graph.ts';

function node(number: number, name: string, more: Partial<PictureNode> = {}): PictureNode {
  return {
    ...{
      number,
      isClosed: false,
      type: 'model',
      name,
      uniqueId: `model.shop.${name}`,
      projectId: 1,
      projectName: 'Shop',
      environmentId: 1,
    },
    ...{ isReadable: true, access: 'protected', materialization: 'table', status: 'success', freshness: null, layer: null, group: null },
    ...{
      owner: null,
      runSeconds: 2,
      freshAt: null,
      hasContract: false,
      version: null,
      deprecationDate: null,
      change: null,
      moreUp: 0,
      moreDown: 0,
      rows: [],
    },
    ...more,
  };
}

function picture(nodes: readonly PictureNode[], arrows: readonly (readonly [number, number])[]): Picture {
  const between = arrows.map(() => -1);
  return makePicture(nodes, {
    from: arrows.map(([from]) => from),
    to: arrows.map(([, to]) => to),
    fromRow: between,
    toRow: between,
    kinds: [],
  });
}

const small = picture(
  [node(0, 'raw'), node(1, 'stg'), node(2, 'other'), node(3, 'fct'), node(4, 'secret', { isClosed: true, uniqueId: '', name: '' })],
  [
    [0, 1],
    [1, 3],
    [2, 3],
    [3, 4],
  ],
);
const layout = layOut({ count: 5, from: small.from, to: small.to, heights: heightsOf(small), nodeWidth });

function sceneOf(of: Picture) {
  const laid = layOut({ count: of.nodes.length, from: of.from, to: of.to, heights: heightsOf(of), nodeWidth });
  return makeScene(of, laid, tint(of.nodes, 'type', 'light', 0), 'type');
}

test('what leads to a node and what it leads to is lit, and nothing beside it', () => {
  const lit = litAround(small, 1) ?? new Uint8Array();
  expect([...lit]).toEqual([1, 3, 0, 2, 2]);
  expect([isLit(lit, 0, 1), isLit(lit, 1, 3), isLit(lit, 2, 3), isLit(lit, 3, 4)]).toEqual([true, true, false, true]);
  expect(litAround(small, -1)).toBeNull();
});

test('a node is described in words, a closed box without any of its own', () => {
  expect(describeNode(small, 3)).toBe('fct, model, of Shop, success, protected; 2 parents, 1 reader.');
  expect(describeNode(small, 4)).toMatch(/^A closed box/);
});

test('arrow keys lead along arrows and within a column, and stay where nothing lies that way', () => {
  const scene = { picture: small, layout };
  expect(stepFrom(scene, 1, 'right')).toBe(3);
  expect([1, 2]).toContain(stepFrom(scene, 3, 'left'));
  expect(new Set([stepFrom(scene, 1, 'down'), stepFrom(scene, 1, 'up')])).toContain(2);
  expect(stepFrom(scene, 0, 'left')).toBe(0);
  expect(layout.x[firstNode(scene)]).toBe(0);
});

test('a grid finds what lies in a rectangle, each once, and what is under a place', () => {
  const count = 4000;
  const x = Float32Array.from({ length: count }, (_, at) => (at % 80) * 300);
  const y = Float32Array.from({ length: count }, (_, at) => Math.floor(at / 80) * 60);
  const heights = new Float32Array(count).fill(44);
  const grid = makeGrid({ x, y, width: 216, heights });
  const found: number[] = [];
  grid.each(450, 100, 1300, 400, (box) => found.push(box));
  const isIn = (box: number) => {
    const [left, top] = [x[box] ?? 0, y[box] ?? 0];
    return left <= 1300 && left + 216 >= 450 && top <= 400 && top + 44 >= 100;
  };
  const wanted = Array.from({ length: count }, (_, box) => box).filter(isIn);
  expect(found.sort((a, b) => a - b)).toEqual(wanted);
  expect([boxAt(grid, 310, 70), boxAt(grid, 290, 70), boxAt(grid, -5, -5)]).toEqual([81, -1, -1]);
});

test('a view shows all, keeps the place under the pointer, and goes through an address unchanged', () => {
  const screen = { width: 800, height: 600 };
  const all = { width: 4000, height: 1000 };
  const view = fitView(all, screen);
  expect(view.x).toBeGreaterThanOrEqual(0);
  expect(view.x + all.width * view.zoom).toBeLessThanOrEqual(800);
  const at = { x: 300, y: 200 };
  const nearer = zoomView(view, 2, at, { picture: all, screen });
  expect((at.x - nearer.x) / nearer.zoom).toBeCloseTo((at.x - view.x) / view.zoom, 6);
  expect(zoomView(view, 1e9, at, { picture: all, screen }).zoom).toBe(3);
  expect(readView(writeView({ x: -12, y: 34, zoom: 0.25 }))).toEqual({ x: -12, y: 34, zoom: 0.25 });
  for (const text of [undefined, '', '1,2', 'a,b,c', '1,2,0', '1,2,1e9']) expect(readView(text)).toBeNull();
  const shown = showBox(view, { x: 3900, y: 900, width: 216, height: 44 }, screen);
  expect(3900 * shown.zoom + shown.x).toBeGreaterThan(0);
});

test('a drawing is moved instead of made anew as long as nothing of the picture is missing in it, and it is not much enlarged', () => {
  const screen = { width: 800, height: 600 };
  const picture = { width: 4000, height: 1000 };
  const fit = fitView(picture, screen);
  const limits = { picture, screen };
  expect(showsAll(fit, fit, limits)).toBe(true);
  expect(showsAll(fit, { ...fit, x: fit.x + 500, y: fit.y - 20 }, limits)).toBe(true);
  expect(showsAll(fit, { ...fit, zoom: fit.zoom * 1.4 }, limits)).toBe(true);
  expect(showsAll(fit, { ...fit, zoom: fit.zoom * 2 }, limits)).toBe(false);
  const near = { x: -500, y: -200, zoom: 1 };
  expect(showsAll(near, { ...near, x: -510 }, limits)).toBe(false);
  expect(showsAll(near, { ...near, zoom: 0.9 }, limits)).toBe(false);
  // Beyond its edge there is nothing of it.
  expect(showsAll({ ...near, x: 10 }, { ...near, x: 30 }, { picture: { width: 700, height: 5000 }, screen })).toBe(true);
});

test.each([
  ['status', ['success', 'error', 'never done'], [3, 1, 1]],
  ['run_time', ['1 to 10 s', '1 to 10 min', 'not known'], [3, 1, 1]],
  ['access', ['public', 'protected', 'none'], [1, 3, 1]],
] as const)('the lens %s says a word of each node, and counts them', (lens, words, counts) => {
  const nodes = [
    node(0, 'a'),
    node(1, 'b', { status: 'error', runSeconds: 90, access: 'public' }),
    node(2, 'c'),
    node(3, 'd'),
    node(4, '', { isClosed: true }),
  ];
  const { legend, at } = tint(nodes, lens, 'dark', 0);
  expect(legend.map(({ word }) => word)).toEqual(words);
  expect(legend.map(({ count }) => count)).toEqual(counts);
  expect(at).toHaveLength(5);
});

test('of thirty projects the most frequent have colours of their own, and the rest one together', () => {
  const nodes = Array.from({ length: 300 }, (_, number) =>
    node(number, `n${number}`, { projectName: `p${Math.floor(Math.sqrt(number * 3))}` }),
  );
  const { legend } = tint(nodes, 'project', 'light', 0);
  expect(legend).toHaveLength(8);
  expect(legend.at(-1)?.word).toMatch(/others$/);
  expect(legend.reduce((sum, { count }) => sum + count, 0)).toBe(300);
  expect(new Set(legend.map(({ color }) => color)).size).toBe(8);
});

test('freshness is told of sources by dbt, of others by when they were built', () => {
  const nowMs = 100 * 86_400_000;
  const nodes = [
    node(0, 'a', { freshness: 'warn' }),
    node(1, 'b', { freshAt: 99.5 * 86_400 }),
    node(2, 'c', { freshAt: 96 * 86_400 }),
    node(3, 'd', { freshAt: 1 }),
    node(4, 'e'),
  ];
  expect(tint(nodes, 'freshness', 'light', nowMs).legend.map(({ word }) => word)).toEqual([
    ...['source is late', 'built within a day', 'built within a week', 'built before that', 'not known'],
  ]);
});

test('an address is read as far as it means something', () => {
  expect(readLineageSearch({ select: 1, lens: 'nonsense', show: 'table', tests: 'yes', view: 'x', focus: { a: 1 } })).toEqual({
    select: '1',
    show: 'table',
  });
  expect(readLineageSearch({ lens: 'layer', view: 3, tests: true })).toEqual({ lens: 'layer', view: '3', tests: true });
});

test('what is opened and put away by hand is asked for with what was typed', () => {
  const more = withTerm(withTerm(undefined, '1+model.shop.a'), 'model.shop.b+1');
  expect(askedOf({ select: 'orders', more, hide: 'model.shop.c' })).toEqual({
    ...{ select: 'orders 1+model.shop.a model.shop.b+1', exclude: 'model.shop.c', tests: undefined, view: undefined },
  });
  expect(withTerm(more, '1+model.shop.a')).toBe('model.shop.b+1 1+model.shop.a');
  expect(withoutNode(more, 'model.shop.a')).toBe('model.shop.b+1');
  // Everything is there already.
  expect(askedOf({ more }).select).toBeUndefined();
});

test('the way of a column is nodes with rows, and an arrow from row to row', () => {
  const place = (name: string, column: string) => ({ kind: 'open', project_id: 1, unique_id: `model.shop.${name}`, column }) as const;
  const up: WireColumnTrace = {
    steps: [
      { place: place('stg', 'net'), depth: 1, from: -1, kind: 'transform' },
      { place: place('stg', 'tax'), depth: 1, from: -1, kind: 'transform' },
      { place: { kind: 'closed', number: 1 }, depth: 2, from: 0, kind: 'rename' },
    ],
    pairs: [
      { upper: 0, lower: -1, kind: 'transform' },
      { upper: 1, lower: -1, kind: 'transform' },
      { upper: 2, lower: 0, kind: 'rename' },
    ],
    is_cut: false,
    uses: [],
  };
  const down: WireColumnTrace = { steps: [], pairs: [], is_cut: false, uses: [] };
  const way = makeColumnPicture({ uniqueId: 'model.shop.fct', column: 'total', up, down, isWithUses: true }, small.nodes);
  expect(way.nodes.map(({ name, rows, isClosed }) => [name, rows, isClosed])).toEqual([
    ['fct', ['total'], false],
    ['stg', ['net', 'tax'], false],
    ['', [], true],
  ]);
  expect([...way.from].map((from, at) => [from, way.fromRow[at], way.to[at], way.toRow[at]])).toEqual([
    [1, 0, 0, 0],
    [1, 1, 0, 0],
    [2, -1, 1, 0],
  ]);
  expect([...heightsOf(way)]).toEqual([70, 90, 44]);
});

test('who only chooses, joins or groups rows by a column is drawn at will, each once, closed ones without a name', () => {
  const nothing = { steps: [], pairs: [], is_cut: false };
  const open = (name: string) => ({ kind: 'open', project_id: 1, unique_id: `model.shop.${name}`, column: '' }) as const;
  const down: WireColumnTrace = {
    ...nothing,
    uses: [
      { place: open('fct'), kind: 'filter' },
      { place: open('fct'), kind: 'join' },
      { place: { kind: 'closed', number: 1 }, kind: 'group' },
    ],
  };
  const traced = { uniqueId: 'model.shop.stg', column: 'id', up: { ...nothing, uses: [] }, down };
  const way = makeColumnPicture({ ...traced, isWithUses: true }, small.nodes);
  expect(way.nodes.map(({ name, rows, isClosed }) => [name, rows, isClosed])).toEqual([
    ['stg', ['id'], false],
    ['fct', [], false],
    ['', [], true],
  ]);
  expect([...way.to].map((to, at) => [way.from[at], way.fromRow[at], to, way.toRow[at], way.kinds[at]])).toEqual([
    [0, 0, 1, -1, 'use: filter, join'],
    [0, 0, 2, -1, 'use: group'],
  ]);
  expect(makeSvg(sceneOf(way), lookOf('#000'), 0).match(/stroke-dasharray="2 4"/g)).toHaveLength(2);
  expect(makeColumnPicture({ ...traced, isWithUses: false }, small.nodes).nodes).toHaveLength(1);
});

function lookOf(color: string) {
  const names = ['ground', 'node', 'closed', 'text', 'dimmed', 'line', 'thinLine', 'nodeLine', 'accent', 'faint', 'font'] as const;
  return Object.fromEntries(names.map((name) => [name, color])) as Record<(typeof names)[number], string>;
}

test('an SVG has every node and arrow, and no name can break out of it', () => {
  const scene = sceneOf(picture([node(0, '<script>"&'), node(1, 'b')], [[0, 1]]));
  const svg = makeSvg(scene, lookOf('#000'), 0);
  expect(svg.match(/<path /g)).toHaveLength(1);
  expect(svg.match(/<g transform/g)).toHaveLength(2);
  expect(svg).not.toContain('<script>');
});
