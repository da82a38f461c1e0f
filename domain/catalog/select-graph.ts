/** Answers dbt's selector syntax on the stored state of an account, with the reason of each node: the one implementation for catalog, lineage and CI. */
import type { Id } from '@weft/base/id';
import { readSelector, type SelectorProblem } from '@weft/dbt/selection/read-selector';
import { type IndirectSelection, type SelectableGraph, type SelectionReason, selectNodes } from '@weft/dbt/selection/select-nodes';
import type { SelectableNode } from '@weft/dbt/selection/selectable-node';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import type { Applied } from './applied-nodes.ts';
import { type AccountComparison, isInState } from './compare-account.ts';

export interface GraphSelection {
  /** By number of the node in the graph. */
  readonly reasons: ReadonlyMap<number, SelectionReason>;
  /** What of the text is not understood, with its place. */
  readonly problems: readonly SelectorProblem[];
  /** Why a part could not be told on stored state. */
  readonly untold: readonly string[];
  /** Parts that name nothing. */
  readonly empty: readonly string[];
}

export interface GraphSelectionRequest {
  /** Such as `+fct_orders,tag:nightly state:modified+`. */
  readonly select: string;
  readonly exclude?: string;
  readonly indirectSelection?: IndirectSelection;
  /** For `package:this`. */
  readonly dbtProjectName?: string | null;
  /** For `result:`; left out: no results are known. */
  readonly applied?: ReadonlyMap<Id<'environment'>, Applied>;
  /** For `state:`; left out: there is nothing to compare with. */
  readonly comparison?: AccountComparison | null;
}

/** Nodes of all projects take part; who may see what is for the asker to hold. */
export function selectInGraph(graph: AccountGraph, request: GraphSelectionRequest): GraphSelection {
  const select = readSelector(request.select);
  const exclude = readSelector(request.exclude ?? '');
  const selectable: SelectableGraph = graph;
  const { applied, comparison = null } = request;
  // Of all nodes that were ever run, for a method that is seldom asked.
  let statuses: ReadonlyMap<string, string> | null = null;
  const { reasons, problems, empty } = selectNodes(selectable, {
    select: select.value,
    exclude: exclude.value,
    indirectSelection: request.indirectSelection ?? 'eager',
    context: {
      projectName: request.dbtProjectName ?? null,
      isInState: comparison && ((node, state) => isOfGraph(node) && isInState(comparison, node, state)),
      statusOf:
        applied === undefined
          ? null
          : (uniqueId) => {
              statuses ??= statusesOf(graph, applied);
              return statuses.get(uniqueId) ?? null;
            },
      isFresher: null,
    },
  });
  return {
    reasons,
    problems: [...select.problems, ...exclude.problems],
    untold: [...problems, ...(comparison?.untold ?? [])],
    empty: empty.map(({ raw }) => raw),
  };
}

function isOfGraph(node: SelectableNode): node is GraphNode {
  return 'environmentId' in node;
}

function statusesOf(graph: AccountGraph, applied: ReadonlyMap<Id<'environment'>, Applied>): ReadonlyMap<string, string> {
  const statuses = new Map<string, string>();
  for (const { environmentId } of graph.environments)
    for (const [uniqueId, { status }] of applied.get(environmentId)?.nodes ?? []) statuses.set(uniqueId, status);
  return statuses;
}
