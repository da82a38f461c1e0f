/** How a node stands: what was last done to it, how fresh it is, and how its tests came out. Pure. */
import type { Id } from '@weft/base/id';
import type { AccountGraph, GraphNode } from './account-graph.ts';
import type { Applied } from './applied-nodes.ts';

export type AppliedByEnvironment = ReadonlyMap<Id<'environment'>, Applied>;

export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
}

export interface Standing {
  /** dbt's own word; null: never done. Of a source: of its freshness. */
  readonly status: string | null;
  readonly at: Date | null;
  readonly executionSeconds: number | null;
  readonly tests: TestCounts;
  /** Of sources. */
  readonly freshness: { readonly status: string; readonly maxLoadedAt: Date | null; readonly checkedAt: Date } | null;
}

const failedStatuses: ReadonlySet<string> = new Set(['error', 'fail', 'runtime error', 'partial success']);

export function isFailed(status: string | null): boolean {
  return status !== null && failedStatuses.has(status);
}

export function isTest({ resourceType }: Pick<GraphNode, 'resourceType'>): boolean {
  return resourceType === 'test' || resourceType === 'unit_test';
}

/** By number. */
export function neighbours(adjacency: AccountGraph['children'], number: number): readonly number[] {
  return [...adjacency.targets.subarray(adjacency.offsets[number] ?? 0, adjacency.offsets[number + 1] ?? 0)];
}

/** dbt's own word; null: never done. Of a source: of its freshness. */
export function statusOf(
  applied: AppliedByEnvironment,
  { environmentId, uniqueId }: Pick<GraphNode, 'environmentId' | 'uniqueId'>,
): string | null {
  const inEnvironment = applied.get(environmentId);
  return inEnvironment?.nodes.get(uniqueId)?.status ?? inEnvironment?.sources.get(uniqueId)?.status ?? null;
}

export function standingOf(graph: AccountGraph, applied: AppliedByEnvironment, number: number): Standing {
  const node = graph.nodes[number];
  if (!node) return { status: null, at: null, executionSeconds: null, tests: noTests, freshness: null };
  const inEnvironment = applied.get(node.environmentId);
  const done = inEnvironment?.nodes.get(node.uniqueId);
  const source = inEnvironment?.sources.get(node.uniqueId);
  return {
    status: statusOf(applied, node),
    at: done?.completedAt ?? source?.checkedAt ?? null,
    executionSeconds: done?.executionSeconds ?? null,
    tests: countTests(graph, applied, number),
    freshness: source ? { status: source.status, maxLoadedAt: source.maxLoadedAt, checkedAt: source.checkedAt } : null,
  };
}

const noTests: TestCounts = { total: 0, passed: 0, warned: 0, failed: 0 };

/** Tests that its own project has on it; those of its readers are theirs. */
export function countTests(graph: AccountGraph, applied: AppliedByEnvironment, number: number): TestCounts {
  const { projectId } = graph.nodes[number] ?? { projectId: null };
  let [total, passed, warned, failed] = [0, 0, 0, 0];
  for (let at = graph.children.offsets[number] ?? 0; at < (graph.children.offsets[number + 1] ?? 0); at++) {
    const child = graph.nodes[graph.children.targets[at] ?? -1];
    if (!child || !isTest(child) || child.projectId !== projectId) continue;
    total += 1;
    const status = applied.get(child.environmentId)?.nodes.get(child.uniqueId)?.status ?? null;
    if (status === 'pass' || status === 'success') passed += 1;
    else if (status === 'warn') warned += 1;
    else if (isFailed(status)) failed += 1;
  }
  return total === 0 ? noTests : { total, passed, warned, failed };
}
