/** What was last done to a node. */
import type { Id } from '@weft/base/id';
import type { AppliedNode } from '@weft/domain/catalog/applied-nodes';
import type { Desk } from './desk.ts';
import type { Resolvers } from './resolvers.ts';
import type { ShownNode } from './site.ts';

/** null: nothing was. */
export interface Execution {
  readonly applied: AppliedNode | null;
}

export const executed = {
  executionInfo: ({ state, node }: ShownNode): Execution => ({ applied: state.applied.nodes.get(node.uniqueId) ?? null }),
} satisfies Resolvers;

/** The three words that the schema has for a model; a warning is a success that says something. */
export function runStatusOf(status: string | null | undefined): 'success' | 'error' | 'skipped' | null {
  if (status == null) return null;
  if (['success', 'pass', 'warn', 'no-op', 'reused'].includes(status)) return 'success';
  return status === 'skipped' ? 'skipped' : 'error';
}

export function isFailure(status: string): boolean {
  return runStatusOf(status) === 'error' || status === 'warn';
}

function invocationOf({ applied }: Execution, desk: Desk) {
  return applied === null ? null : desk.invocation(applied.invocationId);
}

async function runOf(invocationId: Id<'invocation'> | null | undefined, desk: Desk) {
  return invocationId == null ? null : desk.runOf(invocationId);
}

/** Phases are told by artifacts alone, which are not read for lists: what is known is when the node began and ended. */
const unknownPhases = { compileStartedAt: () => null, compileCompletedAt: () => null };

const executionFields = {
  ...unknownPhases,
  executeStartedAt: ({ applied }: Execution) => applied?.startedAt ?? null,
  executeCompletedAt: ({ applied }: Execution) => (applied?.startedAt == null ? null : applied.completedAt),
  executionTime: ({ applied }: Execution) => applied?.executionSeconds ?? null,
  lastJobDefinitionId: async ({ applied }: Execution, _: unknown, desk: Desk) => (await runOf(applied?.invocationId, desk))?.jobId ?? null,
  lastRunId: async ({ applied }: Execution, _: unknown, desk: Desk) => (await runOf(applied?.invocationId, desk))?.runId ?? null,
  lastRunError: ({ applied }: Execution) => (applied && isFailure(applied.status) ? applied.message : null),
  lastRunGeneratedAt: async (it: Execution, _: unknown, desk: Desk) => (await invocationOf(it, desk))?.generatedAt ?? null,
  runGeneratedAt: async (it: Execution, _: unknown, desk: Desk) => (await invocationOf(it, desk))?.generatedAt ?? null,
  runElapsedTime: async (it: Execution, _: unknown, desk: Desk) => (await invocationOf(it, desk))?.elapsedSeconds ?? null,
  lastSuccessJobDefinitionId: async ({ applied }: Execution, _: unknown, desk: Desk) =>
    (await runOf(applied?.successInvocationId, desk))?.jobId ?? null,
  lastSuccessRunId: async ({ applied }: Execution, _: unknown, desk: Desk) =>
    (await runOf(applied?.successInvocationId, desk))?.runId ?? null,
} satisfies Resolvers;

export const executionResolvers = {
  ModelExecutionInfoNode: { ...executionFields, lastRunStatus: ({ applied }: Execution) => runStatusOf(applied?.status) },
  SnapshotExecutionInfoNode: { ...executionFields, lastRunStatus: ({ applied }: Execution) => runStatusOf(applied?.status) },
  SeedExecutionInfoNode: {
    ...executionFields,
    lastRunStatus: ({ applied }: Execution) => runStatusOf(applied?.status),
    lastRunSkip: ({ applied }: Execution) => (applied === null ? null : applied.status === 'skipped'),
  },
  /** A test passes or fails in dbt's own words. */
  TestExecutionInfoNode: {
    ...executionFields,
    lastRunStatus: ({ applied }: Execution) => applied?.status ?? null,
    lastRunFailures: ({ applied }: Execution) => applied?.failures ?? null,
  },
} satisfies Readonly<Record<string, Resolvers>>;
