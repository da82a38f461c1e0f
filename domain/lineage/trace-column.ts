/** Follows a column to all that it is made of, or to all that is made of it, across projects. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { UseKind } from '@weft/dbt/sql/resolver';
import type { ColumnKind } from '@weft/dbt/sql/traced-query';
import type { Host } from '@weft/host/host';
import { getEnvironment, listEnvironments } from '../projects/environments.ts';
import { ColumnGraph } from './column-graph.ts';
import { selectNodes, selectProgress } from './store-columns.ts';

/** A column on the way. `closed`: of a model that the caller may not see; nothing names it, equal numbers are one model. */
export type TracedPlace =
  | { readonly kind: 'open'; readonly projectId: Id<'project'>; readonly uniqueId: string; readonly column: string }
  | { readonly kind: 'closed'; readonly number: number };

export interface TracedStep {
  readonly place: TracedPlace;
  /** How far from where it began, from 1. */
  readonly depth: number;
  /** Where it was reached from; a place in the list of steps, -1 for the beginning. */
  readonly from: number;
  /** What the lower of the two does to the upper. */
  readonly how: ColumnKind;
}

export interface ColumnTrace {
  readonly steps: readonly TracedStep[];
  /** Every arrow between those columns, also where one is reached by several ways. `upper` is read by `lower`; places in the list of steps, -1 for the beginning. */
  readonly pairs: readonly { readonly upper: number; readonly lower: number; readonly how: ColumnKind }[];
  /** There is more beyond `depth` or `limit`. */
  readonly isCut: boolean;
}

export interface ColumnQuestion {
  readonly accountId: Id<'account'>;
  readonly environmentId: Id<'environment'>;
  readonly uniqueId: string;
  readonly column: string;
  readonly direction: 'up' | 'down';
  readonly depth: number;
  readonly limit: number;
  /** Whether the caller may read the project's metadata; public models of others are shown by their contract with the account. */
  readonly isReadable: (projectId: Id<'project'>) => boolean;
}

/** Nearest first, each column once. Faults: not_found `column.not_found`. */
export async function traceColumn(host: Host, question: ColumnQuestion): Promise<ColumnTrace> {
  const graph = await loadGraph(host, question.accountId, question.environmentId);
  return walk(graph, startOf(graph, question), question);
}

/** A node that chooses, joins, groups or orders its rows by the column; of an open place `column` is empty. */
export interface ColumnUse {
  readonly place: TracedPlace;
  readonly kind: UseKind;
}

/** Of the column itself, not of what is made of it. Faults: not_found `column.not_found`. */
export async function usesOfColumn(host: Host, question: Omit<ColumnQuestion, 'direction' | 'depth'>): Promise<ColumnUse[]> {
  const graph = await loadGraph(host, question.accountId, question.environmentId);
  const start = startOf(graph, question);
  const closed = new Map<number, number>();
  return graph
    .usesOf(start)
    .slice(0, question.limit)
    .map(({ node, kind }) => ({ place: placeOf(graph, { node, column: '' }, { isReadable: question.isReadable, closed }), kind }));
}

function startOf(graph: ColumnGraph, { uniqueId, column }: Pick<ColumnQuestion, 'uniqueId' | 'column'>): number {
  const start = graph.columnOf(uniqueId, column);
  if (start !== null) return start;
  throw new Fault('not_found', 'column.not_found', `${uniqueId} has no column ${column} that is known in this environment.`);
}

function walk(graph: ColumnGraph, start: number, { direction, depth, limit, isReadable }: ColumnQuestion): ColumnTrace {
  const places = new Map<number, number>([[start, -1]]);
  const reached: { column: number; depth: number }[] = [];
  const steps: TracedStep[] = [];
  const pairs: ColumnTrace['pairs'][number][] = [];
  const closed = new Map<number, number>();
  let isCut = false;
  for (let at = -1; at < reached.length; at++) {
    const here = at < 0 ? { column: start, depth: 0 } : reached[at];
    if (!here) break;
    for (const { column, kind } of graph.steps(here.column, direction)) {
      const known = places.get(column);
      if (known !== undefined) {
        pairs.push(pairOf(at, known, kind));
        continue;
      }
      if (here.depth >= depth || steps.length >= limit) {
        isCut = true;
        continue;
      }
      places.set(column, steps.length);
      pairs.push(pairOf(at, steps.length, kind));
      reached.push({ column, depth: here.depth + 1 });
      steps.push({
        place: placeOf(graph, { node: graph.nodeOf[column] ?? 0, column: graph.names[column] ?? '' }, { isReadable, closed }),
        depth: here.depth + 1,
        from: at,
        how: kind,
      });
    }
  }
  return { steps, pairs, isCut };

  function pairOf(nearer: number, further: number, how: ColumnKind) {
    return direction === 'up' ? { upper: further, lower: nearer, how } : { upper: nearer, lower: further, how };
  }
}

function placeOf(
  graph: ColumnGraph,
  { node: at, column }: { readonly node: number; readonly column: string },
  { isReadable, closed }: { isReadable: ColumnQuestion['isReadable']; closed: Map<number, number> },
): TracedPlace {
  const node = graph.nodes[at];
  if (node && (node.isPublic || isReadable(node.projectId)))
    return { kind: 'open', projectId: node.projectId, uniqueId: node.uniqueId, column };
  const number = closed.get(at) ?? closed.size + 1;
  closed.set(at, number);
  return { kind: 'closed', number };
}

interface Kept {
  readonly stamp: string;
  readonly graph: ColumnGraph;
}

const graphsOf = new WeakMap<Host['database'], Map<Id<'environment'>, Kept>>();

/** So many environments' graphs are kept at once, the one used longest ago goes first. */
const keptMax = 4;

/** The environment, and the production of every other project. Kept until the work on one of them has gone on. */
async function loadGraph(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>): Promise<ColumnGraph> {
  const own = await getEnvironment(host, accountId, environmentId);
  const others = (await listEnvironments(host, accountId)).filter(
    ({ projectId, deploymentType }) => projectId !== own.projectId && deploymentType === 'production',
  );
  const ids = [own, ...others].map(({ id }) => id);
  const progress = await selectProgress(host.database.db, ids);
  const stamp = progress
    .map((it) => `${it.environmentId} ${it.startedAt.toISOString()} ${it.doneCount} ${it.finishedAt !== null}`)
    .sort()
    .join();
  const kept = graphsOf.get(host.database) ?? new Map<Id<'environment'>, Kept>();
  graphsOf.set(host.database, kept);
  const found = kept.get(environmentId);
  kept.delete(environmentId);
  const next = found?.stamp === stamp ? found : { stamp, graph: await readGraph(host, ids) };
  kept.set(environmentId, next);
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - keptMax))) kept.delete(oldest);
  return next.graph;
}

/** A model is told by the project that makes it; what stands for it elsewhere is left out. */
async function readGraph(host: Host, ids: readonly Id<'environment'>[]): Promise<ColumnGraph> {
  const rows = await selectNodes(host.database.db, ids);
  const own = new Set(rows.flatMap(({ producer, uniqueId }) => (producer === null ? [uniqueId] : [])));
  const seen = new Set<string>();
  const nodes = rows.filter(({ producer, uniqueId }) => {
    if (seen.has(uniqueId) || (producer !== null && own.has(uniqueId))) return false;
    seen.add(uniqueId);
    return true;
  });
  return new ColumnGraph(nodes);
}
