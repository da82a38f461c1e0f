/** Adds up what runs did to nodes. Pure. */
import type { ExecutionTotal, NodeExecution, TestRun } from '@weft/domain/runs/store-history';
import { neighbours, type State } from './site.ts';

interface Total {
  readonly totalExecutions: number;
  readonly totalFailedExecutions: number;
  readonly failurePercentage: number;
  readonly maxExecutionTime: number | null;
  readonly averageExecutionTime: number | null;
}

/** By node, and for each by job; in no order. */
export function addUp(
  totals: readonly ExecutionTotal[],
): (Total & { readonly uniqueId: string; readonly byJob: readonly (Total & { readonly jobId: number })[] })[] {
  const byNode = groupBy(totals, ({ uniqueId }) => uniqueId);
  return [...byNode].map(([uniqueId, own]) => ({
    uniqueId,
    ...sum(own),
    byJob: [...groupBy(own, ({ jobId }) => jobId)].map(([jobId, ofJob]) => ({ jobId, ...sum(ofJob) })),
  }));
}

function sum(totals: readonly ExecutionTotal[]): Total {
  const add = (read: (it: ExecutionTotal) => number | null) => totals.reduce((total, it) => total + (read(it) ?? 0), 0);
  const [count, failed, timed] = [add((it) => it.count), add((it) => it.failedCount), add((it) => it.timedCount)];
  const longest = totals.flatMap(({ longestSeconds }) => longestSeconds ?? []);
  return {
    totalExecutions: count,
    totalFailedExecutions: failed,
    failurePercentage: percentage(failed, count),
    maxExecutionTime: longest.length === 0 ? null : Math.max(...longest),
    averageExecutionTime: timed === 0 ? null : add((it) => it.totalSeconds) / timed,
  };
}

function percentage(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Of each model in how many runs its tests ran and failed, the worst first. */
export function testFailures(state: State, tests: readonly TestRun[]) {
  const runsOf = new Map<string, { readonly all: Set<number>; readonly failed: Set<number> }>();
  for (const { runId, uniqueId, isFailed } of tests) {
    for (const model of testedModels(state, uniqueId)) {
      const runs = runsOf.get(model) ?? { all: new Set(), failed: new Set() };
      runsOf.set(model, runs);
      runs.all.add(runId);
      if (isFailed) runs.failed.add(runId);
    }
  }
  return [...runsOf]
    .map(([uniqueId, { all, failed }]) => ({
      uniqueId,
      totalRunsWithTests: all.size,
      totalRunsWithTestFailures: failed.size,
      failurePercentage: percentage(failed.size, all.size),
    }))
    .filter(({ totalRunsWithTestFailures }) => totalRunsWithTestFailures > 0)
    .sort((a, b) => b.totalRunsWithTestFailures - a.totalRunsWithTestFailures || b.failurePercentage - a.failurePercentage);
}

function testedModels({ graph, project }: State, test: string): string[] {
  const number = graph.numbers.get(`${project.id} ${test}`);
  const node = number === undefined ? undefined : graph.nodes[number];
  if (number === undefined || !node) return [];
  if (node.attachedNode !== null) return [node.attachedNode];
  return [...neighbours(graph, number, 'parents')].flatMap((at) => {
    const parent = graph.nodes[at];
    return parent?.resourceType === 'model' ? [parent.uniqueId] : [];
  });
}

/** Newest day first; what was skipped is no execution. */
export function daysOf(executions: readonly NodeExecution[], adapter: string | null) {
  const ran = executions.filter(({ state }) => state !== 'skipped' && state !== 'running' && state !== 'cancelled');
  const byDay = groupBy(ran, ({ startedAt, runStartedAt, finishedAt }) =>
    (startedAt ?? runStartedAt ?? finishedAt)?.toISOString().slice(0, 10),
  );
  return [...byDay].flatMap(([date, own]) => {
    if (date === undefined) return [];
    const executionsByJob = [...groupBy(own, ({ jobId }) => jobId)].map(([jobId, ofJob]) => ({
      ...{ jobId, ...times(ofJob) },
      executions: ofJob.map((it) => ({
        ...{ runId: it.runId, runStartedAt: it.runStartedAt, executionStartedAt: it.startedAt, executionTime: it.executionSeconds },
        ...{ status: it.dbtStatus, adapter, queryId: null },
        isFullRefresh: it.command === null ? null : /\s(--full-refresh|-f)\b/.test(it.command),
      })),
    }));
    return [{ date: new Date(date), ...times(own), executionsByJob }];
  });
}

function times(executions: readonly NodeExecution[]) {
  const known = executions.flatMap(({ executionSeconds }) => executionSeconds ?? []);
  return { executionTimes: known, meanExecutionTime: known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length };
}

function groupBy<Key, Item>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
