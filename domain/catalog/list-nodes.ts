/** Lists an account's nodes for its asker: found by words, by a selector or all of them; filtered, sorted, and counted by what they could be filtered by further. */
import type { Id } from '@weft/base/id';
import { pickFirst } from '@weft/base/pick-first';
import type { SelectionReason } from '@weft/dbt/selection/select-nodes';
import type { Host } from '@weft/host/host';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { appliedOf } from './applied-nodes.ts';
import {
  type AccountComparison,
  asksForState,
  type ComparedNode,
  type CompareWith,
  compareAccount,
  differenceOf,
} from './compare-account.ts';
import { type FacetFilters, type Facets, makeTally, type Tally } from './facet-codes.ts';
import { columnsOf } from './graph-columns.ts';
import { isLasting, lastingKeys, ranksOf, type StandingOrder } from './node-keys.ts';
import { ownerOf } from './node-owner.ts';
import { type AppliedByEnvironment, type Standing, standingOf } from './node-standing.ts';
import { type GraphView, openAccount } from './open-graph.ts';
import { fieldIn, matchNodes, openIndex, pickBest } from './search-nodes.ts';
import type { Found } from './search-segments.ts';
import type { SearchField } from './search-words.ts';
import { type GraphSelection, selectInGraph } from './select-graph.ts';
import { maskGraph, type Seen, type Sight, seenAs } from './sight.ts';
import { statusCodesOf } from './status-codes.ts';

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
  /** For its `state:`; left out: the state before. */
  readonly compareWith?: CompareWith;
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
  /** Where the selector asks for states: what of it differs; null: nothing, or it is not compared. */
  readonly compared: ComparedNode | null;
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

export const unknownStanding: Standing = {
  ...{ status: null, at: null, executionSeconds: null, freshness: null },
  tests: { total: 0, passed: 0, warned: 0, failed: 0 },
};

export async function listNodes(host: Host, question: NodeQuestion): Promise<NodeList> {
  const { sight, filters, text } = question;
  const { graph, standings, projectNames } = await openAccount(host, question.accountId, question.view);
  const applied = await appliedOf(
    host,
    graph.environments.flatMap(({ environmentId, projectId }) => (sight.isReadable(projectId) && standings.get(environmentId)) || []),
  );
  const comparison = asksForState(question.select)
    ? await compareAccount(host, graph, { accountId: question.accountId, ...comparedBy(question), projectNames })
    : null;
  const index = text.trim() === '' ? null : await openIndex(host, graph);
  // From here on nothing is waited for: what is found is there until the next search.
  const selection =
    question.select.trim() === '' ? null : selectInGraph(maskGraph(graph, sight), { select: question.select, applied, comparison });
  const found = index && matchNodes(graph, index, { text, sight });
  const tally = makeTally(graph, filters, statusCodesOf(graph, applied).words);
  const kept = keepNodes({ graph, applied, sight, filters }, selection, found, tally);
  const list = (number: number) => listed({ graph, applied, sight, comparison }, number, selection, found);
  const first = orderNodes({ graph, applied, sight }, kept, question, found);
  return { nodes: first.flatMap(list), totalCount: kept.length, facets: tally.facets(), selection, graph };
}

function comparedBy({ compareWith = { kind: 'previous' }, sight }: NodeQuestion) {
  return { compareWith, isReadable: sight.isReadable };
}

interface Known {
  readonly graph: AccountGraph;
  readonly applied: AppliedByEnvironment;
  readonly sight: Sight;
}

/** Numbers of nodes that were found, or of all, as far as the asker may know of them, and the filters leave them in. */
function keepNodes(
  { graph, applied, sight, filters }: Known & Pick<NodeQuestion, 'filters'>,
  selection: GraphSelection | null,
  found: Found | null,
  tally: Tally,
): Uint32Array {
  const { environments, offered, aside } = columnsOf(graph);
  const { codes } = statusCodesOf(graph, applied);
  const sees = graph.environments.map(({ projectId }) => (sight.isReadable(projectId) ? 2 : sight.isOffered(projectId) ? 1 : 0));
  const count = found ? found.count : graph.nodes.length;
  const kept = new Uint32Array(count);
  let keptCount = 0;
  for (let at = 0; at < count; at++) {
    const number = found ? (found.numbers[at] ?? 0) : at;
    const seen = sees[environments[number] ?? 0] ?? 0;
    if (seen === 0 || (seen === 1 && offered[number] !== 1)) continue;
    if (selection !== null && !selection.reasons.has(number)) continue;
    // Macros of packages are in every project, dbt's own a thousand times: they are shown to who asks for a package.
    if (aside[number] === 1 && !filters.package?.includes(graph.nodes[number]?.packageName ?? '')) continue;
    if (tally.take(number, seen === 2 ? (codes[number] ?? 0) : 0)) kept[keptCount++] = number;
  }
  return kept.subarray(0, keptCount);
}

function listed(
  { graph, applied, sight, comparison }: Known & { readonly comparison: AccountComparison | null },
  number: number,
  selection: GraphSelection | null,
  found: Found | null,
): ListedNode[] {
  const node = graph.nodes[number];
  const seen = node ? seenAs(sight, node) : 'nothing';
  if (!node || seen === 'nothing') return [];
  const field = found && fieldIn(found, number);
  const standing = seen === 'offer' ? unknownStanding : standingOf(graph, applied, number);
  const reason = selection?.reasons.get(number) ?? null;
  const compared = comparison && differenceOf(comparison, node);
  return [{ node, number, seen, field, reason, compared, standing, owner: ownerOf(graph, node) }];
}

/** Only what is shown is sorted, and of what changes with every run only what is sorted by is gathered. `found`: null, when it is no search. */
function orderNodes(
  known: Known,
  numbers: Uint32Array,
  { order, isDescending, offset, limit, text }: NodeQuestion,
  found: Found | null,
): readonly number[] {
  if (order === 'best' && found !== null) return pickBest(known.graph, found, numbers, offset + limit, text).slice(offset);
  const by = order === 'best' ? 'name' : order;
  const keys = isLasting(by) ? lastingKeys(known.graph, by) : standingKeys(known, numbers, by);
  const names = lastingKeys(known.graph, 'spelling');
  const sign = isDescending ? -1 : 1;
  const compare = (a: number, b: number) => sign * ((keys[a] ?? 0) - (keys[b] ?? 0)) || (names[a] ?? 0) - (names[b] ?? 0) || a - b;
  return pickFirst(numbers, offset + limit, compare).slice(offset);
}

/** By number, of those that are asked for: what changes with every run. */
function standingKeys({ graph, applied, sight }: Known, numbers: Uint32Array, order: StandingOrder): Float64Array {
  const keys = new Float64Array(graph.nodes.length);
  const { words, codes } = statusCodesOf(graph, applied);
  const places = ranksOf(words);
  for (const number of numbers) {
    const node = graph.nodes[number];
    const isOffer = node !== undefined && seenAs(sight, node) === 'offer';
    const standing = isOffer || order === 'status' ? unknownStanding : standingOf(graph, applied, number);
    if (order === 'status') keys[number] = isOffer ? 0 : (places[codes[number] ?? 0] ?? 0);
    else if (order === 'tests') keys[number] = standing.tests.total;
    else if (order === 'ran') keys[number] = standing.at?.getTime() ?? 0;
    else keys[number] = standing.executionSeconds ?? -1;
  }
  return keys;
}
