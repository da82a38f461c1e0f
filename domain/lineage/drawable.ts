/** The graph of an account ready to be drawn for one asker: what is drawn of it at all, what is closed, and what is known of each node; kept until something is uploaded or run. */
import type { Id } from '@weft/base/id';
import { type AccountGraph, findNode, type GraphNode } from '../catalog/account-graph.ts';
import type { Applied, AppliedNode, AppliedSource } from '../catalog/applied-nodes.ts';
import { type Layer, layerOf } from './layer-of.ts';
import { type SeenGraph, seeGraph } from './seen-graph.ts';

type AppliedByEnvironment = ReadonlyMap<Id<'environment'>, Applied>;

export interface DrawnNode {
  readonly node: GraphNode;
  /** Null of what is only offered, like all that follows. */
  readonly layer: Layer | null;
  readonly owner: string | null;
  readonly applied: AppliedNode | null;
  readonly source: AppliedSource | null;
}

export interface Drawable {
  /** With all its nodes. */
  readonly whole: AccountGraph;
  /** Of the same numbers. */
  readonly seen: SeenGraph;
  /** Of the projects that may be read. */
  readonly applied: AppliedByEnvironment;
  /** By number: 0 is never drawn, 1 is, 2 is a test. */
  readonly kinds: Uint8Array;
  /** By number: the project of a closed node, -1 of others. Null: none is closed. */
  readonly owners: Int32Array | null;
}

const drawn: ReadonlySet<string> = new Set(
  'model source seed snapshot exposure metric semantic_model saved_query analysis function'.split(' '),
);
const tests: ReadonlySet<string> = new Set(['test', 'unit_test']);

const keptOf = new WeakMap<SeenGraph, Drawable>();

/** The same one as before where nothing has changed, so that others can keep with it what they make of it. */
export function makeDrawable(
  whole: AccountGraph,
  isReadable: (projectId: Id<'project'>) => boolean,
  applied: AppliedByEnvironment,
): Drawable {
  const seen = seeGraph(whole, isReadable);
  const kept = keptOf.get(seen);
  if (kept && isSame(kept.applied, applied)) return kept;
  const made = kept ? { ...kept, applied } : make(whole, seen, applied);
  keptOf.set(seen, made);
  return made;
}

function isSame(one: AppliedByEnvironment, other: AppliedByEnvironment): boolean {
  return one.size === other.size && [...one].every(([environmentId, applied]) => other.get(environmentId) === applied);
}

function make(whole: AccountGraph, seen: SeenGraph, applied: AppliedByEnvironment): Drawable {
  const kinds = new Uint8Array(whole.nodes.length);
  const owners = new Int32Array(whole.nodes.length).fill(-1);
  let isAnyClosed = false;
  for (const [number, { resourceType, projectId }] of whole.nodes.entries()) {
    const sight = seen.sightOf(number);
    // Closed nodes are of a type all the same: a test is no stop on the way.
    if (drawn.has(resourceType)) kinds[number] = 1;
    else if (tests.has(resourceType) && sight === 'whole') kinds[number] = 2;
    if (sight !== 'closed') continue;
    owners[number] = projectId;
    isAnyClosed = true;
  }
  return { whole, seen, applied, kinds, owners: isAnyClosed ? owners : null };
}

/** Null: it is closed. */
export function describeDrawn({ whole, seen, applied }: Drawable, number: number): DrawnNode | null {
  const sight = seen.sightOf(number);
  const node = seen.graph.nodes[number];
  if (!node || sight === 'closed') return null;
  if (sight === 'offered') return { node, layer: null, owner: null, applied: null, source: null };
  const results = applied.get(node.environmentId);
  return {
    node,
    layer: layerOf(node),
    owner: ownerNameOf(whole, node),
    applied: results?.nodes.get(node.uniqueId) ?? null,
    source: results?.sources.get(node.uniqueId) ?? null,
  };
}

/** Its own, or its group's. */
function ownerNameOf(graph: AccountGraph, { owner, group, projectId, packageName }: GraphNode): string | null {
  const number = group === null ? null : findNode(graph, projectId, `group.${packageName}.${group}`);
  const of = owner ?? (number === null ? null : (graph.nodes[number]?.owner ?? null));
  return of === null ? null : (of.name ?? of.email);
}
