/** What an account's nodes are counted and filtered by, as numbers made once a graph: tens of thousands of nodes are then counted in milliseconds. */
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { nameOfOwner, ownerOf } from './node-owner.ts';

/** What nodes are counted and filtered by; the value of one that has none is empty. */
export const facetNames = [
  ...(['type', 'project', 'access', 'materialization', 'owner', 'package', 'database', 'status', 'tag'] as const),
] as const;
export type FacetName = (typeof facetNames)[number];
export type FacetFilters = Readonly<Partial<Record<FacetName, readonly string[]>>>;
/** Most first. */
export type Facets = Readonly<Record<FacetName, ReadonlyMap<string, number>>>;

/** The values of node `n` are `words[values[offsets[n]]] … words[values[offsets[n + 1] - 1]]`. */
export interface Coded {
  readonly words: readonly string[];
  readonly offsets: Uint32Array;
  readonly values: Uint32Array;
}

/** A node's status changes with every run, and the graph does not. */
export type CodedName = Exclude<FacetName, 'status'>;
const codedNames = facetNames.filter((name) => name !== 'status');
type Codes = Readonly<Record<CodedName, Coded>>;
const codesOf = new WeakMap<AccountGraph, Codes>();

export interface Tally {
  /** Whether the filters leave the node in; what one filter alone leaves out counts for that filter's own values. `status`: a place in the statuses. */
  take(number: number, status: number): boolean;
  facets(): Facets;
}

/** Of every node, what it could be filtered by. */
export function codedValues(graph: AccountGraph, name: CodedName): Coded {
  return codesIn(graph)[name];
}

function codesIn(graph: AccountGraph): Codes {
  const codes = codesOf.get(graph) ?? encodeAll(graph);
  codesOf.set(graph, codes);
  return codes;
}

export function makeTally(graph: AccountGraph, filters: FacetFilters, statusWords: readonly string[]): Tally {
  const codes = codesIn(graph);
  const counted = codedNames.map((name) => ({
    name,
    ...codes[name],
    counts: new Uint32Array(codes[name].words.length),
    isWanted: wantedIn(codes[name].words, filters[name]),
  }));
  const filtered = counted.filter(({ isWanted }) => isWanted !== null);
  const statuses = new Uint32Array(statusWords.length);
  const wantedStatuses = wantedIn(statusWords, filters.status);
  const take = (number: number, status: number) => {
    let missed = 0;
    let only: FacetName | null = null;
    if (wantedStatuses !== null && wantedStatuses[status] !== 1) [missed, only] = [1, 'status'];
    for (const { name, offsets, values, isWanted } of filtered) {
      if (isWanted === null || hasAny(isWanted, values, offsets[number] ?? 0, offsets[number + 1] ?? 0)) continue;
      missed += 1;
      only = name;
    }
    if (missed > 1) return false;
    for (const { name, offsets, values, counts } of counted) {
      if (only !== null && name !== only) continue;
      for (let at = offsets[number] ?? 0; at < (offsets[number + 1] ?? 0); at++) {
        const code = values[at] ?? 0;
        counts[code] = (counts[code] ?? 0) + 1;
      }
    }
    if (only === null || only === 'status') statuses[status] = (statuses[status] ?? 0) + 1;
    return missed === 0;
  };
  const facets = () => {
    const found = new Map<FacetName, ReadonlyMap<string, number>>([['status', ranked(statusWords, statuses)]]);
    for (const { name, words, counts } of counted) found.set(name, ranked(words, counts));
    const of = (name: FacetName) => found.get(name) ?? new Map<string, number>();
    return {
      ...{ type: of('type'), project: of('project'), access: of('access'), materialization: of('materialization'), owner: of('owner') },
      ...{ package: of('package'), database: of('database'), status: of('status'), tag: of('tag') },
    };
  };
  return { take, facets };
}

function hasAny(isWanted: Uint8Array, values: Uint32Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (isWanted[values[at] ?? 0] === 1) return true;
  return false;
}

/** Null: there is no such filter. */
function wantedIn(words: readonly string[], asked: readonly string[] | undefined): Uint8Array | null {
  if (!asked?.length) return null;
  const wanted = new Set(asked);
  return Uint8Array.from(words, (word) => (wanted.has(word) ? 1 : 0));
}

function ranked(words: readonly string[], counts: Uint32Array): ReadonlyMap<string, number> {
  const counted: [string, number][] = [];
  for (let at = 0; at < counts.length; at++) if ((counts[at] ?? 0) > 0) counted.push([words[at] ?? '', counts[at] ?? 0]);
  return new Map(counted.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)));
}

function encodeAll(graph: AccountGraph): Codes {
  const of = (name: CodedName) => encode(graph, (node) => valuesOf(graph, node, name));
  return {
    ...{ type: of('type'), project: of('project'), access: of('access'), materialization: of('materialization'), owner: of('owner') },
    ...{ package: of('package'), database: of('database'), tag: of('tag') },
  };
}

function encode({ nodes }: AccountGraph, read: (node: GraphNode) => readonly string[]): Coded {
  const numbers = new Map<string, number>();
  const offsets = new Uint32Array(nodes.length + 1);
  const values: number[] = [];
  for (const [number, node] of nodes.entries()) {
    for (const word of read(node)) {
      const code = numbers.get(word) ?? numbers.size;
      numbers.set(word, code);
      values.push(code);
    }
    offsets[number + 1] = values.length;
  }
  return { words: [...numbers.keys()], offsets, values: Uint32Array.from(values) };
}

function valuesOf(graph: AccountGraph, node: GraphNode, name: CodedName): readonly string[] {
  switch (name) {
    case 'type':
      return [node.resourceType];
    case 'project':
      return [String(node.projectId)];
    case 'access':
      return [node.access ?? ''];
    case 'materialization':
      return [typeof node.config.materialized === 'string' ? node.config.materialized : ''];
    case 'owner':
      return [nameOfOwner(ownerOf(graph, node)) ?? ''];
    case 'package':
      return [node.packageName];
    case 'database':
      return [node.database ?? ''];
    case 'tag':
      return node.tags;
  }
}
