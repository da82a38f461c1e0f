/** What is drawn of an account's lineage: the nodes that a selector names, the arrows between them, and what is known of each, as far as the asker may see. */
import type { Adjacency } from '@weft/base/adjacency';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type AccountGraph, findNode, type GraphNode } from '../catalog/account-graph.ts';
import { type AppliedNode, type AppliedSource, openApplied } from '../catalog/applied-nodes.ts';
import { type GraphView, openGraph } from '../catalog/open-graph.ts';
import { closeBoxes } from './close-boxes.ts';
import { type Layer, layerOf } from './layer-of.ts';
import { type SeenGraph, seeGraph } from './seen-graph.ts';
import { type LineageSelection, selectLineage } from './select-lineage.ts';

export interface LineageQuestion {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  /** Null: everything. */
  readonly select: string | null;
  readonly exclude: string;
  readonly isWithTests: boolean;
  readonly limit: number;
  readonly isReadable: (projectId: Id<'project'>) => boolean;
}

export interface DrawnNode {
  readonly node: GraphNode;
  /** Null of what is only offered, like all that follows. */
  readonly layer: Layer | null;
  readonly owner: string | null;
  readonly applied: AppliedNode | null;
  readonly source: AppliedSource | null;
  /** Neighbours that are not in the picture; closed ones count as one. */
  readonly moreUp: number;
  readonly moreDown: number;
}

export interface LineagePicture {
  /** Null: a closed box. */
  readonly nodes: readonly (DrawnNode | null)[];
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly namedCount: number;
  /** More were named than the limit. */
  readonly isCut: boolean;
  readonly problems: LineageSelection['problems'];
}

const drawn: ReadonlySet<string> = new Set(
  'model source seed snapshot exposure metric semantic_model saved_query analysis function'.split(' '),
);
const tests: ReadonlySet<string> = new Set(['test', 'unit_test']);

export async function drawLineage(host: Host, question: LineageQuestion): Promise<LineagePicture> {
  const whole = await openGraph(host, question.accountId, question.view);
  const seen = seeGraph(whole, question.isReadable);
  const readable = whole.environments.filter(({ projectId }) => question.isReadable(projectId));
  const applied = await openApplied(
    host,
    readable.map(({ environmentId }) => environmentId),
  );
  // Closed nodes are of a type all the same: a test is no stop on the way.
  const isDrawn = (number: number) => {
    const type = whole.nodes[number]?.resourceType ?? '';
    return drawn.has(type) || (question.isWithTests && tests.has(type) && seen.sightOf(number) === 'whole');
  };
  const { chosen, problems } = choose(seen.graph, question, applied);
  const named = [...chosen].filter(isDrawn).sort((a, b) => a - b);
  const numbers = named.slice(0, question.limit);
  const ownerOf = (number: number) => (seen.sightOf(number) === 'closed' ? (whole.nodes[number]?.projectId ?? 0) : -1);
  const { places, from, to } = closeBoxes({ children: whole.children, ownerOf }, numbers);
  const inPicture = new Set(numbers);
  const beyond = (links: Adjacency, number: number) => countBeyond(links, number, { seen, isDrawn, inPicture });
  const nodes = places.map((number): DrawnNode | null => {
    const node = number === null ? undefined : seen.graph.nodes[number];
    if (number === null || !node) return null;
    const isWhole = seen.sightOf(number) === 'whole';
    const results = isWhole ? applied.get(node.environmentId) : undefined;
    return {
      node,
      layer: isWhole ? layerOf(node) : null,
      owner: isWhole ? ownerNameOf(whole, node) : null,
      applied: results?.nodes.get(node.uniqueId) ?? null,
      source: results?.sources.get(node.uniqueId) ?? null,
      moreUp: beyond(whole.parents, number),
      moreDown: beyond(whole.children, number),
    };
  });
  return { nodes, from, to, namedCount: nodes.length + named.length - numbers.length, isCut: named.length > numbers.length, problems };
}

function choose(graph: AccountGraph, { select, exclude }: LineageQuestion, applied: Parameters<typeof selectLineage>[1]['applied']) {
  if (select !== null) return selectLineage(graph, { select, exclude, applied });
  const barred = selectLineage(graph, { select: exclude, exclude: '', applied });
  const chosen = new Set<number>();
  for (let number = 0; number < graph.nodes.length; number++) if (!barred.chosen.has(number)) chosen.add(number);
  return { chosen, problems: barred.problems };
}

function countBeyond(
  { offsets, targets }: Adjacency,
  number: number,
  { seen, isDrawn, inPicture }: { seen: SeenGraph; isDrawn: (number: number) => boolean; inPicture: ReadonlySet<number> },
): number {
  let count = 0;
  let closed = 0;
  for (let at = offsets[number] ?? 0; at < (offsets[number + 1] ?? 0); at++) {
    const next = targets[at] ?? 0;
    if (inPicture.has(next) || !isDrawn(next)) continue;
    if (seen.sightOf(next) === 'closed') closed = 1;
    else count++;
  }
  return count + closed;
}

/** Its own, or its group's. */
function ownerNameOf(graph: AccountGraph, { owner, group, projectId, packageName }: GraphNode): string | null {
  const number = group === null ? null : findNode(graph, projectId, `group.${packageName}.${group}`);
  const of = owner ?? (number === null ? null : (graph.nodes[number]?.owner ?? null));
  return of === null ? null : (of.name ?? of.email);
}
