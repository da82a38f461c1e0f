/** Seconds of a CI run of a large project with one changed model: beyond what dbt itself takes, and over the same check as a workflow of a CI service does it. */
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { duckdbPathOf } from '@weft/domain/connections/open-target';
import { commitFolder } from '@weft/domain/git/commit-folder';
import { createJob } from '@weft/domain/jobs/change-job';
import { getEnvironment } from '@weft/domain/projects/environments';
import { clearParseCache } from '@weft/domain/runs/clear-parse-cache';
import { listSelections } from '@weft/domain/runs/list-selections';
import { openRunArtifact } from '@weft/domain/runs/run-artifacts';
import { startWorkers } from '@weft/domain/runs/start-workers';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { requirementsOf, resolveEngineVersion } from '@weft/engine/venv/track-table';
import { provisioningEnvironment, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import { dbtFiles, pathOf, sqlOf } from './dbt-files.ts';
import type { Places } from './places.ts';
import { modelName } from './plan-project.ts';
import { figure, limitRow, medianOf, type Row, ratioRow } from './row.ts';
import { makeAccount, makeWorkplace, type TimedRun, timeRun, type Workplace, withWeft, writeFiles } from './weft-within.ts';

const size = { seed: 7, publicShare: 0, changedShare: 0 };
const warmRounds = 5;
const byHandRounds = 5;
/** Each takes minutes. */
const workflowRounds = 2;
const command = 'dbt build --select state:modified+';

export async function measureSlimCi(places: Places, models = 5_000): Promise<readonly Row[]> {
  return withWeft(places, 'slim-ci', async (host, folder) => {
    const venv = await provision(host);
    const files = dbtFiles({ ...size, models });
    const source = join(folder, 'source');
    await writeFiles(source, files);
    const place = await makeWorkplace(host, await makeAccount(host), 'production', source);
    const change = (mark: number) => changeOf(models, mark);
    const weft = await timeWeft(host, { place, folder: join(folder, 'change'), files, change, models });
    const state = await keepState(host, place, weft.production, folder);
    const startSeconds = await timeStart(venv, folder);
    const byHand = await timeByHand(venv, { folder: join(folder, 'by-hand'), files, change, state });
    const workflow = await timeWorkflow(venv, { folder: join(folder, 'workflow'), files, change, state });
    return rowsOf({ models, weft, byHand, workflow, startSeconds });
  });
}

type Files = Readonly<Record<string, string>>;
type Change = (mark: number) => Files;

function changedModel(models: number): number {
  return models - 2;
}

/** One model, in a way that no earlier round had. */
function changeOf(models: number, mark: number): Files {
  const all = { ...size, models };
  const index = changedModel(models);
  return { [pathOf(all, index)]: `${sqlOf(all, index)}-- ${mark}\n` };
}

function provision(host: Host): Promise<Venv> {
  const environment = provisioningEnvironment();
  return provisionVenv({ paths: host.paths, engineVersion: 'latest', adapters: ['duckdb'], environment, log: host.log });
}

interface WeftTimes {
  readonly production: TimedRun;
  /** Nothing is preloaded and nothing was parsed before. */
  readonly cold: readonly TimedRun[];
  readonly warm: readonly TimedRun[];
}

interface Given {
  readonly folder: string;
  readonly files: Files;
  readonly change: Change;
}

async function timeWeft(
  host: Host,
  { place, folder, files, change, models }: Given & { place: Workplace; models: number },
): Promise<WeftTimes> {
  const { accountId, projectId, environmentId, repositoryId } = place;
  const job = { accountId, projectId, environmentId, threads: 4 };
  const ancestors = `dbt build --select +${modelName({ ...size, models }, changedModel(models))}`;
  const { id: deploy } = await createJob(host, { ...job, name: 'Deploy', executeSteps: [ancestors] });
  const { id: check } = await createJob(host, {
    ...{ ...job, name: 'Check', executeSteps: [command], askedJobType: 'ci', deferringEnvironmentId: environmentId },
  });
  let mark = 0;
  const round = async () => {
    mark += 1;
    await writeFiles(folder, { ...files, ...change(mark) });
    await commitFolder(host, repositoryId, folder, `Change ${mark}`);
    const run = await timeRun(host, accountId, check);
    const [selection] = await listSelections(host, accountId, run.id);
    // The model and its two tests.
    if (selection?.summary.selected !== 3) throw new Error(`run ${run.id} selected ${JSON.stringify(selection?.summary)}`);
    return run;
  };
  const cold: TimedRun[] = [];
  const warm: TimedRun[] = [];
  let workers = await startWorkers(host);
  try {
    const production = await timeRun(host, accountId, deploy);
    for (let i = 0; i < workflowRounds; i++) {
      await workers.stop();
      await clearParseCache(host, environmentId);
      workers = await startWorkers(host);
      cold.push(await round());
    }
    for (let i = 0; i < warmRounds; i++) warm.push(await round());
    return { production, cold, warm };
  } finally {
    await workers.stop();
  }
}

/** What production has: the manifest to compare with, and its warehouse. */
interface State {
  readonly manifest: string;
  readonly warehouse: string;
}

async function keepState(host: Host, { accountId, projectId, environmentId }: Workplace, { id }: TimedRun, folder: string): Promise<State> {
  const state = { manifest: join(folder, 'state', 'manifest.json'), warehouse: join(folder, 'production.duckdb') };
  await mkdir(join(folder, 'state'));
  await writeFile(state.manifest, await openRunArtifact(host, accountId, { runId: id, path: 'manifest.json' }));
  const { connectionId } = await getEnvironment(host, accountId, environmentId);
  if (connectionId === null) throw new Error('production has no connection');
  const path = await duckdbPathOf(host, { accountId, projectId }, { connectionId, extendedAttributesId: null });
  if (path === null) throw new Error('production has no DuckDB file');
  await copyFile(path, state.warehouse);
  return state;
}

/** Of `dbt --version` by hand: what it takes dbt to do nothing. */
async function timeStart({ folder: venv }: Venv, cwd: string): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let i = 0; i < byHandRounds; i++) seconds.push(await timed(join(venv, 'bin', 'dbt'), ['--version', '--no-version-check'], { cwd }));
  return seconds;
}

