/** How fast a lineage is laid out, against elkjs, and how it moves on the screen, against @xyflow/react, in a Chromium that draws in memory. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { systemEnvironment } from '@weft/host/config';
import { runTool } from '@weft/host/process';
import { type Layout, layOut } from '@weft/web/features/lineage/layout/lay-out';
import { nodeWidth } from '@weft/web/features/lineage/scene';
import type { WireLineage } from '@weft/wire/weft/lineage';
import { chromium } from 'playwright-core';
import { countWayCrossings } from './count-crossings.ts';
import { type InventedLineage, inventLineage } from './invent-lineage.ts';
import { type Places, withFolder } from './places.ts';
import { figure, limitRow, medianOf, type Row, ratioRow } from './row.ts';

const peers = { elkjs: '0.12.1', '@xyflow/react': '12.12.1', react: '19.3.1', 'react-dom': '19.3.1' } as const;
const size = { width: nodeWidth, height: 44 };
const name = 'lineage-picture';

export async function measureLineagePicture(places: Places): Promise<readonly Row[]> {
  const folder = await installPeers(places.root);
  return [...(await measureLayout(folder)), ...(await measureScreen(places.root, folder))];
}

/** Nothing of Weft needs them. */
async function installPeers(root: string): Promise<string> {
  const folder = join(root, 'tmp', 'lineage-peers');
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json'))) writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const wanted = Object.entries(peers).map(([peer, version]) => `${peer}@${version}`);
  const isThere = await Promise.all(
    Object.entries(peers).map(async ([peer, version]) =>
      (await readFile(join(folder, 'node_modules', peer, 'package.json'), 'utf8').catch(() => '')).includes(`"version": "${version}"`),
    ),
  );
  if (isThere.includes(false))
    await runTool('npm', ['install', '--save-exact', '--no-audit', '--no-fund', ...wanted], {
      cwd: folder,
      env: systemEnvironment(),
      timeoutMilliseconds: 300_000,
    });
  return folder;
}

interface ElkLayout {
  readonly children: readonly { readonly x: number; readonly y: number }[];
  readonly edges: readonly {
    readonly sections?: readonly { readonly startPoint: Place; readonly endPoint: Place; readonly bendPoints?: readonly Place[] }[];
  }[];
}

interface Place {
  readonly x: number;
  readonly y: number;
}

async function measureLayout(folder: string): Promise<readonly Row[]> {
  const { default: Elk } = await import(pathToFileURL(join(folder, 'node_modules/elkjs/lib/elk.bundled.js')).href);
  const lineage = inventLineage(2000);
  const { count, from, to } = lineage;
  const graph = () => ({
    id: 'all',
    layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'RIGHT' },
    children: Array.from({ length: count }, (_, node) => ({ id: `n${node}`, ...size })),
    edges: Array.from(from, (start, arrow) => ({ id: `e${arrow}`, sources: [`n${start}`], targets: [`n${to[arrow]}`] })),
  });
  const [ours, theirs]: [number[], number[]] = [[], []];
  let layout = draw(lineage);
  let peer: ElkLayout | undefined;
  for (let round = 0; round < 3; round++) {
    const elk = new Elk();
    const begun = performance.now();
    peer = (await elk.layout(graph())) as ElkLayout;
    theirs.push(performance.now() - begun);
    for (let again = 0; again < 3; again++) {
      const started = performance.now();
      layout = draw(lineage);
      ours.push(performance.now() - started);
    }
  }
  if (!peer) throw new Error('elkjs laid out nothing');
  const straight = { ours: crossStraight(lineage, layout), theirs: crossStraight(lineage, placesOf(peer)) };
  const routed = { ours: countWayCrossings(waysOf(lineage, layout)), theirs: countWayCrossings(peer.edges.map(wayOf)) };
  const detail = `${count} nodes, ${from.length} arrows; elkjs ${peers.elkjs}, layered, its own defaults`;
  return [
    ratioRow({
      name,
      what: 'layout of 2,000 nodes; peer: elkjs',
      ours: medianOf(ours, 'ms'),
      peer: medianOf(theirs, 'ms'),
      atMost: 0.02,
      detail,
    }),
    ratioRow({
      ...{ name, what: 'crossings in it, arrows as straight lines; peer: elkjs', atMost: 1 },
      ...{ ours: figure(straight.ours, ''), peer: figure(straight.theirs, '') },
      detail: `arrows as they are led: ${routed.ours}, elkjs ${routed.theirs}`,
    }),
  ];
}

