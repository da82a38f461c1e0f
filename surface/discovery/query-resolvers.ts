/** Where questions begin. What one may not see is answered as what is not there. */
import { openAccount } from './account-resolvers.ts';
import { type Desk, requireAccount } from './desk.ts';
import { type HistoryArgs, historyOf } from './history.ts';
import { exposureOfRun, nodeOfRun, nodesOfRun, type OfJob, openJob, type RelationFilter } from './job-resolvers.ts';
import type { Resolvers } from './resolvers.ts';

/** The older way of asking a job: each of its lists by itself. */
function list(typeName: string) {
  return async (_: unknown, args: OfJob & RelationFilter, desk: Desk) => {
    const at = await openJob(args, desk);
    return at === null ? [] : nodesOfRun(at, typeName, args);
  };
}

function one(typeName: string) {
  return async (_: unknown, args: OfJob & { readonly uniqueId: string }, desk: Desk) => {
    const at = await openJob(args, desk);
    return at && nodeOfRun(at, typeName, args.uniqueId);
  };
}

/** All fields of what hangs on an environment know it whole. */
function ofEnvironment(_: unknown, { environmentId }: { readonly environmentId: number }, desk: Desk) {
  return desk.site(environmentId);
}

export const queryResolvers = {
  Query: {
    environment: (_: unknown, { id }: { readonly id: number }, desk: Desk) => desk.site(id),
    account: (_: unknown, { id }: { readonly id: number }, desk: Desk) => openAccount(requireAccount(desk.caller, id), desk),
    job: (_: unknown, { id, runId }: { readonly id: number; readonly runId?: number | null }, desk: Desk) =>
      openJob({ jobId: id, runId: runId ?? null }, desk),
    column: ofEnvironment,
    performance: ofEnvironment,
    recommendations: ofEnvironment,
    modelByEnvironment: async (_: unknown, { environmentId, ...args }: HistoryArgs & { readonly environmentId: number }, desk: Desk) => {
      const { state } = await desk.site(environmentId);
      return state === null ? [] : historyOf(state, args, desk);
    },
    exposure: async (_: unknown, args: OfJob & { readonly name: string }, desk: Desk) => {
      const at = await openJob(args, desk);
      return at && exposureOfRun(at, args.name);
    },
    exposures: list('ExposureNode'),
    ...{ macro: one('MacroNode'), macros: list('MacroNode'), metric: one('MetricNode'), metrics: list('MetricNode') },
    ...{ model: one('ModelNode'), models: list('ModelNode'), seed: one('SeedNode'), seeds: list('SeedNode') },
    ...{ snapshot: one('SnapshotNode'), snapshots: list('SnapshotNode'), source: one('SourceNode'), sources: list('SourceNode') },
    ...{ test: one('TestNode'), tests: list('TestNode') },
  },
} satisfies Readonly<Record<string, Resolvers>>;
