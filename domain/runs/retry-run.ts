/** Takes up a failed run where it failed: `dbt retry` with that step's results, then the commands that were not reached. */
import { Fault } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { listArtifacts } from '../ingest/open-artifact.ts';
import { decideRetry, type Retry, refusalWords } from './decide-retry.ts';
import { getRun, listSteps } from './list-runs.ts';
import type { Actor, Run } from './model.ts';
import type { Step } from './plan-steps.ts';
import { startRun } from './start-run.ts';
import { selectLatestRunIds } from './store.ts';

/** Of one run, looked at closely. Faults: not_found `run.not_found`. */
export async function explainRetry(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<Retry> {
  const run = await getRun(host, accountId, runId);
  const [retry] = (await explainRetries(host, [run])).values();
  if (!retry?.canRetry || retry.failed.invocationId === null) return retry ?? { canRetry: false, refusal: 'not_failed_run' };
  const files = await listArtifacts(host, retry.failed.invocationId);
  return files.some((file) => file.name === 'run_results.json') ? retry : { canRetry: false, refusal: 'no_run_results' };
}

/** Of a page of runs, in two questions whatever its length. `steps`: of these runs, where they are known already. */
export async function explainRetries(host: Host, runs: readonly Run[], steps?: readonly Step[]): Promise<ReadonlyMap<Id<'run'>, Retry>> {
  const failed = runs.filter((run) => run.state === 'failed');
  const jobIds = [...new Set(failed.map((run) => run.jobId))];
  const latest = jobIds.length === 0 ? new Map<Id<'job'>, Id<'run'>>() : await selectLatestRunIds(host.database.db, jobIds);
  const asked = failed.filter((run) => latest.get(run.jobId) === run.id).map((run) => run.id);
  const known = steps ?? (asked.length === 0 ? [] : await listSteps(host, asked));
  return new Map(
    runs.map((run) => [
      run.id,
      decideRetry(run, {
        latestRunId: latest.get(run.jobId) ?? null,
        steps: known.filter((step) => step.runId === run.id),
        hasResults: (step) => step.invocationId !== null,
      }),
    ]),
  );
}

/** Faults: not_found `run.not_found`; invalid `run.not_retryable`, with the reason in its details; those of `startRun`. */
export async function retryRun(
  host: Host,
  accountId: Id<'account'>,
  runId: Id<'run'>,
  asked: { readonly cause: string; readonly actor: Actor | null },
): Promise<Run> {
  const [run, retry] = await Promise.all([getRun(host, accountId, runId), explainRetry(host, accountId, runId)]);
  if (!retry.canRetry)
    throw new Fault('invalid', 'run.not_retryable', `Run ${runId} cannot be retried. ${refusalWords[retry.refusal]}`, {
      refusal: retry.refusal,
    });
  const { failed, skipped } = retry;
  return startRun(host, {
    ...{ accountId, environmentId: run.environmentId, jobId: run.jobId, retryOf: runId },
    plan: {
      ...run.plan,
      commands: ['dbt retry', ...skipped.map((step) => step.command ?? '')],
      // What was loaded when it failed is not loaded anew: it would be another run.
      runGenerateSources: false,
      // What failed came after it.
      lint: null,
      retry: { runId, stepIndex: failed.index },
    },
    trigger: { ...run.trigger, cause: asked.cause, causeCategory: 'rerun', actor: asked.actor },
  });
}
