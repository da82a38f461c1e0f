/** What a run changed in the mesh: what its environment offers since, compared with what it offered before. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getInvocation } from '../ingest/get-invocation.ts';
import { listInvocations } from '../ingest/list-invocations.ts';
import type { Invocation } from '../ingest/model.ts';
import { compareOffers, type OfferChange } from '../mesh/compare-offers.ts';
import { listEnvironments } from '../projects/environments.ts';
import { findRunOfInvocation, getRun, listSteps } from './list-runs.ts';
import { isFinished } from './model.ts';

/** Why a run changes nothing for others, whatever it did. */
export type NotPublished = 'not_finished' | 'not_succeeded' | 'not_offering' | 'ci' | 'no_manifest';

export interface MeshChanges {
  /** null: it was published. */
  readonly notPublished: NotPublished | null;
  readonly isFirst: boolean;
  /** The run that stood there before; null: none, or it is gone. */
  readonly comparedWith: Id<'run'> | null;
  readonly changes: readonly OfferChange[];
}

/** So far back the state before is looked for. */
const invocationsLookedAt = 500;

/** Faults: not_found `run.not_found`. */
export async function describeMeshChanges(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<MeshChanges> {
  const run = await getRun(host, accountId, runId);
  const nothing = (notPublished: NotPublished): MeshChanges => ({ notPublished, isFirst: false, comparedWith: null, changes: [] });
  if (!isFinished(run)) return nothing('not_finished');
  if (run.state !== 'succeeded') return nothing('not_succeeded');
  if (run.plan.jobType === 'ci') return nothing('ci');
  const environment = (await listEnvironments(host, accountId)).find(({ id }) => id === run.environmentId);
  if (!environment || environment.deploymentType === null) return nothing('not_offering');
  const steps = await listSteps(host, [runId]);
  const own = await Promise.all(steps.flatMap(({ invocationId }) => (invocationId === null ? [] : [getInvocation(host, invocationId)])));
  const after = own.filter(isState).at(-1);
  if (!after || after.stateVersionId === null) return nothing('no_manifest');
  const before = await findBefore(host, accountId, run.environmentId, own);
  const states = { before: before?.invocation.stateVersionId ?? null, after: after.stateVersionId };
  return {
    notPublished: null,
    isFirst: before === null,
    comparedWith: before?.runId ?? null,
    changes: await compareOffers(host, accountId, states),
  };
}

function isState({ isCi, outcome, stateVersionId }: Invocation): boolean {
  return !isCi && outcome === 'success' && stateVersionId !== null;
}

/** The newest state before this run's that was published: of a run that succeeded, since others publish nothing. */
async function findBefore(host: Host, accountId: Id<'account'>, environmentId: Id<'environment'>, own: readonly Invocation[]) {
  const ownIds = new Set(own.map(({ id }) => id));
  const began = Math.min(...own.map(({ generatedAt }) => generatedAt.getTime()));
  for (const invocation of await listInvocations(host, environmentId, invocationsLookedAt)) {
    if (ownIds.has(invocation.id) || invocation.generatedAt.getTime() > began || !isState(invocation)) continue;
    const run = await findRunOfInvocation(host, accountId, invocation.id);
    if (run === null || run.state === 'succeeded') return { invocation, runId: run?.id ?? null };
  }
  return null;
}
