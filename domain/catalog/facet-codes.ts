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
interface Coded {
  readonly words: readonly string[];
  readonly offsets: Uint32Array;
  readonly values: Uint32Array;
}

/** A node's status changes with every run, and the graph does not. */
const codedNames = facetNames.filter((name) => name !== 'status');
type CodedName = Exclude<FacetName, 'status'>;
const codesOf = new WeakMap<AccountGraph, ReadonlyMap<CodedName, Coded>>();

export interface Tally {
  /** Whether the filters leave the node in; what one filter alone leaves out counts for that filter's own values. */
  take(number: number, status: string): boolean;
  facets(): Facets;
}

export function makeTally(graph: AccountGraph, filters: FacetFilters): Tally {
  const codes = codesOf.get(graph) ?? encodeAll(graph);
  codesOf.set(graph, codes);
  const counted = [...codes].map(([name, coded]) => ({
    name,
    ...coded,
    counts: new Uint32Array(coded.words.length),
    isWanted: wantedIn(coded, filters[name]),
  }));
  const statuses = new Map<string, number>();
  const wantedStatuses = filters.status?.length ? new Set(filters.status) : null;
  const take = (number: number, status: string) => {
    let missed = 0;
    let only: FacetName | null = null;
    if (wantedStatuses !== null && !wantedStatuses.has(status)) [missed, only] = [1, 'status'];
    for (const { name, offsets, values, isWanted } of counted) {
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
    if (only === null || only === 'status') statuses.set(status, (statuses.get(status) ?? 0) + 1);
    return missed === 0;
  };
  const facets = () => {
    const found = new Map<FacetName, ReadonlyMap<string, number>>([['status', ranked([...statuses])]]);
    for (const { name, words, counts } of counted) found.set(name, ranked(words.map((word, at) => [word, counts[at] ?? 0])));
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
function wantedIn({ words }: Coded, asked: readonly string[] | undefined): Uint8Array | null {
  if (!asked?.length) return null;
  const wanted = new Set(asked);
  return Uint8Array.from(words, (word) => (wanted.has(word) ? 1 : 0));
}

function ranked(counts: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  return new Map(counts.filter(([, count]) => count > 0).sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1)));
}

function encodeAll(graph: AccountGraph): ReadonlyMap<CodedName, Coded> {
  return new Map(codedNames.map((name) => [name, encode(graph, (node) => valuesOf(graph, node, name))]));
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
