/** How soon a lineage of ten thousand nodes is on the screen, and how it moves there, against @xyflow/react. */
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { type InventedLineage, inventLineage } from './invent-lineage.ts';
import { makeFiles } from './lineage-files.ts';
import { peers } from './lineage-peers.ts';
import { limitRow, medianOf, type Row, ratioRow } from './row.ts';

interface Moved {
  readonly readyMs: number;
  readonly near: number;
  readonly all: number;
}

/** Else no more than sixty frames a second would be counted on either side, however fast. */
const unlimited = ['--disable-frame-rate-limit', '--disable-gpu-vsync'] as const;

export async function measureScreen(
  name: string,
  { root, folder }: { readonly root: string; readonly folder: string },
): Promise<readonly Row[]> {
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
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', ...unlimited] });
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
    return rowsOfScreen(name, ours, await open('/peer'), await open('/peer?visible'), lineage, files['/lineage.json']?.length ?? 0);
  } finally {
    await browser.close();
    server.close();
  }
}

function rowsOfScreen(
  name: string,
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
