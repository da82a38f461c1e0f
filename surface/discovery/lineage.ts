/** The lineage of an environment: its nodes with their arrows, or those of them that a selection names. */
import { Fault } from '@weft/base/fault';
import { selectInGraph } from '@weft/domain/catalog/select-graph';
import type { Desk } from './desk.ts';
import { isApplied, type NodeFilter, readFilter } from './filter-nodes.ts';
import type { LineageNode } from './lineage-resolvers.ts';
import { type State, stemOf, type Tense } from './site.ts';

export interface LineageArgs {
  readonly filter: NodeFilter & {
    readonly columnNames?: readonly string[] | null;
    readonly select?: string | null;
    readonly exclude?: string | null;
  };
}

/** Models of other projects that this one reads are among them. */
export async function lineageOf(state: State, tense: Tense, { filter }: LineageArgs, desk: Desk): Promise<LineageNode[]> {
  const selected = selectionOf(state, filter);
  const isLetThrough = readFilter(state, filter);
  const found: LineageNode[] = [];
  state.graph.nodes.forEach((node, number) => {
    const stem = stemOf(node);
    const reason = selected?.get(number);
    if (stem === null || !isLetThrough(node) || (selected !== null && reason === undefined)) return;
    if (tense === 'applied' && !node.isExternal && !isApplied(state, node)) return;
    found.push({
      __typename: `${stem}LineageNode`,
      state,
      number,
      node,
      tense,
      isNamed: reason === undefined ? null : reason.how === 'named',
    });
  });
  return filter.columnNames == null ? found : havingColumns(found, filter.columnNames, desk);
}

/** Null: nothing is selected. Fault: invalid `discovery.selection_invalid`. */
function selectionOf(state: State, { select, exclude }: LineageArgs['filter']) {
  if ((select ?? '') === '' && (exclude ?? '') === '') return null;
  const { reasons, problems, untold } = selectInGraph(state.graph, {
    select: select ?? '',
    exclude: exclude ?? '',
    dbtProjectName: state.project.dbtProjectName,
    applied: new Map([[state.environment.id, state.applied]]),
  });
  const [problem] = [...problems.map(({ message }) => message), ...untold];
  if (problem !== undefined) throw new Fault('invalid', 'discovery.selection_invalid', `The selection is not understood: ${problem}`);
  return reasons;
}

async function havingColumns(nodes: readonly LineageNode[], names: readonly string[], desk: Desk): Promise<LineageNode[]> {
  const wanted = new Set(names.map((name) => name.toLowerCase()));
  const isFound = await Promise.all(
    nodes.map(async ({ node }) => {
      if (node.columnCount === 0) return false;
      const document = await desk.document(node.entryId);
      return document?.columns.some(({ name }) => wanted.has(name.toLowerCase())) ?? false;
    }),
  );
  return nodes.filter((_, at) => isFound[at]);
}
