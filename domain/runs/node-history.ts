/** Questions about what runs did to nodes over time. Runs of CI are no part of the answers. */
import type { Id } from '@weft/base/id';
import { parseCommand } from '@weft/dbt/command/parse-command';
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

/** These tell of every node that they compile, as if they had built it. */
const compiling: ReadonlySet<string> = new Set(['compile', 'docs generate']);

export function executes({ command }: { readonly command: string | null }): boolean {
  return command === null || !compiling.has(parseCommand(command).value?.name ?? '');
}

/** Newest first; what a command only compiled is no execution. `span`: of when the runs were asked for; null: whenever. */
export async function listExecutions(
  host: Host,
  asked: { readonly environmentId: Id<'environment'>; readonly uniqueId: string; readonly limit: number; readonly span: Span | null },
): Promise<NodeExecution[]> {
  return (await selectExecutions(host.database.db, asked)).filter(executes);
}

/** How often and how long each node ran, by job and command; `resourceType`: dbt's word. */
export async function listExecutionTotals(
  host: Host,
  asked: { readonly environmentId: Id<'environment'>; readonly span: Span; readonly resourceType: string },
): Promise<ExecutionTotal[]> {
  return (await selectExecutionTotals(host.database.db, asked)).filter(executes);
}

/** Which tests ran in which runs, and whether they failed. */
export async function listTestRuns(host: Host, environmentId: Id<'environment'>, span: Span): Promise<TestRun[]> {
  return (await selectTestRuns(host.database.db, environmentId, span)).filter(executes);
}

/** The run and the job that brought the artifacts of each; those that no run tells of are left out. */
export async function listRunsOfInvocations(
  host: Host,
  invocationIds: readonly Id<'invocation'>[],
): Promise<ReadonlyMap<Id<'invocation'>, RunOfInvocation>> {
  const found = await selectRunsOfInvocations(host.database.db, invocationIds);
  return new Map(found.map((it) => [it.invocationId, it]));
}
