/** Takes nodes whose changes are none out of a selection: each `state:` is put in words, node by node, so that dbt chooses what it would choose had they not changed. */
import { type Criterion, readSelector } from '../selection/read-selector.ts';
import type { SelectableNode } from '../selection/selectable-node.ts';
import { isInState, type StateSelection } from './explain-selected.ts';

/** dbt looks through all nodes for each word: 15,000 of them 500 times take seconds. */
const wordsMax = 500;

/** Matches nothing, since dbt has no word for that. */
export const nothing = 'resource_type:model,resource_type:seed';

export type LeftOut =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rewritten'; readonly words: readonly string[] }
  /** So many nodes changed that they are not named one by one. */
  | { readonly kind: 'too_many'; readonly count: number };

/** Only `state:modified` and its parts are rewritten: a node that is new, is. */
export function leaveOut(state: StateSelection, words: readonly string[]): LeftOut {
  const isIn = isInState({ ...state, left: new Set() });
  let isRewritten = false;
  const out: string[] = [];
  for (const criteria of readSelector(words.join(' ')).value) {
    let unions: readonly string[] = [''];
    for (const criterion of criteria) {
      const parts = partsOf(criterion, state, isIn);
      isRewritten ||= parts !== null;
      const found = parts ?? [criterion.raw];
      if (unions.length * found.length > wordsMax) return { kind: 'too_many', count: found.length };
      unions = unions.flatMap((before) => found.map((part) => (before === '' ? part : `${before},${part}`)));
    }
    out.push(...unions);
  }
  if (!isRewritten) return { kind: 'unchanged' };
  return { kind: 'rewritten', words: out.length === 0 ? [nothing] : out };
}

/** Null: it finds none of the nodes that are left out, and stays as it is. */
function partsOf(criterion: Criterion, state: StateSelection, isIn: ReturnType<typeof isInState>): readonly string[] | null {
  const { method, value } = criterion;
  if (method !== 'state' || !/^modified(\.|$)/.test(value)) return null;
  const found = state.nodes.filter((node) => isIn(node, value));
  if (!found.some(({ uniqueId }) => state.left.has(uniqueId))) return null;
  return found.filter(({ uniqueId }) => !state.left.has(uniqueId)).map((node) => around(criterion, nameOf(node)));
}

function around({ isWithChildrensParents, parentsDepth, childrenDepth }: Criterion, name: string): string {
  const depth = (generations: number | null) =>
    generations === null || generations === Number.POSITIVE_INFINITY ? '' : String(generations);
  const before = parentsDepth === null ? '' : `${depth(parentsDepth)}+`;
  return `${isWithChildrensParents ? '@' : ''}${before}${name}${childrenDepth === null ? '' : `+${depth(childrenDepth)}`}`;
}

/** By the longest name that dbt knows it by. Where that names others too, more is built than had to be, never less. */
function nameOf({ resourceType, packageName, name, sourceName, fqn }: SelectableNode): string {
  switch (resourceType) {
    case 'source':
      return `source:${packageName}.${sourceName}.${name}`;
    case 'exposure':
    case 'metric':
    case 'semantic_model':
    case 'saved_query':
    case 'unit_test':
      return `${resourceType}:${packageName}.${name}`;
    default:
      return `fqn:${fqn.join('.')}`;
  }
}
