/** One dbt command of a run: its log and nodes as they come, its artifacts through the one door, and what its end means. */
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '@weft/base/fault';
import { parseCommand } from '@weft/dbt/command/parse-command';
import { comparesState, hasOption } from '@weft/dbt/command/selection-args';
import type { Engines } from '@weft/engine/core/open-engines';
import { type DbtEnd, runDbt } from '@weft/engine/core/run-step';
import type { Venv } from '@weft/engine/venv/provision-venv';
import { systemEnvironment } from '@weft/host/config';
import type { StepFrame, StepResult } from './carry-out-step.ts';
import { changedFiles, readFolderState } from './changed-files.ts';
import type { ClonedProject } from './clone-project.ts';
import { NodeProgress } from './node-progress.ts';
import type { PlannedStep } from './plan-steps.ts';
import { platformVariables } from './platform-variables.ts';
import { fallbackProfile } from './prepare-engine.ts';
import { recordRelations } from './relation-recorder.ts';
import { restoreResults } from './restore-results.ts';
import { explainFailure } from './run-node.ts';
import type { RunSite } from './run-site.ts';
import { type RunState, stateArgsOf } from './run-state.ts';
import { scrubFiles } from './scrub-files.ts';
import type { StepLog } from './step-log.ts';
import { keepsWhatIsDone } from './stop-reason.ts';
import { storeFiles } from './store-files.ts';
import { takeArtifacts } from './take-artifacts.ts';
import { SelectionWatch } from './watch-selection.ts';
import { explainRefs } from './write-upstream.ts';

export interface DbtFrame extends StepFrame {
  readonly site: RunSite;
  readonly engines: Engines;
  readonly venv: Venv;
  readonly project: ClonedProject;
  /** Null: it compares with nothing and defers to nobody. */
  readonly state: RunState | null;
}

/** Between Ctrl-C and the kill: a server that is stopped has 10 s for everything. */
const graceMilliseconds = 5_000;

const wordOfStop = 'It was stopped.';

export async function invokeDbt(frame: DbtFrame, planned: PlannedStep, log: StepLog): Promise<StepResult> {
  const { host, run, stop, project, scrub, site } = frame;
  const command = planned.command ?? '';
  const place = { runId: run.id, stepIndex: planned.index };
  const targetFolder = join(project.folder, project.dbtProject.targetPath);
  const before = await readFolderState(targetFolder, site.folders.checkout);
  const progress = new NodeProgress(host, place, scrub, stop.signal);
  const called = await prepareCall(frame, planned, log);
  const end = await callDbt(frame, called, log, progress);
  await progress.close();
  const { exitCode } = end;
  const wasStopped = end.outcome === 'cancelled';
  if (wasStopped && !keepsWhatIsDone(stop.reason)) return { failure: wordOfStop, exitCode, invocationId: null };
  const lastError = end.lastError === null ? null : scrub(end.lastError);
  const failure = wasStopped ? wordOfStop : explainFailure({ command, exitCode, nodes: progress.nodes, lastError });
  const paths = changedFiles(before, await readFolderState(targetFolder, site.folders.checkout));
  if (site.scrubber !== null) await scrubFiles(Object.values(end.artifacts), site.scrubber);
  const [invocationId] = await Promise.all([
    wasStopped ? takeWhatIsDone(frame, planned, end, log) : takeArtifacts(frame, planned, end.artifacts, failure !== null),
    storeFiles(host, place, { targetFolder, paths }, scrub),
  ]);
  if (wasStopped) return { failure, exitCode, invocationId };
  const isIdle = (await called.watch?.finish(progress.nodes.map(({ uniqueId }) => uniqueId))) === true && failure === null;
  if (failure === null) return { failure, exitCode, invocationId, isIdle };
  const explanation = await explainRefs(frame, [lastError, ...progress.nodes.map((node) => node.message)]);
  for (const line of explanation) log.say(line);
  return { failure: [failure, ...explanation].join('\n'), exitCode, invocationId };
}

/** What dbt had built before it was told to stop is in the warehouse: its results stay with the step. One that was killed may have left half a file. */
async function takeWhatIsDone(frame: DbtFrame, planned: PlannedStep, end: DbtEnd, log: StepLog): Promise<StepResult['invocationId']> {
  try {
    return await takeArtifacts(frame, planned, end.artifacts, true);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    log.say(frame.scrub(error.message));
    return null;
  }
}

interface Call {
  readonly argv: readonly string[];
  /** Of a command that selects by `state:`. */
  readonly watch: SelectionWatch | null;
}

async function prepareCall(frame: DbtFrame, planned: PlannedStep, log: StepLog): Promise<Call> {
  const { host, run, project, site, state, scrub } = frame;
  const command = planned.command ?? '';
  const { value } = parseCommand(command);
  if (!value) throw new Error(`step "${command}" was not checked when the run was asked for`);
  // A project that names no profile gets the one that there is.
  const profile = project.dbtProject.profile === null ? ['--profile', fallbackProfile] : [];
  const restored = await restoreResults(host, run, value.name, join(site.folders.whole, 'retry'));
  const given = state === null ? null : await stateArgsOf(value, state, project.folder);
  if (given?.note != null) log.say(given.note);
  const argv = [...value.args, ...restored, ...(given?.args ?? []), ...profile];
  const isWatched = state !== null && given?.args[0] === '--state' && comparesState(argv);
  if (!isWatched) return { argv, watch: null };
  const targetFolder = join(project.folder, project.dbtProject.targetPath);
  const watch = new SelectionWatch(host, state, {
    ...{ run, command, name: value.name, args: argv, projectFolder: project.folder, targetFolder },
    ...{ stepIndex: planned.index, scrub },
    say: (line) => log.say(line),
  });
  return { argv, watch };
}

async function callDbt(frame: DbtFrame, { argv, watch }: Call, log: StepLog, progress: NodeProgress): Promise<DbtEnd> {
  const { host, run, stop, engines, venv, project, site } = frame;
  const recordRelation = recordRelations(host, run, site.target.place);
  return runDbt({
    engines,
    venv,
    argv,
    // What a full refresh would parse differently must be parsed as one.
    parts: watch === null || hasOption(argv, '--full-refresh', '-f') ? null : watch.parts,
    cwd: project.folder,
    system: systemEnvironment(),
    variables: {
      ...site.variables,
      ...platformVariables(run, site.environment),
      ...site.target.describe({ schema: null, threads: run.plan.threads }).variables,
    },
    profilesDir: site.folders.profiles,
    publicationsDir: project.dbtProject.projects.length > 0 ? site.folders.publications : null,
    home: site.folders.home,
    parseCache: {
      file: join(dirname(host.paths.workspaces), 'parse-cache', `${run.environmentId}-${venv.coreVersion}.msgpack`),
      workspace: await realpath(site.folders.whole),
    },
    onLine: (line) => log.hear(line),
    async onEvent(event) {
      progress.hear(event);
      await recordRelation?.(event);
    },
    signal: stop.signal,
    timeoutMilliseconds: 0,
    graceMilliseconds,
  });
}
