/** Searches an account's nodes as people type, and as far as they may see. */
import type { Id } from '@weft/base/id';
import { pickFirst } from '@weft/base/pick-first';
import type { Host } from '@weft/host/host';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { codedValues } from './facet-codes.ts';
import { columnsOf } from './graph-columns.ts';
import { type GraphView, openGraph } from './open-graph.ts';
import type { SearchSegment } from './search-segment.ts';
import { type Found, makeScratch, type Scratch, searchSegments } from './search-segments.ts';
import { type SearchField, searchFields } from './search-words.ts';
import { openSegment } from './segment-of-environment.ts';
import type { Sight } from './sight.ts';

export interface NodeWords {
  readonly text: string;
  /** Of projects that are not read only what is offered is found: public models, without their code. */
  readonly sight: Sight;
  /** Left out: all. */
  readonly fields?: ReadonlySet<SearchField>;
}

export interface NodeSearch extends Omit<NodeWords, 'sight'> {
  readonly accountId: Id<'account'>;
  readonly view: GraphView;
  /** Projects that the asker may read; all others offer to them. */
  readonly isReadable: (projectId: Id<'project'>) => boolean;
  readonly filter?: (node: GraphNode) => boolean;
  readonly offset: number;
  readonly limit: number;
}

export interface FoundNode {
  readonly node: GraphNode;
  /** Of the node in the graph. */
  readonly number: number;
  readonly field: SearchField;
}

export interface NodeSearchResult {
  /** The best first. */
  readonly found: readonly FoundNode[];
  readonly totalCount: number;
  /** How many of all that was found. */
  readonly byType: ReadonlyMap<string, number>;
  readonly graph: AccountGraph;
}

/** Of all environments of a graph. */
export interface SearchIndex {
  readonly segments: readonly SearchSegment[];
  readonly scratch: Scratch;
}

const indexesOf = new WeakMap<AccountGraph, Promise<SearchIndex>>();
/** While the words of one environment are read, those of the other are numbered. */
const segmentsAtOnce = 2;

export function openIndex(host: Host, graph: AccountGraph): Promise<SearchIndex> {
  const index = indexesOf.get(graph) ?? makeIndex(host, graph);
  indexesOf.set(graph, index);
  index.catch(() => indexesOf.delete(graph));
  return index;
}

async function makeIndex(host: Host, { environments, nodes }: AccountGraph): Promise<SearchIndex> {
  const segments: SearchSegment[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < environments.length; at = next++) {
      const environment = environments[at];
      if (environment) segments[at] = await openSegment(host, environment);
    }
  };
  await Promise.all(Array.from({ length: segmentsAtOnce }, lane));
  return { segments, scratch: makeScratch(nodes.length) };
}

export async function searchNodes(host: Host, search: NodeSearch): Promise<NodeSearchResult> {
  const graph = await openGraph(host, search.accountId, search.view);
  const index = await openIndex(host, graph);
  // From here on nothing is waited for: what is found is there until the next search.
  const sight: Sight = { isReadable: search.isReadable, isOffered: () => true };
  const matches = matchNodes(graph, index, { ...search, sight });
  const { filter } = search;
  const all = matches.numbers.subarray(0, matches.count);
  const kept = filter === undefined ? all : all.filter((number) => isKept(graph, number, filter));
  const best = pickBest(graph, matches, kept, search.offset + search.limit, search.text).slice(search.offset);
  const found = best.flatMap((number) => {
    const node = graph.nodes[number];
    return node ? [{ node, number, field: fieldIn(matches, number) }] : [];
  });
  return { found, totalCount: kept.length, byType: countTypes(graph, kept), graph };
}

function isKept({ nodes }: AccountGraph, number: number, filter: (node: GraphNode) => boolean): boolean {
  const node = nodes[number];
  return node !== undefined && filter(node);
}

const every: ReadonlySet<SearchField> = new Set(searchFields);

/** All that the words are in, in no order; there until the next search of the index. */
export function matchNodes(graph: AccountGraph, index: SearchIndex, { text, sight, fields = every }: NodeWords): Found {
  const parts = graph.environments.flatMap(({ projectId }, at) => {
    const [segment, numbers] = [index.segments[at], graph.places[at]];
    const sees = sight.isReadable(projectId) ? ('everything' as const) : sight.isOffered(projectId) ? ('offer' as const) : null;
    return segment && numbers && sees ? [{ segment, numbers, sees }] : [];
  });
  return searchSegments({ text, parts, fields, offered: columnsOf(graph).offered }, index.scratch);
}

/** Where the best of the words was found. */
export function fieldIn({ fields }: Found, number: number): SearchField {
  return searchFields[fields[number] ?? 0] ?? 'name';
}

/** Those that are asked for of the numbers, best first: by what their words were found in, their type, and how much reads them; then the shortest name. */
export function pickBest(graph: AccountGraph, { scores, fields }: Found, numbers: Uint32Array, count: number, text: string): number[] {
  const { nodes } = graph;
  const { worths, readers, nameLengths } = columnsOf(graph);
  const exact = text.trim().toLowerCase();
  // One number for all that is compared, the node's own last: tens of thousands are gone through.
  const keys = new Float64Array(numbers.length);
  for (let at = 0; at < numbers.length; at++) {
    const number = numbers[at] ?? 0;
    const length = nameLengths[number] ?? 0;
    const isExact = length === exact.length && fields[number] === 0 && nodes[number]?.name.toLowerCase() === exact;
    const rank = (scores[number] ?? 0) * (worths[number] ?? 0) + (readers[number] ?? 0) + (isExact ? exactWorth : 0);
    keys[at] = (rank * lengthRoom + lengthRoom - 1 - length) * numberRoom + (numberRoom - 1 - number);
  }
  return pickFirst(keys, count, highestFirst).map((key) => numberRoom - 1 - (key % numberRoom));
}

const exactWorth = 10_000;
/** Together with a rank of 15 bits, as many as a number holds exactly. */
const [lengthRoom, numberRoom] = [2 ** 16, 2 ** 22];

function highestFirst(one: number, other: number): number {
  return other - one;
}

function countTypes(graph: AccountGraph, numbers: Uint32Array): ReadonlyMap<string, number> {
  const { words, values } = codedValues(graph, 'type');
  const counts = new Uint32Array(words.length);
  // A node has one type, so that its value stands at its own number.
  for (let at = 0; at < numbers.length; at++) {
    const type = values[numbers[at] ?? 0] ?? 0;
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return new Map(words.flatMap((word, at) => (counts[at] ? [[word, counts[at] ?? 0] as const] : [])));
}
