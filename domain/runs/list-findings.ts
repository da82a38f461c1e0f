/** What linting found in a run, and whether it was asked for. */
import type { Id } from '@weft/base/id';
import type { Host } from '@weft/host/host';
import { getRun, listSteps } from './list-runs.ts';
import type { Step } from './plan-steps.ts';
import { type StepFinding, selectFindings } from './store-lint.ts';

export interface RunLint {
  /** Null: the run lints nothing, or has not begun. */
  readonly step: Step | null;
  readonly failsRun: boolean;
  readonly findings: readonly StepFinding[];
}

/** Fault: not_found `run.not_found`. */
export async function listFindings(host: Host, accountId: Id<'account'>, runId: Id<'run'>): Promise<RunLint> {
  const run = await getRun(host, accountId, runId);
  const step = (await listSteps(host, [runId])).find(({ kind }) => kind === 'lint') ?? null;
  const findings = step === null ? [] : await selectFindings(host.database.db, runId);
  return { step, failsRun: run.plan.lint?.failsRun ?? false, findings };
}
