/** Questions about what runs did to nodes over time. Runs of CI are no part of the answers. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import {
  type ExecutionTotal,
  type NodeExecution,
  type RunOfInvocation,
  type Span,
  selectExecutions,
  selectExecutionTotals,
  selectRunsOfInvocations,
  selectTestRuns,
  type TestRun,
} from './store-history.ts';

/** Newest first. `span`: of when the runs were asked for; null: whenever. */
export function listExecutions(
  host: Host,
  asked: { readonly environmentId: Id<'environment'>; readonly uniqueId: string; readonly limit: number; readonly span: Span | null },
): Promise<NodeExecution[]> {
  return selectExecutions(host.database.db, asked);
}

/** How often and how long each node ran, by job; `resourceType`: dbt's word. */
export function listExecutionTotals(
  host: Host,
  asked: { readonly environmentId: Id<'environment'>; readonly span: Span; readonly resourceType: string },
): Promise<ExecutionTotal[]> {
  return selectExecutionTotals(host.database.db, asked);
}

/** Which tests ran in which runs, and whether they failed. */
export function listTestRuns(host: Host, environmentId: Id<'environment'>, span: Span): Promise<TestRun[]> {
  return selectTestRuns(host.database.db, environmentId, span);
}

/** The run and the job that brought the artifacts of each; those that no run tells of are left out. */
export async function listRunsOfInvocations(
  host: Host,
  invocationIds: readonly Id<'invocation'>[],
): Promise<ReadonlyMap<Id<'invocation'>, RunOfInvocation>> {
  const found = await selectRunsOfInvocations(host.database.db, invocationIds);
  return new Map(found.map((it) => [it.invocationId, it]));
}
