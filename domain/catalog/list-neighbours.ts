/** What stands next to a node in the graph: what it reads, what reads it, its tests and versions; what its asker may not know of is only counted. Pure. */
import type { Id } from '@weft/base/id';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import { isTest, neighbours } from './node-standing.ts';
import { type Sight, seenAs } from './sight.ts';

/** Boxes without a name: nodes of a project that one may not read. `projectId` null: not even the project may be known. */
export interface Closed {
  readonly projectId: Id<'project'> | null;
  readonly count: number;
}

export interface Neighbours {
  /** By number. */
  readonly open: readonly number[];
  readonly closed: readonly Closed[];
}

export interface NodeSurroundings {
  readonly parents: Neighbours;
  /** Tests left out. */
  readonly children: Neighbours;
  /** Those of its own project. */
  readonly tests: readonly number[];
  /** All versions of a versioned model, itself among them; the latest first. */
  readonly versions: readonly number[];
  /** Of a group: what is in it. */
  readonly members: readonly number[];
  /** Of macros: what they call, and of all nodes: the macros they use that their own project wrote. */
  readonly macros: readonly number[];
  /** Of macros: who uses them. */
  readonly users: readonly number[];
}

const usersMax = 500;

export function listNeighbours(graph: AccountGraph, number: number, sight: Sight): NodeSurroundings {
  const node = graph.nodes[number];
  const around = (numbers: readonly number[]) => part(graph, numbers, sight);
  const below = neighbours(graph.children, number);
  const isOwnTest = (at: number) => {
    const child = graph.nodes[at];
    return child !== undefined && isTest(child);
  };
  const own = node && sight.isReadable(node.projectId) ? node : null;
  return {
    parents: around(neighbours(graph.parents, number)),
    children: around(below.filter((at) => !isOwnTest(at))),
    tests: own ? below.filter((at) => isOwnTest(at) && graph.nodes[at]?.projectId === own.projectId) : [],
    versions: node ? versionsOf(graph, node, sight) : [],
    members: own?.resourceType === 'group' ? siblings(graph, own, (it) => it.group === own.name) : [],
    macros: own ? macrosOf(graph, own) : [],
    users: own?.resourceType === 'macro' ? siblings(graph, own, (it) => it.macros.includes(own.uniqueId)).slice(0, usersMax) : [],
  };
}

function part(graph: AccountGraph, numbers: readonly number[], sight: Sight): Neighbours {
  const open: number[] = [];
  const closed = new Map<Id<'project'> | null, number>();
  for (const number of new Set(numbers)) {
    const node = graph.nodes[number];
    if (!node) continue;
    if (seenAs(sight, node) !== 'nothing') open.push(number);
    else {
      const projectId = sight.isOffered(node.projectId) ? node.projectId : null;
      closed.set(projectId, (closed.get(projectId) ?? 0) + 1);
    }
  }
  const nameOf = (number: number) => graph.nodes[number]?.name ?? '';
  return {
    open: open.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)),
    closed: [...closed].map(([projectId, count]) => ({ projectId, count })),
  };
}

function siblings(graph: AccountGraph, node: GraphNode, isWanted: (it: GraphNode) => boolean): readonly number[] {
  const found: number[] = [];
  for (const [number, it] of graph.nodes.entries()) if (it.projectId === node.projectId && isWanted(it)) found.push(number);
  return found;
}

function versionsOf(graph: AccountGraph, node: GraphNode, sight: Sight): readonly number[] {
  if (node.version === null || node.resourceType !== 'model') return [];
  const { name, packageName } = node;
  const all = siblings(
    graph,
    node,
    (it) => it.resourceType === 'model' && it.name === name && it.packageName === packageName && seenAs(sight, it) !== 'nothing',
  );
  const orderOf = (number: number) => String(graph.nodes[number]?.version ?? '');
  return [...all].sort((a, b) => orderOf(b).localeCompare(orderOf(a), 'en', { numeric: true }));
}

function macrosOf(graph: AccountGraph, node: GraphNode): readonly number[] {
  const wanted = new Set(node.macros);
  if (wanted.size === 0) return [];
  return siblings(graph, node, (it) => it.resourceType === 'macro' && wanted.has(it.uniqueId));
}
