/** How fast a lineage is laid out, and how many arrows cross in it, against elkjs. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Layout, layOut } from '@weft/web/features/lineage/layout/lay-out';
import { nodeWidth } from '@weft/web/features/lineage/scene';
import { countWayCrossings } from './count-crossings.ts';
import { type InventedLineage, inventLineage } from './invent-lineage.ts';
import { peers } from './lineage-peers.ts';
import { figure, medianOf, type Row, ratioRow } from './row.ts';

const size = { width: nodeWidth, height: 44 };

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

export async function measureLayout(name: string, folder: string): Promise<readonly Row[]> {
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
  let layout = layOutInvented(lineage);
  let peer: ElkLayout | undefined;
  for (let round = 0; round < 3; round++) {
    const elk = new Elk();
    const begun = performance.now();
    peer = (await elk.layout(graph())) as ElkLayout;
    theirs.push(performance.now() - begun);
    for (let again = 0; again < 3; again++) {
      const started = performance.now();
      layout = layOutInvented(lineage);
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

export function layOutInvented({ count, from, to }: InventedLineage): Layout {
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
