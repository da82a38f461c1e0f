/** Every project's nodes in one graph, joined where one project reads another's models. Pure. */
import { type Adjacency, makeAdjacency } from '@weft/base/adjacency';
import type { Id } from '@weft/base/id';
import type { StateNode } from './state-nodes.ts';

export interface GraphEnvironment {
  readonly environmentId: Id<'environment'>;
  readonly projectId: Id<'project'>;
  /** dbt's name of the project; null: not known yet. */
  readonly dbtProjectName: string | null;
  readonly versionId: Id<'stateVersion'>;
  readonly nodes: readonly StateNode[];
}

export interface GraphNode extends StateNode {
  readonly environmentId: Id<'environment'>;
  readonly projectId: Id<'project'>;
}

export interface AccountGraph {
  readonly environments: readonly GraphEnvironment[];
  /** Numbered by their place. A foreign model is its owner's node; where the owner is not in the account, it is its readers'. */
  readonly nodes: readonly GraphNode[];
  /** Arrows from what is read to what reads it. */
  readonly children: Adjacency;
  readonly parents: Adjacency;
  /** `<project id> <unique id>`; a package that two projects install is there twice. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Of each environment, in their order: the number of its node at each place. */
  readonly places: readonly Uint32Array[];
}

export function nodeKey(projectId: Id<'project'>, uniqueId: string): string {
  return `${projectId} ${uniqueId}`;
}

/** Null: the project has no such node, and reads none of that name. */
export function findNode(graph: AccountGraph, projectId: Id<'project'>, uniqueId: string): number | null {
  return graph.numbers.get(nodeKey(projectId, uniqueId)) ?? null;
}

/** One environment of a project at most. Readers are in the graph under the key of their own project too: `findNode(finance, 'model.platform.orders')` is platform's node. */
export function joinEnvironments(environments: readonly GraphEnvironment[]): AccountGraph {
  const nodes: GraphNode[] = [];
  const numbers = new Map<string, number>();
  const foreign: { readonly node: StateNode; readonly environment: GraphEnvironment }[] = [];
  const add = (node: StateNode, { environmentId, projectId }: GraphEnvironment) => {
    numbers.set(nodeKey(projectId, node.uniqueId), nodes.length);
    nodes.push({ ...node, environmentId, projectId });
  };
  for (const environment of environments) {
    for (const node of environment.nodes) {
      if (node.isExternal) foreign.push({ node, environment });
      else add(node, environment);
    }
  }
  const owners = new Map(
    environments.flatMap(({ dbtProjectName, projectId }) => (dbtProjectName === null ? [] : [[dbtProjectName, projectId]])),
  );
  for (const { node, environment } of foreign) {
    const owner = owners.get(node.packageName);
    const number = owner === undefined ? undefined : numbers.get(nodeKey(owner, node.uniqueId));
    if (number === undefined) add(node, environment);
    else numbers.set(nodeKey(environment.projectId, node.uniqueId), number);
  }
  const from: number[] = [];
  const to: number[] = [];
  for (const environment of environments) {
    for (const node of environment.nodes) {
      if (node.isExternal) continue;
      const reader = numbers.get(nodeKey(environment.projectId, node.uniqueId)) ?? 0;
      for (const parent of new Set(node.dependsOn)) {
        const read = numbers.get(nodeKey(environment.projectId, parent));
        if (read === undefined) continue;
        from.push(read);
        to.push(reader);
      }
    }
  }
  const places = environments.map(({ projectId, nodes: own }) =>
    Uint32Array.from(own, ({ uniqueId }) => numbers.get(nodeKey(projectId, uniqueId)) ?? 0),
  );
  return {
    environments,
    nodes,
    numbers,
    places,
    children: makeAdjacency(nodes.length, from, to),
    parents: makeAdjacency(nodes.length, to, from),
  };
}