/** The same check typed where the last one was typed, with what dbt kept of its parse. */
async function timeByHand(venv: Venv, { folder, files, change, state }: Given & { state: State }): Promise<readonly number[]> {
  await writeFiles(folder, files);
  const seconds: number[] = [];
  for (let mark = 0; mark <= byHandRounds; mark++) {
    await writeFiles(folder, change(1_000 + mark));
    const took = await check(join(venv.folder, 'bin', 'dbt'), folder, state);
    // The first one parses everything.
    if (mark > 0) seconds.push(took);
  }
  return seconds;
}

interface WorkflowTimes {
  /** Packages come from the registry. */
  readonly cold: readonly number[];
  /** pip has kept them, as the usual cache of a workflow does. */
  readonly warm: readonly number[];
}

/** A job of a CI service begins on an empty machine: clone, install dbt, fetch production's manifest, check. */
async function timeWorkflow(venv: Venv, { folder, files, change, state }: Given & { state: State }): Promise<WorkflowTimes> {
  const requirements = requirementsOf(resolveEngineVersion('latest'), ['duckdb']);
  const [remote, cache] = [join(folder, 'remote'), join(folder, 'pip-cache')];
  await writeFiles(remote, { ...files, ...change(2_000) });
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    ['-c', 'user.name=b', '-c', 'user.email=b@localhost', 'commit', '-qm', 'Change'],
  ])
    await timed('git', args, { cwd: remote });
  const round = async () => {
    const machine = join(folder, 'machine');
    await mkdir(machine);
    const from = performance.now();
    await timed('git', ['clone', '-q', '--depth', '1', `file://${remote}`, 'project'], { cwd: machine });
    await timed(venv.python, ['-m', 'venv', 'venv'], { cwd: machine });
    const pip = ['install', '-q', '--disable-pip-version-check', '--cache-dir', cache, ...requirements];
    await timed(join(machine, 'venv', 'bin', 'pip'), pip, { cwd: machine, env: provisioningEnvironment() });
    const manifest = join(machine, 'manifest.json');
    await copyFile(state.manifest, manifest);
    await check(join(machine, 'venv', 'bin', 'dbt'), join(machine, 'project'), state);
    const seconds = (performance.now() - from) / 1000;
    await rm(machine, { recursive: true });
    return seconds;
  };
  const cold: number[] = [];
  const warm: number[] = [];
  for (let i = 0; i < workflowRounds; i++) {
    await rm(cache, { recursive: true, force: true });
    cold.push(await round());
    warm.push(await round());
  }
  return { cold, warm };
}

async function check(dbt: string, cwd: string, { manifest, warehouse }: State): Promise<number> {
  const output = { type: 'duckdb', path: warehouse, schema: 'pr', threads: 4 } as const;
  await writeFile(join(cwd, 'profiles.yml'), renderProfile({ profileName: 'generated', targetName: 'default', output }));
  return timed(dbt, ['build', '--select', 'state:modified+', '--defer', '--state', dirname(manifest)], { cwd });
}

/** Throws where it fails. */
async function timed(
  file: string,
  args: readonly string[],
  { cwd, env }: { cwd: string; env?: Readonly<Record<string, string>> },
): Promise<number> {
  const from = performance.now();
  const given = { ...systemEnvironment(), DBT_SEND_ANONYMOUS_USAGE_STATS: 'false', ...env };
  const { exitCode, stdout, stderr } = await runTool(file, args, { cwd, env: given, timeoutMilliseconds: 900_000 });
  if (exitCode !== 0) throw new Error(`${file} ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return (performance.now() - from) / 1000;
}

interface Measured {
  readonly models: number;
  readonly weft: WeftTimes;
  readonly byHand: readonly number[];
  readonly workflow: WorkflowTimes;
  readonly startSeconds: readonly number[];
}

function rowsOf({ models, weft, byHand, workflow, startSeconds }: Measured): readonly Row[] {
  const name = 'slim-ci';
  const secondsOf = (runs: readonly TimedRun[]) =>
    medianOf(
      runs.map(({ seconds }) => seconds),
      's',
    );
  const [ours, hand, start] = [secondsOf(weft.warm), medianOf(byHand, 's'), medianOf(startSeconds, 's')];
  const steps = (weft.warm.at(-1)?.steps ?? []).map(([step, seconds]) => `${step} ${seconds.toFixed(2)} s`).join(', ');
  const flow = `peer: clone, pip install, production's manifest, \`${command} --defer\` on an empty machine`;
  return [
    limitRow({
      ...{ name, what: `a CI run of one changed model of ${models}, warm, beyond dbt's own parse and build`, atMost: 2 },
      ours: figure(ours.value - (hand.value - start.value), 's'),
      detail: `ours ${ours.text}; by hand ${hand.text}, of which \`dbt --version\` takes ${start.text}; the last one: ${steps}`,
    }),
    ratioRow({ name, what: `the same, warm; ${flow}, with pip's cache`, ours, peer: medianOf(workflow.warm, 's'), atMost: 0.5 }),
    ratioRow({ name, what: `the same, cold; ${flow}`, ours: secondsOf(weft.cold), peer: medianOf(workflow.cold, 's'), atMost: 1 }),
  ];
}
