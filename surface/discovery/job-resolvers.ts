/** Fields of a job: what its last run, or the run asked for, saw and did. */
import { Fault } from '@weft/base/fault';
import { asId, type Id } from '@weft/base/id';
import { may } from '@weft/domain/access/model';
import { listJobsOfRuns } from '@weft/domain/jobs/list-jobs';
import { lastRunOf, listRuns, listSteps } from '@weft/domain/runs/list-runs';
import type { Run } from '@weft/domain/runs/model';
import { type Desk, requireOrHide } from './desk.ts';
import type { Resolvers } from './resolvers.ts';
import { openRun, type RunShown, type RunState, showOfRun } from './run-state.ts';

export interface OfJob {
  readonly jobId: number;
  readonly runId?: number | null;
}

/** Faults: not_found `job.not_found` and `run.not_found`, forbidden `access.forbidden`. Null: it has no finished run that left artifacts. */
export async function openJob({ jobId, runId }: OfJob, desk: Desk): Promise<RunState | null> {
  for (const accountId of desk.accountIds) {
    const [job] = await listJobsOfRuns(desk.host, accountId, [asId<'job'>(jobId)]);
    if (!job) continue;
    const place = { accountId, projectId: job.projectId };
    if (!may(desk.caller, 'metadata:read', place)) requireOrHide(desk.caller, place, () => jobNotFound(jobId));
    const run = runId == null ? await lastRunWithArtifacts(desk, accountId, job.id) : await runOfJob(desk, accountId, { jobId, runId });
    return run && openRun(desk, run);
  }
  throw jobNotFound(jobId);
}

function jobNotFound(jobId: number): Fault {
  return new Fault('not_found', 'job.not_found', `There is no job ${jobId}.`);
}

async function runOfJob(
  desk: Desk,
  accountId: Id<'account'>,
  { jobId, runId }: { readonly jobId: number; readonly runId: number },
): Promise<Run> {
  const filter = { accountId, jobId: asId<'job'>(jobId), ids: [asId<'run'>(runId)] };
  const { runs } = await listRuns(desk.host, filter, { order: { by: 'id', isDescending: true }, limit: 1, offset: 0 });
  if (!runs[0]) throw new Fault('not_found', 'run.not_found', `The job ${jobId} has no run ${runId}.`);
  return runs[0];
}

/** How many of a job's finished runs are looked at for one that left artifacts. */
const runsLookedAt = 20;

async function lastRunWithArtifacts(desk: Desk, accountId: Id<'account'>, jobId: Id<'job'>): Promise<Run | null> {
  const filter = { accountId, jobId, states: ['succeeded', 'failed', 'cancelled'] as const };
  const { runs } = await listRuns(desk.host, filter, { order: { by: 'id', isDescending: true }, limit: runsLookedAt, offset: 0 });
  const steps = await listSteps(
    desk.host,
    runs.map(({ id }) => id),
  );
  const left = new Set(steps.flatMap(({ runId, invocationId }) => (invocationId === null ? [] : [runId])));
  return runs.find(({ id }) => left.has(id)) ?? (await lastRunOf(desk.host, accountId, { jobId }));
}

export interface RelationFilter {
  readonly database?: string | null;
  readonly schema?: string | null;
  readonly identifier?: string | null;
}

export function nodesOfRun(at: RunState, typeName: string, { database, schema, identifier }: RelationFilter = {}): RunShown[] {
  const isSame = (wanted: string | null | undefined, value: string | null) =>
    wanted == null || wanted.toLowerCase() === value?.toLowerCase();
  return showOfRun(at, at.state.graph.nodes.keys(), new Set([typeName])).filter(
    ({ node }) => isSame(database, node.database) && isSame(schema, node.schema) && isSame(identifier, node.identifier ?? node.name),
  );
}

export function nodeOfRun(at: RunState, typeName: string, uniqueId: string): RunShown | null {
  return nodesOfRun(at, typeName).find(({ node }) => node.uniqueId === uniqueId) ?? null;
}

function list(typeName: string) {
  return (at: RunState, filter: RelationFilter) => nodesOfRun(at, typeName, filter);
}

function one(typeName: string) {
  return (at: RunState, { uniqueId }: { readonly uniqueId: string }) => nodeOfRun(at, typeName, uniqueId);
}

/** Clients name an exposure by its name. */
export function exposureOfRun(at: RunState, name: string): RunShown | null {
  return nodesOfRun(at, 'ExposureNode').find(({ node }) => node.name === name) ?? null;
}

export const jobResolvers = {
  JobNode: {
    id: ({ run }: RunState) => run.jobId,
    runId: ({ run }: RunState) => run.id,
    ...{ models: list('ModelNode'), model: one('ModelNode'), sources: list('SourceNode'), source: one('SourceNode') },
    ...{ seeds: list('SeedNode'), seed: one('SeedNode'), snapshots: list('SnapshotNode'), snapshot: one('SnapshotNode') },
    ...{ tests: list('TestNode'), test: one('TestNode'), macros: list('MacroNode'), macro: one('MacroNode') },
    ...{ metrics: list('MetricNode'), metric: one('MetricNode'), semanticModels: list('SemanticModelNode') },
    exposures: list('ExposureNode'),
    exposure: (at: RunState, { name }: { readonly name: string }) => exposureOfRun(at, name),
  },
} satisfies Readonly<Record<string, Resolvers>>;
