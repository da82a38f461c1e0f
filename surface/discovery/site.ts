/** An environment as it is asked about: its nodes, what was applied, and what the warehouse said. */
import type { AccountGraph } from '@weft/domain/catalog/account-graph';
import { type OpenEnvironment, openEnvironment } from '@weft/domain/catalog/open-environment';
import type { StateNode } from '@weft/domain/catalog/state-nodes';
import { listAppliedCatalog } from '@weft/domain/ingest/list-results';
import type { Environment, Project } from '@weft/domain/projects/model';
import type { Host } from '@weft/host/host';

export type CatalogEntry = Awaited<ReturnType<typeof listAppliedCatalog>>[number];

export interface Site {
  readonly project: Project;
  readonly environment: Environment;
  /** null: no manifest was accepted there yet. */
  readonly state: State | null;
}

export interface State extends OpenEnvironment {
  readonly project: Project;
  readonly environment: Environment;
  /** By unique id, asked once. */
  readonly catalog: () => Promise<ReadonlyMap<string, CatalogEntry>>;
}

/** `applied`: as it was last built. `definition`: as the newest manifest has it. */
export type Tense = 'applied' | 'definition';

/** A node on its way into an answer. */
export interface ShownNode {
  readonly __typename: string;
  readonly state: State;
  readonly number: number;
  readonly node: StateNode;
  readonly tense: Tense;
}

export async function openSite(host: Host, project: Project, environment: Environment): Promise<Site> {
  const open = await openEnvironment(host, project, environment);
  if (!open) return { project, environment, state: null };
  let catalog: Promise<ReadonlyMap<string, CatalogEntry>> | null = null;
  const read = async () => new Map((await listAppliedCatalog(host, environment.id)).map((entry) => [entry.uniqueId, entry]));
  return {
    ...{ project, environment },
    state: {
      ...open,
      ...{ project, environment },
      catalog: () => {
        catalog ??= read();
        return catalog;
      },
    },
  };
}

const stems: Readonly<Record<string, string>> = {
  model: 'Model',
  source: 'Source',
  seed: 'Seed',
  snapshot: 'Snapshot',
  test: 'Test',
  unit_test: 'Test',
  exposure: 'Exposure',
  metric: 'Metric',
  semantic_model: 'SemanticModel',
  saved_query: 'SavedQuery',
  macro: 'Macro',
};
const alwaysDefinition: ReadonlySet<string> = new Set(['Metric', 'SemanticModel', 'SavedQuery', 'Macro']);

/** The word of `ResourceNodeType`; null: the schema has none for it (an analysis, an operation, a group). */
export function stemOf(node: Pick<StateNode, 'resourceType'>): string | null {
  return stems[node.resourceType] ?? null;
}

/** Null: the schema has no such node. */
export function typeNameOf(node: StateNode, tense: Tense, isNested: boolean): string | null {
  if (node.resourceType === 'group') return tense === 'definition' && !isNested ? 'GroupNode' : null;
  const stem = stemOf(node);
  if (stem === null) return null;
  if (stem === 'Model' && node.isExternal) return isNested ? 'ExternalModelNode' : null;
  const middle = tense === 'definition' || alwaysDefinition.has(stem) ? 'Definition' : 'AppliedState';
  return `${stem}${middle}${isNested ? 'Nested' : ''}Node`;
}

/** Those that the schema has, in the order given. */
export function show(state: State, numbers: Iterable<number>, tense: Tense, isNested: boolean): ShownNode[] {
  const shown: ShownNode[] = [];
  for (const number of numbers) {
    const node = state.graph.nodes[number];
    const __typename = node && typeNameOf(node, tense, isNested);
    // What hangs on a metric is asked of its definition, for it has nothing else.
    const own = node && alwaysDefinition.has(stemOf(node) ?? '') ? 'definition' : tense;
    if (node && __typename) shown.push({ __typename, state, number, node, tense: own });
  }
  return shown;
}

export function neighbours(graph: AccountGraph, number: number, which: 'parents' | 'children'): Uint32Array {
  const { offsets, targets } = graph[which];
  return targets.subarray(offsets[number] ?? 0, offsets[number + 1] ?? 0);
}

/** Tests that are written on the node; of those that are written on none, such as singular ones, what reads it. */
export function testsOf({ graph }: Pick<State, 'graph'>, number: number): number[] {
  const uniqueId = graph.nodes[number]?.uniqueId;
  return [...neighbours(graph, number, 'children')].filter((child) => {
    const node = graph.nodes[child];
    if (node?.resourceType === 'unit_test') return true;
    return node?.resourceType === 'test' && (node.attachedNode === null || node.attachedNode === uniqueId);
  });
}
