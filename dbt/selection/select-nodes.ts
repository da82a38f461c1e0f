/** Finds what a selector selects in a graph of nodes, and why each node is in it: dbt Core 1.11, graph/selector.py. */
import { type Adjacency, makeAdjacency, reach } from '@weft/base/adjacency';
import { matcherOf, type SelectionContext } from './match-criterion.ts';
import type { Criterion, Selector } from './read-selector.ts';
import type { SelectableNode } from './selectable-node.ts';

export interface SelectableGraph {
  readonly nodes: readonly SelectableNode[];
  readonly children: Adjacency;
  readonly parents: Adjacency;
}

/** How tests get in that nobody named (dbt Core 1.11, `--indirect-selection`). */
export type IndirectSelection = 'eager' | 'cautious' | 'buildable' | 'empty';

/** Why a node is selected: which criterion, and how the node stands to what it names. `test`: it tests one of them. */
export interface SelectionReason {
  readonly criterion: Criterion;
  readonly how: 'named' | 'parent' | 'child' | 'childs_parent' | 'test';
}

export interface Selection {
  /** By number of the node in the graph; in the graph's order. */
  readonly reasons: ReadonlyMap<number, SelectionReason>;
  /** Why a criterion could not be told; nothing is selected by it. */
  readonly problems: readonly string[];
  /** Criteria that name nothing: dbt warns of them. */
  readonly empty: readonly Criterion[];
}

/** Arrows to nodes that are not in the list are left out. */
export function makeSelectableGraph(nodes: readonly SelectableNode[]): SelectableGraph {
  const numbers = new Map(nodes.map(({ uniqueId }, at) => [uniqueId, at]));
  const from: number[] = [];
  const to: number[] = [];
  for (const [at, { dependsOn }] of nodes.entries()) {
    for (const parent of new Set(dependsOn)) {
      const number = numbers.get(parent);
      if (number === undefined) continue;
      from.push(number);
      to.push(at);
    }
  }
  return { nodes, children: makeAdjacency(nodes.length, from, to), parents: makeAdjacency(nodes.length, to, from) };
}

export interface SelectionRequest {
  /** Null: everything, as a command without `--select`. */
  readonly select: Selector | null;
  readonly exclude?: Selector;
  readonly indirectSelection?: IndirectSelection;
  readonly context: SelectionContext;
}

type Reasons = Map<number, SelectionReason>;

/** Directly selected nodes, and tests that may come in when the rest of their parents do. */
interface Found {
  readonly direct: Reasons;
  readonly withIndirect: Reasons;
}

export function selectNodes(graph: SelectableGraph, request: SelectionRequest): Selection {
  const frame: Frame = {
    graph,
    context: request.context,
    indirect: request.indirectSelection ?? 'eager',
    problems: [],
    empty: [],
  };
  const included = request.select === null ? everything(graph) : selectUnion(frame, request.select);
  const excluded = request.exclude === undefined || request.exclude.length === 0 ? null : selectUnion(frame, request.exclude);
  const chosen =
    excluded === null
      ? included.direct
      : settle(frame, without(included.direct, excluded.direct), without(included.withIndirect, excluded.withIndirect));
  const reasons = new Map([...chosen].sort(([a], [b]) => a - b));
  return { reasons, problems: frame.problems, empty: frame.empty };
}

/** They have pages and names, but are no nodes of dbt's graph. */
const isOutside = new Set(['macro', 'group', 'doc']);

interface Frame {
  readonly graph: SelectableGraph;
  readonly context: SelectionContext;
  readonly indirect: IndirectSelection;
  readonly problems: string[];
  readonly empty: Criterion[];
}

function selectUnion(frame: Frame, selector: Selector): Found {
  const direct: Reasons = new Map();
  const withIndirect: Reasons = new Map();
  for (const intersection of selector) {
    const part = selectIntersection(frame, intersection);
    addAll(direct, part.direct);
    addAll(withIndirect, part.withIndirect);
  }
  return { direct: settle(frame, direct, withIndirect), withIndirect };
}

function selectIntersection(frame: Frame, criteria: readonly Criterion[]): Found {
  const [first, ...rest] = criteria.map((criterion) => selectCriterion(frame, criterion));
  if (!first) return { direct: new Map(), withIndirect: new Map() };
  let { direct, withIndirect } = first;
  for (const other of rest) {
    direct = within(direct, other.direct);
    withIndirect = within(withIndirect, other.withIndirect);
  }
  return { direct: settle(frame, direct, withIndirect), withIndirect };
}

