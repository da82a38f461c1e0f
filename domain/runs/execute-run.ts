/** Carries out a run from its first step to its last, in a workspace of its own. */
import { rm } from 'node:fs/promises';
import { messageOf } from '@weft/base/fault';
import type { Id } from '@weft/base/id';
import type { Engines } from '@weft/engine/core/open-engines';
import type { Host } from '@weft/host/host';
import { publishRun } from '../mesh/publish-run.ts';
import { beginRun, moveToWarehouse } from './begin-run.ts';
import { carryOutStep, type StepFrame, stepSucceeded } from './carry-out-step.ts';
import { type ClonedProject, cloneProject } from './clone-project.ts';
import { confirmHeld } from './confirm-held.ts';
import { handRunBack } from './end-run.ts';
import { findWarehouse } from './find-warehouse.ts';
import { invokeDbt } from './invoke-dbt.ts';
import { lintFiles } from './lint-files.ts';
import type { HeldRun, Outcome } from './model.ts';
import { isFailureTolerated, type PlannedStep, planSteps } from './plan-steps.ts';
import { fallbackProfile, prepareEngine } from './prepare-engine.ts';
import { openRunSite, type RunSite } from './run-site.ts';
import { beginRunState } from './run-state.ts';
import type { StepLog } from './step-log.ts';
import type { Stop } from './stop-reason.ts';
import { storeLogs } from './store-logs.ts';
import { waitForFile } from './wait-for-file.ts';
import { writeUpstream } from './write-upstream.ts';

export class RunExecutor {
  readonly #engines: Engines;
  /** What is put away after runs that have ended. */
  readonly #tidying = new Set<Promise<void>>();

  constructor(engines: Engines) {
    this.#engines = engines;
  }

  /** Faults: what the run needs and is not there any more. */
  async execute(host: Host, held: HeldRun, stop: Stop): Promise<Outcome> {
    const site = await openRunSite(host, held);
    const warehouse = await findWarehouse(host, { ...held, ...site.environment, connectionId: site.connectionId });
    if (warehouse.key !== held.warehouseKey) {
      await moveToWarehouse(host, held, warehouse);
      if (await handRunBack(host, held)) stop.ask({ kind: 'no_longer_ours' });
    }
    const steps = planSteps(held.plan, site.target.connection.name);
    const run = stop.signal.aborted ? null : await beginRun(host, held, steps);
    if (!run) {
      // Cancelled before it began: the worker hears of it by signal or heartbeat, and until then nothing is done.
      await untilStopped(stop);
      return { state: 'cancelled', reason: 'It was stopped before it began.' };
    }
    try {
      return await carryOut({ host, run, stop, scrub: site.scrub }, site, steps, this.#engines);
    } finally {
      this.#tidy(host, run, site);
    }
  }

  /** Resolves when nothing is left to be put away. */
  async settle(): Promise<void> {
    await Promise.all(this.#tidying);
  }

  /** Beside the end of the run: nobody waits for it, and what a crash leaves undone is done at the next start. */
  #tidy(host: Host, run: HeldRun, site: RunSite): void {
    const tidying = Promise.all([storeLogs(host, run.id), rm(site.folders.whole, { recursive: true, force: true })])
      .then(() => {})
      .catch((error: unknown) => host.log.warn('run.not_tidied', { runId: run.id, reason: messageOf(error) }))
      .finally(() => this.#tidying.delete(tidying));
    this.#tidying.add(tidying);
  }
}

async function carryOut(frame: StepFrame, site: RunSite, steps: readonly PlannedStep[], engines: Engines): Promise<Outcome> {
  const [clone, profile, ...ofDbt] = steps;
  if (!clone || !profile) throw new Error('every run has its first two steps');
  const cloned = await withResult(frame, clone, (log) => cloneProject(frame, site, log));
  if ('failure' in cloned) return { state: 'failed', reason: cloned.failure };
  const project: ClonedProject = cloned.value;
  const prepared = await withResult(frame, profile, async (log) => ({
    venv: await prepareEngine(frame, site, project.dbtProject.profile ?? fallbackProfile, log),
    state: await beginRunState(
      frame.host,
      frame.run,
      { folder: site.folders.state, projectFolder: project.folder, hasUpstream: project.dbtProject.projects.length > 0 },
      (line) => log.say(line),
    ),
  }));
  if ('failure' in prepared) return { state: 'failed', reason: prepared.failure };
  const dbt = { ...frame, site, engines, venv: prepared.value.venv, project, state: prepared.value.state };
  const left: Id<'invocation'>[] = [];
  const firstCommand = ofDbt.find(({ kind }) => kind === 'command');
  let isIdle = false;
  for (const step of ofDbt) {
    if (frame.stop.signal.aborted) break;
    // Nothing was built, so there is nothing new to document, and no reason to reach the warehouse.
    if (step.kind === 'docs' && isIdle) continue;
    const result = await carryOutStep(frame, step, async (log) => {
      if (step.kind === 'deps') await writeUpstream(dbt, log);
      else await waitForFile(frame, step, { file: site.target.duckdbPath, python: prepared.value.venv.python }, log);
      return step.kind === 'lint' ? lintFiles(dbt, step, log) : invokeDbt(dbt, step, log);
    });
    if (result.failure !== null && !isFailureTolerated(step.kind, frame.run.plan)) return { state: 'failed', reason: result.failure };
    if (result.invocationId !== null) left.push(result.invocationId);
    if (step.kind === 'command') isIdle = result.isIdle === true && (isIdle || step === firstCommand);
  }
  // Before the run is seen as succeeded: whoever waits for it may build on what it offers.
  if (await confirmHeld(frame.host, frame.run, frame.stop)) await publishRun(frame.host, frame.run.accountId, left);
  return { state: 'succeeded' };
}

/** For the steps that the later ones build on. */
async function withResult<T>(
  frame: StepFrame,
  step: PlannedStep,
  work: (log: StepLog) => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: string }> {
  if (frame.stop.signal.aborted) return { failure: 'It was stopped.' };
  const made: { readonly value: T }[] = [];
  const { failure } = await carryOutStep(frame, step, async (log) => {
    made.push({ value: await work(log) });
    return stepSucceeded;
  });
  return made[0] ?? { failure: failure ?? 'It was stopped.' };
}

function untilStopped(stop: Stop): Promise<void> {
  if (stop.signal.aborted) return Promise.resolve();
  return new Promise((resolve) => stop.signal.addEventListener('abort', () => resolve(), { once: true }));
}
