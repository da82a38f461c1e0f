/** Seconds of a Weft run of a three-model project, from the request to the end with its state accepted, over the same `dbt build` typed by hand in the same venv. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Id } from '@weft/base/id';
import { renderProfile } from '@weft/dbt/profiles/render-profile';
import { createConnection } from '@weft/domain/connections/create-connection';
import { createCredential } from '@weft/domain/connections/credentials';
import { createManagedRepository } from '@weft/domain/git/create-managed-repository';
import { createOwner } from '@weft/domain/identity/create-owner';
import { createJob } from '@weft/domain/jobs/change-job';
import { runJob } from '@weft/domain/jobs/run-job';
import { createProject } from '@weft/domain/projects/create-project';
import { createEnvironment } from '@weft/domain/projects/environments';
import { getRun, listSteps } from '@weft/domain/runs/list-runs';
import { startWorkers, type Workers } from '@weft/domain/runs/start-workers';
import { provisionVenv, type Venv } from '@weft/engine/venv/provision-venv';
import { provisioningEnvironment, readConfig, systemEnvironment } from '@weft/host/config';
import type { Host } from '@weft/host/host';
import { runTool } from '@weft/host/process';
import { openHost } from '@weft/server/open-host';
import { registerReactions } from '@weft/server/register-reactions';

export interface RunOverhead {
  /** Medians, in seconds. cold: nothing preloaded and nothing parsed before, on either side; warm: the second time and later. */
  readonly byHand: { readonly cold: number; readonly warm: number };
  readonly weft: { readonly cold: number; readonly warm: number };
  /** Weft over by hand. */
  readonly ratio: { readonly cold: number; readonly warm: number };
  /** Of the last cold and the last warm run: each step's share, in seconds. */
  readonly steps: { readonly cold: Shares; readonly warm: Shares };
}

type Shares = readonly (readonly [string, number])[];

const files: Readonly<Record<string, string>> = {
  'dbt_project.yml': "name: shop\nversion: '1.0.0'\nprofile: shop\nmodels:\n  shop:\n    +materialized: table\n",
  'models/one.sql': 'select 1 as id',
  'models/two.sql': "select id, 'b' as letter from {{ ref('one') }}",
  'models/three.sql': "select count(*) as number from {{ ref('two') }}",
};

const coldRounds = 3;
const warmRounds = 7;

