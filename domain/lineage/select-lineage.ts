/** Answers what a person types to choose nodes of the lineage: dbt's selector syntax, in which a unique id names its node too. Pure. */
import { reach } from '@weft/base/adjacency';
import type { Id } from '@weft/base/id';
import type { AccountGraph } from '../catalog/account-graph.ts';
import type { Applied } from '../catalog/applied-nodes.ts';
import type { AccountComparison } from '../catalog/compare-account.ts';
import { selectInGraph } from '../catalog/select-graph.ts';

export interface LineageSelection {
  /** By number in the graph, in order. */
  readonly chosen: Uint32Array;
  readonly problems: readonly { readonly part: string; readonly at: number; readonly message: string }[];
}

/** `graph`: as the asker sees it, so that nothing else can be named. */
export function selectLineage(
  graph: AccountGraph,
  request: {
    readonly select: string;
    readonly exclude: string;
    readonly applied: ReadonlyMap<Id<'environment'>, Applied>;
    readonly comparison: AccountComparison | null;
  },
): LineageSelection {
  const named = takeUniqueIds(graph, request.select);
  const barred = takeUniqueIds(graph, request.exclude);
  const { reasons, problems, untold, empty } = selectInGraph(graph, {
    select: named.rest,
    exclude: barred.rest,
    applied: request.applied,
    comparison: request.comparison,
  });
  const isChosen = new Uint8Array(graph.nodes.length);
  const mark = (numbers: Iterable<number>, chosen: 0 | 1) => {
    for (const number of numbers) isChosen[number] = chosen;
  };
  mark(named.found, 1);
  mark(reasons.keys(), 1);
  if (named.found.length > 0 && barred.rest.trim() !== '')
    mark(selectInGraph(graph, { select: barred.rest, applied: request.applied, comparison: request.comparison }).reasons.keys(), 0);
  mark(barred.found, 0);
  const at = (part: string) => Math.max(0, request.select.indexOf(part));
  return {
    chosen: numbersIn(isChosen),
    problems: [
      ...problems,
      ...untold.map((message) => ({ part: '', at: 0, message })),
      ...empty.map((part) => ({ part, at: at(part), message: `Nothing is called ${part}.` })),
    ],
  };
}

const term = /^(\d*\+)?([a-z_]+\..+?)(\+\d*)?$/;

function numbersIn(isChosen: Uint8Array): Uint32Array {
  let count = 0;
  for (let number = 0; number < isChosen.length; number++) count += isChosen[number] ?? 0;
  const numbers = new Uint32Array(count);
  for (let number = 0, at = 0; at < count; number++) if (isChosen[number] === 1) numbers[at++] = number;
  return numbers;
}

/** `2+model.shop.orders+`: terms that are a node's whole unique id, which dbt's own syntax has no word for. Their places in the text become blank. */
function takeUniqueIds(graph: AccountGraph, text: string): { readonly rest: string; readonly found: readonly number[] } {
  const found: number[] = [];
  if (!text.includes('.')) return { rest: text, found };
  const rest = text.replace(/\S+/g, (written) => {
    const [, up, uniqueId = '', down] = term.exec(written) ?? [];
    const numbers = uniqueId === '' ? [] : numbersOf(graph, uniqueId);
    if (numbers.length === 0) return written;
    const add = (more: Iterable<number>) => {
      for (const number of more) found.push(number);
    };
    add(numbers);
    if (up !== undefined) add(reach(graph.parents, numbers, depthOf(up)));
    if (down !== undefined) add(reach(graph.children, numbers, depthOf(down)));
    return ' '.repeat(written.length);
  });
  return { rest, found };
}

/** A package that several projects install is there once for each of them. */
function numbersOf(graph: AccountGraph, uniqueId: string): number[] {
  const numbers = new Set<number>();
  for (const { projectId } of graph.environments) {
    const number = graph.numbers.get(`${projectId} ${uniqueId}`);
    // Blank in the graph as it is seen: not for this asker.
    if (number !== undefined && graph.nodes[number]?.uniqueId === uniqueId) numbers.add(number);
  }
  return [...numbers];
}

function depthOf(plus: string): number {
  const digits = plus.replace('+', '');
  return digits === '' ? Number.POSITIVE_INFINITY : Number(digits);
}