function draw({ count, from, to }: InventedLineage): Layout {
  return layOut({ count, from, to, heights: new Float32Array(count).fill(size.height), nodeWidth });
}

function placesOf({ children }: ElkLayout) {
  return { x: children.map(({ x }) => x), y: children.map(({ y }) => y) };
}

function crossStraight({ from, to }: InventedLineage, { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> }): number {
  const middle = (node: number) => [(x[node] ?? 0) + size.width / 2, (y[node] ?? 0) + size.height / 2];
  return countWayCrossings(Array.from(from, (start, arrow) => [...middle(start), ...middle(to[arrow] ?? 0)]));
}

function waysOf({ from, to }: InventedLineage, { x, y, bends, bendStarts }: Layout): number[][] {
  return Array.from(from, (start, arrow) => [
    ...[(x[start] ?? 0) + size.width, (y[start] ?? 0) + size.height / 2],
    ...bends.subarray(2 * (bendStarts[arrow] ?? 0), 2 * (bendStarts[arrow + 1] ?? 0)),
    ...[x[to[arrow] ?? 0] ?? 0, (y[to[arrow] ?? 0] ?? 0) + size.height / 2],
  ]);
}

function wayOf({ sections = [] }: ElkLayout['edges'][number]): number[] {
  return sections.flatMap(({ startPoint, bendPoints = [], endPoint }) =>
    [startPoint, ...bendPoints, endPoint].flatMap(({ x, y }) => [x, y]),
  );
}

interface Moved {
  readonly readyMs: number;
  readonly near: number;
  readonly all: number;
}

async function measureScreen(root: string, folder: string): Promise<readonly Row[]> {
  const lineage = inventLineage(10_000);
  const files = await makeFiles(root, folder, lineage);
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const type = path.endsWith('.js')
      ? 'text/javascript'
      : path.endsWith('.json')
        ? 'application/json'
        : path.endsWith('.css')
          ? 'text/css'
          : 'text/html';
    response.writeHead(files[path] === undefined ? 404 : 200, { 'content-type': `${type}; charset=utf-8` });
    response.end(files[path] ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const open = async (path: string): Promise<Moved> => {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(`http://127.0.0.1:${address.port}${path}`);
      const found = await page.waitForFunction('window.result', undefined, { timeout: 540_000 });
      const moved = (await found.jsonValue()) as Moved;
      await page.close();
      return moved;
    };
    const ours: Moved[] = [];
    for (let round = 0; round < 3; round++) ours.push(await open('/ours'));
    return rowsOfScreen(ours, await open('/peer'), await open('/peer?visible'), lineage, files['/lineage.json']?.length ?? 0);
  } finally {
    await browser.close();
    server.close();
  }
}

function rowsOfScreen(
  ours: readonly Moved[],
  whole: Moved,
  visible: Moved,
  { count, from }: InventedLineage,
  bytes: number,
): readonly Row[] {
  const best = { near: Math.max(whole.near, visible.near), all: Math.max(whole.all, visible.all) };
  const told = ({ readyMs, near, all }: Moved) => `${Math.round(readyMs)} ms, ${near.toFixed(2)} and ${all.toFixed(2)} frames/s`;
  const fps = (what: 'near' | 'all') => medianOf(ours.map((it) => it[what]), 'frames/s'); // biome-ignore format: a line
  // Time a frame, so that less is better on both sides.
  const frame = (what: 'near' | 'all') => {
    const { value, text } = fps(what);
    return { value: 1 / value, unit: 's', text };
  };
  const peerFrame = (what: 'near' | 'all') => ({ value: 1 / best[what], unit: 's', text: `${best[what].toFixed(2)} frames/s` });
  const about = `@xyflow/react ${peers['@xyflow/react']}: ${told(whole)}; with onlyRenderVisibleElements ${told(visible)}; the better one counts`;
  return [
    limitRow({
      ...{ name, what: `${count.toLocaleString('en')} nodes: address to picture`, atMost: 1500 },
      ours: medianOf(
        ours.map(({ readyMs }) => readyMs),
        'ms',
      ),
      detail: `${from.length} arrows; the server's answer (${(bytes / 1e6).toFixed(2)} MB) read, laid out in a thread and drawn`,
    }),
    ratioRow({
      name,
      what: 'time a frame, moved near; peer: @xyflow/react',
      ours: frame('near'),
      peer: peerFrame('near'),
      atMost: 0.04,
      detail: about,
    }),
    ratioRow({ name, what: 'time a frame, all in sight; peer: @xyflow/react', ours: frame('all'), peer: peerFrame('all'), atMost: 0.04 }),
  ];
}