/** `venvs`: where engines may be kept between measurements; `migrations`: the folder of the domain's SQL. */
export async function measureRunOverhead(places: { readonly venvs: string; readonly migrations: string }): Promise<RunOverhead> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-overhead-'));
  const config = readConfig({ WEFT_HOME: join(folder, 'home'), WEFT_DEMO: '0' }, { root: folder });
  const opened = await openHost(config, places.migrations);
  const host: Host = { ...opened.host, paths: { ...opened.host.paths, venvs: places.venvs } };
  try {
    await registerReactions(host, opened.outbox);
    const environment = provisioningEnvironment();
    const venv = await provisionVenv({ paths: host.paths, engineVersion: 'latest', adapters: ['duckdb'], environment, log: host.log });
    return await measure(host, venv, folder);
  } finally {
    await opened.close(5_000);
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(host: Host, venv: Venv, folder: string): Promise<RunOverhead> {
  const source = join(folder, 'source');
  await writeFiles(source, files);
  const byHand = await prepareByHand(venv, folder);
  const accountId = await makeAccount(host);
  const handCold: number[] = [];
  const weftCold: number[] = [];
  const handWarm: number[] = [];
  const weftWarm: number[] = [];
  let workers: Workers | null = null;
  let jobId: Id<'job'> | null = null;
  let cold: Shares = [];
  let warm: Shares = [];
  for (let round = 0; round < coldRounds; round++) {
    handCold.push(await byHand({ isCold: true }));
    await workers?.stop();
    workers = await startWorkers(host);
    jobId = await makeJob(host, accountId, source, round);
    const run = await timeRun(host, accountId, jobId);
    weftCold.push(run.seconds);
    cold = run.steps;
  }
  for (let round = 0; round < warmRounds && jobId !== null; round++) {
    handWarm.push(await byHand({ isCold: false }));
    const run = await timeRun(host, accountId, jobId);
    weftWarm.push(run.seconds);
    warm = run.steps;
  }
  await workers?.stop();
  const hand = { cold: median(handCold), warm: median(handWarm) };
  const weft = { cold: median(weftCold), warm: median(weftWarm) };
  return { byHand: hand, weft, ratio: { cold: weft.cold / hand.cold, warm: weft.warm / hand.warm }, steps: { cold, warm } };
}

/** As a person would: the venv's own `dbt`, in the project's folder. */
async function prepareByHand(venv: Venv, folder: string): Promise<(state: { isCold: boolean }) => Promise<number>> {
  const cwd = join(folder, 'by-hand');
  const path = join(folder, 'by-hand.duckdb');
  const output = { type: 'duckdb', path, schema: 'prod', threads: 4 } as const;
  const profile = renderProfile({ profileName: 'shop', targetName: 'default', output });
  await writeFiles(cwd, { ...files, 'profiles.yml': profile });
  const env = { ...systemEnvironment(), DBT_SEND_ANONYMOUS_USAGE_STATS: 'false' };
  return async ({ isCold }) => {
    if (isCold) await rm(join(cwd, 'target'), { recursive: true, force: true });
    const from = performance.now();
    const { exitCode, stdout } = await runTool(join(venv.folder, 'bin', 'dbt'), ['build'], { cwd, env, timeoutMilliseconds: 120_000 });
    if (exitCode !== 0) throw new Error(`dbt build by hand failed:\n${stdout}`);
    return (performance.now() - from) / 1000;
  };
}

async function timeRun(host: Host, accountId: Id<'account'>, jobId: Id<'job'>): Promise<{ seconds: number; steps: Shares }> {
  const from = performance.now();
  const { id } = await runJob(host, accountId, jobId, { cause: 'Benchmark', causeCategory: 'api' });
  const end = await new Promise<number>((resolve) => {
    const done = () => {
      unlisten();
      resolve(performance.now());
    };
    const look = async () => {
      const { state } = await getRun(host, accountId, id);
      if (state === 'succeeded' || state === 'failed' || state === 'cancelled') done();
    };
    const unlisten = host.signals.listen(`run:${id}`, look);
    void look();
  });
  const run = await getRun(host, accountId, id);
  if (run.state !== 'succeeded' || !run.artifactsSaved) throw new Error(`run ${id}: ${JSON.stringify(run)}`);
  const steps = (await listSteps(host, [id])).map((step) => [step.name, secondsBetween(step.startedAt, step.finishedAt)] as const);
  return { seconds: (end - from) / 1000, steps };
}

async function makeAccount(host: Host): Promise<Id<'account'>> {
  const owner = { accountName: 'Bench', email: 'bench@localhost', firstName: 'B', lastName: 'B', password: 'long enough to be one' };
  return (await createOwner(host, owner, async () => {})).account.id;
}

/** A project, an environment and a DuckDB file of its own, so that nothing of an earlier round helps. */
async function makeJob(host: Host, accountId: Id<'account'>, folder: string, round: number): Promise<Id<'job'>> {
  const { id: projectId } = await createProject(host, { accountId, name: `Shop ${round}`, kind: 'default' });
  const config = { path: `warehouse_${round}.duckdb` };
  const { id: connectionId } = await createConnection(host, { accountId, name: `file ${round}`, adapter: 'duckdb', config });
  const { id: credentialId } = await createCredential(host, { accountId, projectId, adapter: 'duckdb', targetSchema: 'prod', threads: 4 });
  const place = { accountId, projectId, name: 'Production', type: 'deployment', deploymentType: 'production' } as const;
  const environment = await createEnvironment(host, { ...place, connectionId, credentialId });
  await writeFiles(folder, { 'dbt_project.yml': (files['dbt_project.yml'] ?? '').replaceAll('shop', `shop_${round}`) });
  await createManagedRepository(host, { accountId, projectId, name: 'shop', folder });
  const job = await createJob(host, {
    accountId,
    projectId,
    environmentId: environment.id,
    name: 'Build',
    executeSteps: ['dbt build'],
    threads: 4,
  });
  return job.id;
}

async function writeFiles(folder: string, content: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(content)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

function secondsBetween(from: Date | null, to: Date | null): number {
  return from && to ? (to.getTime() - from.getTime()) / 1000 : 0;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const root = join(import.meta.dirname, '..', '..');
  const venvs = join(root, '.weft', 'venvs');
  console.log(JSON.stringify(await measureRunOverhead({ venvs, migrations: join(root, 'domain', 'migrations') }), null, 2));
}
