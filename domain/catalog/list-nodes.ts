/** Lists an account's nodes for its asker: found by words, by a selector or all of them; filtered, sorted, and counted by what they could be filtered by further. */
import type { Id } from '@weft/base/id';
import { pickFirst } from '@weft/base/pick-first';
import type { SelectionReason } from '@weft/dbt/selection/select-nodes';
import type { Host } from '@weft/host/host';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { appliedOf } from './applied-nodes.ts';
import { type FacetFilters, type Facets, makeTally } from './facet-codes.ts';
import { nameOfOwner, ownerOf } from './node-owner.ts';
import { type AppliedByEnvironment, type Standing, standingOf, statusOf } from './node-standing.ts';
import { type GraphView, openAccount } from './open-graph.ts';
import { compareFound, type FoundNode, matchNodes } from './search-nodes.ts';
import type { SearchField } from './search-segment.ts';
import { type GraphSelection, selectInGraph } from './select-graph.ts';
import { maskGraph, type Seen, type Sight, seenAs } from './sight.ts';

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
  readonly filters: FacetFilters;
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
  readonly facets: Facets;
  /** What of the selector was not understood, could not be told, or names nothing; null: there was none. */
  readonly selection: Pick<GraphSelection, 'problems' | 'untold' | 'empty'> | null;
  readonly graph: AccountGraph;
}

interface Candidate {
  readonly number: number;
  /** Null: it was no search. */
  readonly found: FoundNode | null;
  readonly reason: SelectionReason | null;
}

interface Kept extends Candidate {
  readonly node: GraphNode;
  readonly seen: Exclude<Seen, 'nothing'>;
}

export const unknownStanding: Standing = {
  ...{ status: null, at: null, executionSeconds: null, freshness: null },
  tests: { total: 0, passed: 0, warned: 0, failed: 0 },
};

export async function listNodes(host: Host, question: NodeQuestion): Promise<NodeList> {
  const { sight, filters } = question;
  const { graph, standings } = await openAccount(host, question.accountId, question.view);
  const applied = await appliedOf(
    host,
    graph.environments.flatMap(({ environmentId, projectId }) => (sight.isReadable(projectId) && standings.get(environmentId)) || []),
  );
  const selection = question.select.trim() === '' ? null : selectInGraph(maskGraph(graph, sight), { select: question.select, applied });
  const candidates = await findCandidates(host, graph, question, selection);
  const tally = makeTally(graph, filters);
  const dbtNames = new Map(graph.environments.map(({ projectId, dbtProjectName }) => [projectId, dbtProjectName]));
  const kept: Kept[] = [];
  for (const candidate of candidates) {
    const node = graph.nodes[candidate.number];
    const seen = node ? seenAs(sight, node) : 'nothing';
    if (!node || seen === 'nothing' || isAside(node, dbtNames, filters)) continue;
    const status = seen === 'offer' ? '' : (statusOf(applied, node) ?? '');
    if (tally.take(candidate.number, status))
      kept.push({ number: candidate.number, found: candidate.found, reason: candidate.reason, node, seen });
  }
  const list = (it: Kept) => listed(graph, applied, it);
  return { nodes: pageOf(kept, question, list), totalCount: kept.length, facets: tally.facets(), selection, graph };
}

function listed(graph: AccountGraph, applied: AppliedByEnvironment, { number, found, reason, node, seen }: Kept): ListedNode {
  const standing = seen === 'offer' ? unknownStanding : standingOf(graph, applied, number);
  return { node, number, seen, field: found?.field ?? null, reason, standing, owner: ownerOf(graph, node) };
}

async function findCandidates(
  host: Host,
  graph: AccountGraph,
  { sight, text }: NodeQuestion,
  selection: GraphSelection | null,
): Promise<readonly Candidate[]> {
  const isSelected = (number: number) => selection === null || selection.reasons.has(number);
  if (text.trim() === '')
    return graph.nodes.flatMap((_, number) =>
      isSelected(number) ? [{ number, found: null, reason: selection?.reasons.get(number) ?? null }] : [],
    );
  const matches = await matchNodes(host, graph, { text, isReadable: sight.isReadable });
  return matches.flatMap((found) =>
    isSelected(found.number) ? [{ number: found.number, found, reason: selection?.reasons.get(found.number) ?? null }] : [],
  );
}

/** Macros of packages are in every project, dbt's own a thousand times: they are shown to who asks for a package. */
function isAside(
  { resourceType, packageName, projectId }: GraphNode,
  dbtNames: ReadonlyMap<Id<'project'>, string | null>,
  filters: FacetFilters,
): boolean {
  if (resourceType !== 'macro') return false;
  return packageName !== dbtNames.get(projectId) && !filters.package?.includes(packageName);
}

/** Only what is shown is sorted, and what is known of a node is gathered only where it is sorted by or shown. */
function pageOf(
  kept: readonly Kept[],
  { order, isDescending, text, offset, limit }: NodeQuestion,
  list: (it: Kept) => ListedNode,
): readonly ListedNode[] {
  const by = order === 'best' && text.trim() === '' ? 'name' : order;
  const end = offset + limit;
  if (by === 'best')
    return pickFirst(kept, end, (a, b) => (a.found && b.found ? compareFound(a.found, b.found) : 0))
      .slice(offset)
      .map(list);
  const keyed = kept.map((it) => ({ it, key: sortKey(it, by, list) }));
  const sign = isDescending ? -1 : 1;
  const first = pickFirst(
    keyed,
    end,
    (a, b) => sign * compare(a.key, b.key) || compare(a.it.node.name, b.it.node.name) || a.it.number - b.it.number,
  );
  return first.slice(offset).map(({ it }) => list(it));
}

function sortKey(it: Kept, order: Exclude<NodeOrder, 'best'>, list: (it: Kept) => ListedNode): string | number {
  const { node } = it;
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
      return nameOfOwner(list(it).owner)?.toLowerCase() ?? '';
    case 'tests':
      return list(it).standing.tests.total;
    case 'status':
      return list(it).standing.status ?? '';
    case 'ran':
      return list(it).standing.at?.getTime() ?? 0;
    case 'time':
      return list(it).standing.executionSeconds ?? -1;
  }
}

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
