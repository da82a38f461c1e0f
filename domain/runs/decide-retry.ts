/** Whether a run can be taken up where it failed, from which step on, or why not. */
import { parseCommand } from '@weft/dbt/command/parse-command';
import type { Run } from './model.ts';
import { isFailureTolerated, type Step } from './plan-steps.ts';

/** Why not, in the official API's terms (dbt Cloud admin API v2, RetryNotSupportedReason). */
export type RetryRefusal = 'unsupported_command' | 'unsupported_version' | 'not_latest_run' | 'not_failed_run' | 'no_run_results';

export type Retry =
  | { readonly canRetry: true; readonly failed: Step; readonly skipped: readonly Step[] }
  | { readonly canRetry: false; readonly refusal: RetryRefusal };

/** The commands whose results `dbt retry` reads. */
const retried = new Set('build compile clone docs seed snapshot test run run-operation retry'.split(' '));

/** `dbt retry` came with dbt Core 1.6. */
const leastMinor = 6;

/** `latestRunId`: of the job. `steps`: of the run, in order. `hasResults`: the failed step left a run_results.json. */
export function decideRetry(
  run: Run,
  known: { readonly latestRunId: number | null; readonly steps: readonly Step[]; readonly hasResults: (step: Step) => boolean },
): Retry {
  if (run.state !== 'failed') return refuse('not_failed_run');
  if (run.plan.jobType === 'hybrid') return refuse('unsupported_command');
  if (known.latestRunId !== null && known.latestRunId !== run.id) return refuse('not_latest_run');
  if (!isRetryVersion(run.dbtVersion)) return refuse('unsupported_version');
  const failed = known.steps.find((step) => step.state === 'failed' && !isFailureTolerated(step.kind, run.plan));
  if (failed?.kind !== 'command') return refuse(failed?.kind === 'deps' ? 'unsupported_command' : 'no_run_results');
  const command = parseCommand(failed.command ?? '').value;
  if (command === null || !retried.has(command.name.split(' ')[0] ?? '')) return refuse('unsupported_command');
  if (!known.hasResults(failed)) return refuse('no_run_results');
  const skipped = known.steps.filter((step) => step.kind === 'command' && step.index > failed.index);
  return { canRetry: true, failed, skipped };
}

/** For people: what stands in the way, and what to do instead. */
export const refusalWords: Readonly<Record<RetryRefusal, string>> = {
  unsupported_command: 'The command that failed cannot be taken up again: dbt keeps no results of it. Start the job anew.',
  unsupported_version: 'It ran with a dbt older than 1.6, which cannot retry. Start the job anew.',
  not_latest_run: 'The job has run again since. Retry its latest run, or start the job anew.',
  not_failed_run: 'Only a run that failed can be retried. Start the job anew.',
  no_run_results: 'It failed before dbt had any results to take up. Start the job anew.',
};

function isRetryVersion(version: string | null): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  return major === undefined || Number(major) > 1 || Number(minor) >= leastMinor;
}

function refuse(refusal: RetryRefusal): Retry {
  return { canRetry: false, refusal };
}
