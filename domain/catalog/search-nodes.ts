/** Searches an account's nodes as people type, and as far as they may see. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { type AccountGraph, findNode, type GraphNode } from './account-graph.ts';
import { type GraphView, openGraph } from './open-graph.ts';
import { type SearchField, searchFields } from './search-segment.ts';
import { searchSegment } from './search-segment-query.ts';
import { openSegment } from './segment-of-environment.ts';

export interface NodeSearch {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  readonly text: string;
  /** Projects that the asker may read; of the others only what is offered to everybody is found: public models, without their code. */
  readonly isReadable: (projectId: Id<'project'>) => boolean;
  /** Left out: all. */
  readonly fields?: ReadonlySet<SearchField>;
  readonly filter?: (node: GraphNode) => boolean;
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
  /** How many of all that was found, by type and by project. */
  readonly byType: ReadonlyMap<string, number>;
  readonly byProject: ReadonlyMap<Id<'project'>, number>;
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
  const fields = search.fields ?? every;
  const exact = search.text.trim().toLowerCase();
  const all: FoundNode[] = [];
  const byType = new Map<string, number>();
  const byProject = new Map<Id<'project'>, number>();
  for (const environment of graph.environments) {
    const isWhole = search.isReadable(environment.projectId);
    const segment = await openSegment(host, environment);
    const sees = (node: number) => (isWhole ? 'everything' : environment.nodes[node]?.access === 'public' ? 'offer' : 'nothing');
    for (const hit of searchSegment(segment, { text: search.text, sees, fields })) {
      const uniqueId = environment.nodes[hit.node]?.uniqueId ?? '';
      const number = findNode(graph, environment.projectId, uniqueId);
      const node = number === null ? undefined : graph.nodes[number];
      if (number === null || !node || search.filter?.(node) === false) continue;
      all.push({ node, number, field: hit.field, score: scoreOf(graph, node, number, hit.score, exact) });
      byType.set(node.resourceType, (byType.get(node.resourceType) ?? 0) + 1);
      byProject.set(node.projectId, (byProject.get(node.projectId) ?? 0) + 1);
    }
  }
  all.sort((a, b) => b.score - a.score || a.node.name.length - b.node.name.length || (a.node.uniqueId < b.node.uniqueId ? -1 : 1));
  const found = all.slice(search.offset, search.offset + search.limit);
  return { found, totalCount: all.length, byType, byProject, graph };
}

/** Between equals, what more is built on comes first. */
function scoreOf(graph: AccountGraph, node: GraphNode, number: number, score: number, exact: string): number {
  const readers = (graph.children.offsets[number + 1] ?? 0) - (graph.children.offsets[number] ?? 0);
  const isExact = node.name.toLowerCase() === exact;
  return score * (typeWorth[node.resourceType] ?? 5) + Math.min(readers, 99) + (isExact ? 10_000 : 0);
}
