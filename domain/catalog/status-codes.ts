/** The statuses of a graph's nodes as numbers: read anew only for environments in which a command was run since. */
import type { AccountGraph } from './account-graph.ts';
import type { Applied } from './applied-nodes.ts';
import { columnsOf } from './graph-columns.ts';
import { type AppliedByEnvironment, statusOf } from './node-standing.ts';

export interface StatusCodes {
  /** The first is empty: nothing was done. */
  readonly words: readonly string[];
  /** By number: a place in the words. Of environments that were never asked for: 0. */
  readonly codes: Uint16Array;
}

interface Kept {
  readonly words: string[];
  readonly codes: Uint16Array;
  /** By place of the environment: what its codes were read from. */
  readonly readFrom: (Applied | undefined)[];
}
const keptOf = new WeakMap<AccountGraph, Kept>();

/** There until the next call for the same graph, which may be with newer statuses. */
export function statusCodesOf(graph: AccountGraph, applied: AppliedByEnvironment): StatusCodes {
  const kept = keptOf.get(graph) ?? { words: [''], codes: new Uint16Array(graph.nodes.length), readFrom: [] };
  keptOf.set(graph, kept);
  const isStale = graph.environments.map(({ environmentId }, at) => {
    const own = applied.get(environmentId);
    if (own === undefined || own === kept.readFrom[at]) return false;
    kept.readFrom[at] = own;
    return true;
  });
  if (!isStale.includes(true)) return kept;
  const { environments } = columnsOf(graph);
  const places = new Map(kept.words.map((word, place) => [word, place]));
  for (const [number, node] of graph.nodes.entries()) {
    if (isStale[environments[number] ?? 0] !== true) continue;
    const status = statusOf(applied, node) ?? '';
    let place = places.get(status);
    if (place === undefined) {
      place = kept.words.push(status) - 1;
      places.set(status, place);
    }
    kept.codes[number] = place;
  }
  return kept;
}
