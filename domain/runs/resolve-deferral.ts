/** Finds the manifests that a run compares with and defers to, or why there are none. */
import type { Id } from '@weft/base/id';
import { unreachable } from '@weft/base/unreachable';
import type { Host } from '@weft/host/host';
import { getInvocation } from '../ingest/get-invocation.ts';
import type { Invocation } from '../ingest/model.ts';
import { listEnvironments } from '../projects/environments.ts';
import type { Environment } from '../projects/model.ts';
import {
  type Deferral,
  type DeferralTarget,
  type DeferralTargets,
  type FoundState,
  missing,
  type StateAnswer,
  standsForEnvironment,
} from './deferral.ts';
import type { Run } from './model.ts';
import { selectSteps } from './step-store.ts';
import { selectRun } from './store.ts';
import { hasRuns, type RunsOf, selectSucceededRuns } from './store-deferral.ts';

interface Asking {
  readonly accountId: Id<'account'>;
  readonly projectId: Id<'project'>;
  /** Only what was asked for before it is looked at; null: everything so far. */
  readonly before: Id<'run'> | null;
}

/** So many successful runs without a manifest are looked through: whoever has more runs no dbt that leaves one. */
const candidatesMax = 200;
const candidatesAtOnce = 20;

/** A retry goes on with what its first run found, so that it ends what that one began. Null: the run wants no state. */
export async function resolveDeferral(host: Host, run: Run): Promise<Deferral | null> {
  const targets = run.plan.deferral;
  if (targets === null) return null;
  if (run.retryOf !== null) {
    const first = await selectRun(host.database.db, run.accountId, run.retryOf);
    if (first?.deferral) return first.deferral;
  }
  return findDeferral(host, { accountId: run.accountId, projectId: run.projectId, before: run.id }, targets);
}

/** As it would be found now, for who looks at a job. */
export async function findDeferral(host: Host, asking: Asking, targets: DeferralTargets): Promise<Deferral> {
  const environments = await listEnvironments(host, asking.accountId);
  const compared = await findState(host, asking, targets.compared, environments);
  const isOne = JSON.stringify(targets.compared) === JSON.stringify(targets.deferred);
  return { compared, deferred: isOne ? compared : await findState(host, asking, targets.deferred, environments) };
}

async function findState(host: Host, asking: Asking, target: DeferralTarget, environments: readonly Environment[]): Promise<StateAnswer> {
  switch (target.kind) {
    case 'production': {
      const production = environments.find(
        ({ projectId, deploymentType }) => projectId === asking.projectId && deploymentType === 'production',
      );
      if (!production) return missing('no_production_environment', '');
      return newestIn(host, asking, production, 'the last successful run in production, CI left out', environments);
    }
    case 'environment': {
      const environment = environments.find(({ id }) => id === target.environmentId);
      if (!environment) return missing('environment_gone', String(target.environmentId));
      return newestIn(host, asking, environment, `the last successful run in ${environment.name}, CI left out`, environments);
    }
    case 'job':
      return newest(
        host,
        asking,
        { of: { jobId: target.jobId }, name: `Job ${target.jobId}`, why: 'the last successful run of that job', isForEnvironment: false },
        environments,
      );
    default:
      return unreachable(target);
  }
}

function newestIn(host: Host, asking: Asking, environment: Environment, why: string, environments: readonly Environment[]) {
  const { id: environmentId, name } = environment;
  return newest(host, asking, { of: { environmentId }, name, why, isForEnvironment: true }, environments);
}

async function newest(
  host: Host,
  { accountId, before }: Asking,
  place: { readonly of: RunsOf; readonly name: string; readonly why: string; readonly isForEnvironment: boolean },
  environments: readonly Environment[],
): Promise<StateAnswer> {
  const { db } = host.database;
  let hasSucceeded = false;
  for (let offset = 0; offset < candidatesMax; offset += candidatesAtOnce) {
    const runs = await selectSucceededRuns(db, accountId, place.of, { before, limit: candidatesAtOnce, offset });
    for (const run of runs) {
      const invocations = await invocationsOf(host, run);
      const commands = invocations.map(({ command }) => command);
      if (place.isForEnvironment && !standsForEnvironment({ jobType: run.plan.jobType, commands })) continue;
      hasSucceeded = true;
      const found = foundIn(run, invocations, place.why, environments);
      if (found) return found;
    }
    if (runs.length < candidatesAtOnce) break;
  }
  if (hasSucceeded) return missing('no_manifest', place.name);
  return missing((await hasRuns(db, accountId, place.of, before)) ? 'never_succeeded' : 'never_ran', place.name);
}

/** In the order of its steps. */
async function invocationsOf(host: Host, run: Run): Promise<readonly Invocation[]> {
  const steps = await selectSteps(host.database.db, [run.id]);
  const ids = steps.flatMap(({ invocationId }) => (invocationId === null ? [] : [invocationId]));
  return Promise.all(ids.map((id) => getInvocation(host, id)));
}

/** The manifest of its last step that has one, as the artifacts of a run are those of its last step. */
function foundIn(run: Run, invocations: readonly Invocation[], why: string, environments: readonly Environment[]): FoundState | null {
  const last = invocations.filter(({ stateVersionId }) => stateVersionId !== null).at(-1);
  if (!last) return null;
  return {
    kind: 'found',
    ...{ runId: run.id, invocationId: last.id, environmentId: run.environmentId, jobName: run.plan.jobName, gitSha: run.gitSha },
    environmentName: environments.find(({ id }) => id === run.environmentId)?.name ?? `environment ${run.environmentId}`,
    ...{ dbtVersion: last.dbtVersion, generatedAt: last.generatedAt, why },
  };
}
