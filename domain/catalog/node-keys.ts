/** What nodes are sorted by, as numbers by their place in that order: made once a graph and order, when it is asked for first. */
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { codedValues } from './facet-codes.ts';
import { columnsOf } from './graph-columns.ts';

/** What the manifest alone says. `spelling`: capitals before small letters, for who comes first of those that are equal otherwise. */
const lastingOrders = ['name', 'type', 'project', 'materialization', 'access', 'owner', 'spelling'] as const;
export type LastingOrder = (typeof lastingOrders)[number];
/** What changes with every run. */
export type StandingOrder = 'tests' | 'status' | 'ran' | 'time';

export function isLasting(order: LastingOrder | StandingOrder): order is LastingOrder {
  return (lastingOrders as readonly string[]).includes(order);
}

const keptOf = new WeakMap<AccountGraph, Map<LastingOrder, Uint32Array>>();

/** By number of the node; equal where two are. */
export function lastingKeys(graph: AccountGraph, order: LastingOrder): Uint32Array {
  const kept = keptOf.get(graph) ?? new Map<LastingOrder, Uint32Array>();
  keptOf.set(graph, kept);
  const keys = kept.get(order) ?? make(graph, order);
  kept.set(order, keys);
  return keys;
}

function make(graph: AccountGraph, order: LastingOrder): Uint32Array {
  if (order === 'name') return keysBy(graph, ({ name }) => name.toLowerCase());
  if (order === 'spelling') return keysBy(graph, ({ name }) => name);
  // Environments come in the order of their projects' ids.
  if (order === 'project') return columnsOf(graph).environments;
  const { words, values } = codedValues(graph, order);
  const places = ranksOf(order === 'owner' ? words.map((word) => word.toLowerCase()) : words);
  return Uint32Array.from(graph.nodes, (_, number) => places[values[number] ?? 0] ?? 0);
}

function keysBy({ nodes }: AccountGraph, read: (node: GraphNode) => string): Uint32Array {
  const words = [...new Set(nodes.map(read))].sort();
  const places = new Map(words.map((word, place) => [word, place]));
  return Uint32Array.from(nodes, (node) => places.get(read(node)) ?? 0);
}

/** Each one's place in order. */
export function ranksOf(words: readonly string[]): readonly number[] {
  const places = new Map([...new Set(words)].sort().map((word, place) => [word, place]));
  return words.map((word) => places.get(word) ?? 0);
}