async function makeFiles(root: string, folder: string, lineage: InventedLineage): Promise<Readonly<Record<string, string>>> {
  const { build } = await import('esbuild');
  return withFolder('lineage-pages', async (out) => {
    await build({
      absWorkingDir: root,
      entryPoints: {
        ours: 'bench/lineage-page.ts',
        worker: 'apps/web/features/lineage/layout/lay-out.worker.ts',
        peer: 'bench/lineage-peer-page.mjs',
      },
      ...{ outdir: out, bundle: true, minify: true, format: 'iife', target: 'es2022', tsconfig: 'tsconfig.json' },
      nodePaths: [join(folder, 'node_modules')],
      // One React, the peers': the page lies beside Weft's own.
      alias: { react: join(folder, 'node_modules/react'), 'react-dom': join(folder, 'node_modules/react-dom') },
      define: { 'process.env.NODE_ENV': '"production"' },
    });
    const page = (script: string, more = '') =>
      `<!doctype html><title>${script}</title>${more}<body style="margin:0"><script src="/${script}.js"></script>`;
    const layout = draw(lineage);
    const list = (values: ArrayLike<number>) => Array.from(values);
    const places = { x: list(layout.x), y: list(layout.y), from: list(lineage.from), to: list(lineage.to), names: namesOf(lineage) };
    return {
      '/ours': page('ours'),
      '/peer': page('peer', '<link rel="stylesheet" href="/style.css">'),
      '/ours.js': await readFile(join(out, 'ours.js'), 'utf8'),
      '/worker.js': await readFile(join(out, 'worker.js'), 'utf8'),
      '/peer.js': await readFile(join(out, 'peer.js'), 'utf8'),
      '/style.css': await readFile(join(folder, 'node_modules/@xyflow/react/dist/style.css'), 'utf8'),
      '/lineage.json': JSON.stringify({ data: answerOf(lineage) }),
      '/places.json': JSON.stringify({ ...places, width: layout.width, height: layout.height }),
    };
  });
}

function namesOf({ count, layer }: InventedLineage): string[] {
  const prefixes = ['raw', 'stg', 'stg', 'int', 'int', 'int', 'fct', 'dim', 'fct', 'mart', 'rpt', 'rpt'];
  return Array.from({ length: count }, (_, node) => `${prefixes[layer[node] ?? 0]}_model_${node}`);
}

/** As the server would answer it. */
function answerOf(lineage: InventedLineage): WireLineage {
  const { count, project, layer, from, to } = lineage;
  const all = Array.from({ length: count }, (_, node) => node);
  const words = (list: readonly string[], read: (node: number) => number) => ({ words: list, at: all.map(read) });
  const none = words([], () => -1);
  const projects = Math.max(...project) + 1;
  return {
    nodes: {
      ...{ name: namesOf(lineage), unique_id: all.map(() => ''), project: [...project], group: none, owner: none, version: none },
      type: words(['source', 'model'], (node) => (layer[node] === 0 ? 0 : 1)),
      package: words(
        Array.from({ length: projects }, (_, at) => `project_${at}`),
        (node) => project[node] ?? 0,
      ),
      access: words(['protected', 'public'], (node) => (node % 4 === 0 ? 1 : 0)),
      materialization: words(['view', 'table', 'incremental'], (node) => node % 3),
      status: words(['success', 'error', 'skipped'], (node) => (node % 50 === 0 ? 1 : node % 33 === 0 ? 2 : 0)),
      ...{ freshness: none, layer: none, deprecation_date: none },
      run_seconds: all.map((node) => (node % 900) / 10),
      fresh_at: all.map((node) => 1_767_000_000 + node),
      ...{ has_contract: all.map(() => 0 as const), more_up: all.map(() => 0), more_down: all.map(() => 0) },
    },
    arrows: { from: [...from], to: [...to] },
    projects: Array.from({ length: projects }, (_, at) => ({
      id: at + 1,
      name: `Project ${at}`,
      environment_id: at + 1,
      is_readable: true,
    })),
    named_count: count,
    is_cut: false,
    problems: [],
  };
}