function selectCriterion(frame: Frame, criterion: Criterion): Found {
  const { graph, context } = frame;
  const matches = matcherOf(criterion, context);
  const direct: Reasons = new Map();
  if ('problem' in matches) {
    frame.problems.push(matches.problem);
    return { direct, withIndirect: direct };
  }
  for (const [at, node] of graph.nodes.entries())
    if (!isOutside.has(node.resourceType) && matches(node)) direct.set(at, { criterion, how: 'named' });
  if (direct.size === 0) frame.empty.push(criterion);
  addNeighbours(graph, criterion, direct);
  return frame.indirect === 'empty' ? { direct, withIndirect: direct } : expandToTests(frame, criterion, direct);
}

function addNeighbours({ children, parents }: SelectableGraph, criterion: Criterion, direct: Reasons): void {
  const named = [...direct.keys()];
  const add = (nodes: Iterable<number>, how: SelectionReason['how']) => {
    for (const node of nodes) if (!direct.has(node)) direct.set(node, { criterion, how });
  };
  if (criterion.isWithChildrensParents) {
    const below = reach(children, named);
    add(below, 'child');
    add(reach(parents, [...named, ...below]), 'childs_parent');
  }
  if (criterion.parentsDepth !== null) add(reach(parents, named, criterion.parentsDepth), 'parent');
  if (criterion.childrenDepth !== null) add(reach(children, named, criterion.childrenDepth), 'child');
}

/** Tests whose parents are selected are selected too: any of them (eager), or all of them, once all are known. */
function expandToTests(frame: Frame, criterion: Criterion, selected: Reasons): Found {
  const { graph, indirect } = frame;
  const direct: Reasons = new Map(selected);
  const withIndirect: Reasons = new Map(selected);
  const isEnough = parentsTest(frame, selected);
  for (const node of reach(graph.children, selected.keys(), 1)) {
    const type = graph.nodes[node]?.resourceType;
    if (selected.has(node) || (type !== 'test' && type !== 'unit_test')) continue;
    const reason: SelectionReason = { criterion, how: 'test' };
    withIndirect.set(node, reason);
    if (indirect === 'eager' || isEnough(node)) direct.set(node, reason);
  }
  return { direct, withIndirect };
}

/** Once the parts are put together, tests that waited for their other parents may have them. */
function settle(frame: Frame, direct: Reasons, withIndirect: Reasons): Reasons {
  if ((frame.indirect !== 'cautious' && frame.indirect !== 'buildable') || direct.size === withIndirect.size) return direct;
  const isEnough = parentsTest(frame, direct);
  const settled: Reasons = new Map(direct);
  for (const [node, reason] of withIndirect) if (!direct.has(node) && isEnough(node)) settled.set(node, reason);
  return settled;
}

/** Whether all parents of a test are selected; with `buildable`, those that the selected ones stand on count too, and every source. */
function parentsTest({ graph, indirect }: Frame, selected: Reasons): (node: number) => boolean {
  const { parents, nodes } = graph;
  const ancestors = indirect === 'buildable' ? new Set(reach(parents, selected.keys())) : null;
  return (node) => {
    for (let at = parents.offsets[node] ?? 0; at < (parents.offsets[node + 1] ?? 0); at++) {
      const parent = parents.targets[at] ?? 0;
      if (selected.has(parent)) continue;
      if (ancestors !== null && (ancestors.has(parent) || nodes[parent]?.resourceType === 'source')) continue;
      return false;
    }
    return true;
  };
}

const all: Criterion = {
  raw: '*',
  method: 'fqn',
  methodArguments: [],
  value: '*',
  isWithChildrensParents: false,
  parentsDepth: null,
  childrenDepth: null,
};

function everything({ nodes }: SelectableGraph): Found {
  const direct: Reasons = new Map();
  for (const [at, node] of nodes.entries()) if (!isOutside.has(node.resourceType)) direct.set(at, { criterion: all, how: 'named' });
  return { direct, withIndirect: direct };
}

function addAll(into: Reasons, from: Reasons): void {
  for (const [node, reason] of from) {
    const known = into.get(node);
    // Being named says more than being somebody's child.
    if (known === undefined || (known.how !== 'named' && reason.how === 'named')) into.set(node, reason);
  }
}

function within(one: Reasons, other: Reasons): Reasons {
  return new Map([...one].filter(([node]) => other.has(node)));
}

function without(one: Reasons, other: Reasons): Reasons {
  return new Map([...one].filter(([node]) => !other.has(node)));
}
