/** Lists an account's nodes for its asker: found by words, by a selector or all of them; filtered, sorted, and counted by what they could be filtered by further. */
import type { Id } from '@weft/base/id';
import type { SelectionReason } from '@weft/dbt/selection/select-nodes';
import type { Host } from '@weft/host/host';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { openApplied } from './applied-nodes.ts';
import { nameOfOwner, ownerOf } from './node-owner.ts';
import { type Standing, standingOf } from './node-standing.ts';
import { type GraphView, openGraph } from './open-graph.ts';
import { searchNodes } from './search-nodes.ts';
import type { SearchField } from './search-segment.ts';
import { type GraphSelection, selectInGraph } from './select-graph.ts';
import { maskGraph, type Seen, type Sight, seenAs } from './sight.ts';

/** What nodes are counted and filtered by; the value of one that has none is empty. */
export const facetNames = [
  ...(['type', 'project', 'access', 'materialization', 'owner', 'package', 'database', 'status', 'tag'] as const),
] as const;
export type FacetName = (typeof facetNames)[number];
export const nodeOrders = [
  'best',
  'name',
  'type',
  'project',
  'materialization',
  'access',
  'owner',
  'tests',
  'status',
  'ran',
  'time',
] as const;
export type NodeOrder = (typeof nodeOrders)[number];

export interface NodeQuestion {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  readonly sight: Sight;
  /** Words as people type them; empty: no search. */
  readonly text: string;
  /** dbt's selector syntax; empty: none. */
  readonly select: string;
  readonly filters: Readonly<Partial<Record<FacetName, readonly string[]>>>;
  readonly order: NodeOrder;
  readonly isDescending: boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface ListedNode {
  readonly node: GraphNode;
  readonly number: number;
  readonly seen: Exclude<Seen, 'nothing'>;
  /** Where the best of the words was found; null: it was no search. */
  readonly field: SearchField | null;
  /** Why the selector selects it. */
  readonly reason: SelectionReason | null;
  /** Of an offer: as if nothing were known. */
  readonly standing: Standing;
  readonly owner: ReturnType<typeof ownerOf>;
}

export interface NodeList {
  readonly nodes: readonly ListedNode[];
  readonly totalCount: number;
  /** How many there would be of each value, the other filters kept; most first. */
  readonly facets: Readonly<Record<FacetName, ReadonlyMap<string, number>>>;
  /** What of the selector was not understood, could not be told, or names nothing; null: there was none. */
  readonly selection: Pick<GraphSelection, 'problems' | 'untold' | 'empty'> | null;
  readonly graph: AccountGraph;
}

interface Candidate {
  readonly number: number;
  readonly field: SearchField | null;
  readonly reason: SelectionReason | null;
}

export const unknownStanding: Standing = {
  ...{ status: null, at: null, executionSeconds: null, freshness: null },
  tests: { total: 0, passed: 0, warned: 0, failed: 0 },
};

export async function listNodes(host: Host, question: NodeQuestion): Promise<NodeList> {
  const { sight, filters } = question;
  const graph = await openGraph(host, question.accountId, question.view);
  const applied = await openApplied(
    host,
    graph.environments.flatMap(({ environmentId, projectId }) => (sight.isReadable(projectId) ? [environmentId] : [])),
  );
  const selection = question.select.trim() === '' ? null : selectInGraph(maskGraph(graph, sight), { select: question.select, applied });
  const candidates = await findCandidates(host, graph, question, selection);
  const facets = emptyFacets();
  const wanted = facetNames.flatMap((name) => (filters[name]?.length ? [{ name, values: new Set(filters[name]) }] : []));
  const dbtNames = new Map(graph.environments.map(({ projectId, dbtProjectName }) => [projectId, dbtProjectName]));
  const kept: ListedNode[] = [];
  for (const candidate of candidates) {
    const node = graph.nodes[candidate.number];
    const seen = node ? seenAs(sight, node) : 'nothing';
    if (!node || seen === 'nothing' || isAside(node, dbtNames.get(node.projectId) ?? null, filters)) continue;
    const owner = ownerOf(graph, node);
    const standing = seen === 'offer' ? unknownStanding : standingOf(graph, applied, candidate.number);
    const listed = { ...candidate, node, seen, owner, standing };
    const values = valuesOf(listed);
    const missed = wanted.filter(({ name, values: asked }) => !values[name].some((value) => asked.has(value)));
    if (missed.length === 0) kept.push(listed);
    // Of what one filter alone leaves out, that filter's own counts still tell.
    if (missed.length < 2) {
      const only = missed[0]?.name;
      for (const name of facetNames) {
        if (only !== undefined && name !== only) continue;
        for (const value of values[name]) facets[name].set(value, (facets[name].get(value) ?? 0) + 1);
      }
    }
  }
  const nodes = sort(kept, question).slice(question.offset, question.offset + question.limit);
  return { nodes, totalCount: kept.length, facets: ranked(facets), selection, graph };
}

async function findCandidates(
  host: Host,
  graph: AccountGraph,
  { accountId, view, sight, text }: NodeQuestion,
  selection: GraphSelection | null,
): Promise<readonly Candidate[]> {
  const isSelected = (number: number) => selection === null || selection.reasons.has(number);
  if (text.trim() === '')
    return graph.nodes.flatMap((_, number) =>
      isSelected(number) ? [{ number, field: null, reason: selection?.reasons.get(number) ?? null }] : [],
    );
  const { found } = await searchNodes(host, {
    ...{ accountId, view, text, isReadable: sight.isReadable, offset: 0, limit: Number.POSITIVE_INFINITY },
  });
  return found.flatMap(({ number, field }) =>
    isSelected(number) ? [{ number, field, reason: selection?.reasons.get(number) ?? null }] : [],
  );
}

/** Macros of packages are in every project, dbt's own a thousand times: they are shown to who asks for a package. */
function isAside(node: GraphNode, dbtProjectName: string | null, filters: NodeQuestion['filters']): boolean {
  if (node.resourceType === 'macro') return node.packageName !== dbtProjectName && !filters.package?.includes(node.packageName);
  return false;
}

function valuesOf({ node, seen, owner, standing }: ListedNode): Readonly<Record<FacetName, readonly string[]>> {
  const { materialized } = node.config;
  return {
    type: [node.resourceType],
    project: [String(node.projectId)],
    access: [node.access ?? ''],
    materialization: [typeof materialized === 'string' ? materialized : ''],
    owner: [nameOfOwner(owner) ?? ''],
    package: [node.packageName],
    database: [node.database ?? ''],
    status: [seen === 'offer' ? '' : (standing.status ?? '')],
    tag: node.tags,
  };
}

function emptyFacets(): Record<FacetName, Map<string, number>> {
  return {
    ...{ type: new Map(), project: new Map(), access: new Map(), materialization: new Map(), owner: new Map() },
    ...{ package: new Map(), database: new Map(), status: new Map(), tag: new Map() },
  };
}

function ranked(facets: Record<FacetName, Map<string, number>>): NodeList['facets'] {
  for (const name of facetNames)
    facets[name] = new Map([...facets[name]].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)));
  return facets;
}

