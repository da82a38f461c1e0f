/** Searches an account's nodes as people type, and as far as they may see. */
import type { Id } from '@weft/base/id';
import { pickFirst } from '@weft/base/pick-first';
import type { Host } from '@weft/host/host';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { type GraphView, openGraph } from './open-graph.ts';
import { type SearchField, searchFields } from './search-segment.ts';
import { type Hit, searchSegment } from './search-segment-query.ts';
import { openSegment } from './segment-of-environment.ts';

export interface NodeWords {
  readonly text: string;
  /** Projects that the asker may read; of the others only what is offered to everybody is found: public models, without their code. */
  readonly isReadable: (projectId: Id<'project'>) => boolean;
  /** Left out: all. */
  readonly fields?: ReadonlySet<SearchField>;
  readonly filter?: (node: GraphNode) => boolean;
}

export interface NodeSearch extends NodeWords {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  readonly offset: number;
  readonly limit: number;
}

export interface FoundNode {
  readonly node: GraphNode;
  /** Of the node in the graph. */
  readonly number: number;
  readonly field: SearchField;
  readonly score: number;
}

export interface NodeSearchResult {
  /** The best first. */
  readonly found: readonly FoundNode[];
  readonly totalCount: number;
  /** How many of all that was found. */
  readonly byType: ReadonlyMap<string, number>;
  readonly graph: AccountGraph;
}

const every: ReadonlySet<SearchField> = new Set(searchFields);
/** What people look for comes before what is made of it. */
const typeWorth: Readonly<Record<string, number>> = {
  model: 10,
  source: 9,
  seed: 9,
  snapshot: 9,
  exposure: 9,
  metric: 9,
  test: 2,
  macro: 4,
};

export async function searchNodes(host: Host, search: NodeSearch): Promise<NodeSearchResult> {
  const graph = await openGraph(host, search.accountId, search.view);
  const all = await matchNodes(host, graph, search);
  const byType = new Map<string, number>();
  for (const { node } of all) byType.set(node.resourceType, (byType.get(node.resourceType) ?? 0) + 1);
  const found = pickFirst(all, search.offset + search.limit, compareFound).slice(search.offset);
  return { found, totalCount: all.length, byType, graph };
}

/** All that the words are in, in no order. */
export async function matchNodes(
  host: Host,
  graph: AccountGraph,
  { text, isReadable, fields = every, filter }: NodeWords,
): Promise<readonly FoundNode[]> {
  const exact = text.trim().toLowerCase();
  const worths = worthsIn(graph);
  const all: FoundNode[] = [];
  for (const [at, environment] of graph.environments.entries()) {
    const isWhole = isReadable(environment.projectId);
    const places = graph.places[at];
    const segment = await openSegment(host, environment);
    const sees = (node: number) => (isWhole ? 'everything' : environment.nodes[node]?.access === 'public' ? 'offer' : 'nothing');
    for (const hit of searchSegment(segment, { text, sees, fields })) {
      const number = places?.[hit.node];
      const node = number === undefined ? undefined : graph.nodes[number];
      if (number === undefined || !node || filter?.(node) === false) continue;
      all.push({ node, number, field: hit.field, score: scoreOf(graph, node, number, hit, { worth: worths[number] ?? 0, exact }) });
    }
  }
  return all;
}

/** The best first. */
export function compareFound(a: FoundNode, b: FoundNode): number {
  if (a.score !== b.score) return b.score - a.score;
  if (a.node.name.length !== b.node.name.length) return a.node.name.length - b.node.name.length;
  if (a.node.uniqueId !== b.node.uniqueId) return a.node.uniqueId < b.node.uniqueId ? -1 : 1;
  return a.number - b.number;
}

const worthsOf = new WeakMap<AccountGraph, Uint8Array>();

/** By number of the node: looked up once a graph, since a common word is in tens of thousands of them. */
function worthsIn(graph: AccountGraph): Uint8Array {
  const worths = worthsOf.get(graph) ?? Uint8Array.from(graph.nodes, ({ resourceType }) => typeWorth[resourceType] ?? 5);
  worthsOf.set(graph, worths);
  return worths;
}

/** Between equals, what more is built on comes first. */
function scoreOf(
  { children }: AccountGraph,
  node: GraphNode,
  number: number,
  hit: Hit,
  { worth, exact }: { worth: number; exact: string },
): number {
  const readers = (children.offsets[number + 1] ?? 0) - (children.offsets[number] ?? 0);
  const isExact = hit.field === 'name' && node.name.length === exact.length && node.name.toLowerCase() === exact;
  return hit.score * worth + Math.min(readers, 99) + (isExact ? 10_000 : 0);
}
