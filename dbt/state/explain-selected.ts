/** Which nodes a selection with `state:` chooses, and why each: changed itself, below or above one that did, a test of one, or by a part that has nothing to do with state. */
import { readSelector } from '../selection/read-selector.ts';
import { makeSelectableGraph, type Selection, selectNodes } from '../selection/select-nodes.ts';
import type { SelectableNode } from '../selection/selectable-node.ts';
import type { NodeChange } from './compare-states.ts';
import { edgesOf, walk, wayTo } from './walk-graph.ts';

export type Because =
  | { readonly kind: 'changed' }
  /** From the changed node to this one. */
  | { readonly kind: 'downstream' | 'upstream'; readonly path: readonly string[] }
  | { readonly kind: 'test_of'; readonly path: readonly string[] }
  /** The part of the selection, as it was written. */
  | { readonly kind: 'selector'; readonly part: string };

export interface SelectedNode {
  readonly uniqueId: string;
  readonly because: Because;
}

export interface StateSelection {
  /** In the manifest's order. */
  readonly nodes: readonly SelectableNode[];
  readonly changes: readonly NodeChange[];
  /** Changed nodes that are taken for unchanged. */
  readonly left: ReadonlySet<string>;
  readonly projectName: string | null;
}

export interface SelectionWords {
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  readonly indirectSelection?: 'eager' | 'cautious' | 'buildable' | 'empty';
}

/** Null: a part of the selection is one whose answer only dbt knows (`result:`, `source_status:`). */
export function explainSelected(state: StateSelection, words: SelectionWords): readonly SelectedNode[] | null {
  const { nodes } = state;
  const isIn = isInState(state);
  const selection = select(state, words, isIn);
  if (selection.problems.length > 0) return null;
  const { parents, children } = edgesOf(nodes);
  const changed = state.changes.filter(({ uniqueId, selectors }) => selectors.includes('modified') && !state.left.has(uniqueId));
  const begun = changed.map(({ uniqueId }) => uniqueId);
  const [down, up] = [walk(children, begun), walk(parents, begun)];
  return [...selection.reasons].flatMap(([at, { criterion, how }]): SelectedNode[] => {
    const node = nodes[at];
    if (node === undefined) return [];
    const { uniqueId } = node;
    const isOfState = criterion.method === 'state';
    if (isOfState && how === 'named') return [{ uniqueId, because: { kind: 'changed' } }];
    const way = how === 'parent' || how === 'childs_parent' ? (wayTo(up, uniqueId) ?? wayTo(down, uniqueId)) : wayTo(down, uniqueId);
    if (!isOfState || way === null) return [{ uniqueId, because: { kind: 'selector', part: criterion.raw } }];
    if (how === 'test') return [{ uniqueId, because: { kind: 'test_of', path: way } }];
    return [{ uniqueId, because: { kind: how === 'child' ? 'downstream' : 'upstream', path: [...way] } }];
  });
}

/** Whether a node is so in comparison with the other state, nodes that are left out being as before. */
export function isInState({ changes, left }: StateSelection): (node: SelectableNode, state: string) => boolean {
  const byId = new Map(changes.map((change) => [change.uniqueId, change]));
  return ({ uniqueId }, state) => {
    const selectors = byId.get(uniqueId)?.selectors ?? [];
    const isLeft = left.has(uniqueId);
    if (state === 'old') return !selectors.includes('new');
    if (state === 'unmodified') return isLeft || !selectors.includes('modified');
    return selectors.includes(state) && !(isLeft && state.startsWith('modified'));
  };
}

function select(state: StateSelection, words: SelectionWords, isIn: ReturnType<typeof isInState>): Selection {
  const context = { projectName: state.projectName, isInState: isIn, statusOf: null, isFresher: null };
  return selectNodes(makeSelectableGraph(state.nodes), {
    select: words.select.length === 0 ? null : readSelector(words.select.join(' ')).value,
    exclude: readSelector(words.exclude.join(' ')).value,
    indirectSelection: words.indirectSelection ?? 'eager',
    context,
  });
}