function sort(nodes: ListedNode[], { order, isDescending, text }: NodeQuestion): readonly ListedNode[] {
  const by = order === 'best' && text.trim() === '' ? 'name' : order;
  // The search has sorted them.
  if (by === 'best') return nodes;
  const keyed = nodes.map((listed) => ({ listed, key: sortKey(listed, by) }));
  const sign = isDescending ? -1 : 1;
  keyed.sort(
    (a, b) => sign * compare(a.key, b.key) || compare(a.listed.node.name, b.listed.node.name) || a.listed.number - b.listed.number,
  );
  return keyed.map(({ listed }) => listed);
}

function sortKey({ node, owner, standing }: ListedNode, order: Exclude<NodeOrder, 'best'>): string | number {
  const { materialized } = node.config;
  switch (order) {
    case 'name':
      return node.name.toLowerCase();
    case 'type':
      return node.resourceType;
    case 'project':
      return node.projectId;
    case 'materialization':
      return typeof materialized === 'string' ? materialized : '';
    case 'access':
      return node.access ?? '';
    case 'owner':
      return nameOfOwner(owner)?.toLowerCase() ?? '';
    case 'tests':
      return standing.tests.total;
    case 'status':
      return standing.status ?? '';
    case 'ran':
      return standing.at?.getTime() ?? 0;
    case 'time':
      return standing.executionSeconds ?? -1;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
