/** Pages of nodes as they were last built, and the orders that models come in. */
import type { NodeDocument } from '@weft/dbt/artifacts/node-document';
import type { StateNode } from '@weft/domain/catalog/state-nodes';
import { readCatalog, rowCountOf } from './catalog-fields.ts';
import type { Desk } from './desk.ts';
import { listNumbers, type NodeFilter } from './filter-nodes.ts';
import { type Page, type PageArgs, pageOf } from './page.ts';
import { type ShownNode, type State, show, type Tense } from './site.ts';

export interface ListArgs extends PageArgs {
  readonly filter?: NodeFilter | null;
  readonly sort?: Sort | null;
}

interface Sort {
  readonly field: 'executeCompletedAt' | 'queryUsageCount' | 'rowCount' | 'uniqueId';
  readonly direction: 'asc' | 'desc';
}

export async function pageOfNodes(
  { state, tense }: { readonly state: State; readonly tense: Tense },
  resourceTypes: readonly string[] | null,
  { filter, sort, ...page }: ListArgs,
  desk: Desk,
): Promise<Page<ShownNode>> {
  const numbers = listNumbers(state, resourceTypes, tense, filter ?? {}).filter(
    (number) => show(state, [number], tense, false).length === 1,
  );
  const sorted = sort == null ? numbers : await sortModels(state, numbers, sort, desk);
  const keyOf = (number: number) => state.graph.nodes[number]?.uniqueId ?? '';
  return pageOf(sorted, page, keyOf, async (chosen) => {
    const shown = show(state, chosen, tense, false);
    return tense === 'applied' ? Promise.all(shown.map((it) => asItStands(it, desk))) : shown;
  });
}

/** The code that was built last may be older than the newest manifest's. */
async function asItStands(shown: ShownNode, desk: Desk): Promise<ShownNode> {
  const { state, node } = shown;
  const entryId = state.applied.nodes.get(node.uniqueId)?.successEntryId ?? node.entryId;
  if (entryId === node.entryId) return shown;
  const document = await desk.document(entryId);
  return document === null ? shown : { ...shown, node: leanOf(document, entryId) };
}

function leanOf({ columns, constraints: _, ...rest }: NodeDocument, entryId: StateNode['entryId']): StateNode {
  return {
    ...rest,
    entryId,
    isDescribed: rest.description.trim() !== '',
    columnCount: columns.length,
    describedColumnCount: columns.filter(({ description }) => description.trim() !== '').length,
  };
}

/** Weft counts no queries, so by those all are alike. What is not known comes last, whichever way; equals by their unique ids. */
async function sortModels(state: State, numbers: readonly number[], { field, direction }: Sort, desk: Desk): Promise<number[]> {
  const sign = direction === 'asc' ? 1 : -1;
  const idOf = (number: number) => state.graph.nodes[number]?.uniqueId ?? '';
  const byId = (a: number, b: number) => (idOf(a) < idOf(b) ? -1 : 1);
  if (field === 'uniqueId') return [...numbers].sort((a, b) => sign * byId(a, b));
  const values = await valuesOf(state, numbers, field, desk);
  return [...numbers].sort((a, b) => {
    const [one, other] = [values.get(a), values.get(b)];
    if (one === other) return byId(a, b);
    if (one === undefined) return 1;
    return other === undefined ? -1 : sign * (one - other);
  });
}

async function valuesOf(state: State, numbers: readonly number[], field: Sort['field'], desk: Desk): Promise<ReadonlyMap<number, number>> {
  const values = new Map<number, number>();
  const catalog = field === 'rowCount' ? await state.catalog() : null;
  await Promise.all(
    numbers.map(async (number) => {
      const node = state.graph.nodes[number];
      const entry = node && catalog?.get(node.uniqueId);
      const value =
        node && entry
          ? rowCountOf(await readCatalog({ entry, node, environmentId: state.environment.id }, desk))
          : field === 'executeCompletedAt'
            ? state.applied.nodes.get(node?.uniqueId ?? '')?.completedAt.getTime()
            : null;
      if (value != null) values.set(number, value);
    }),
  );
  return values;
}
